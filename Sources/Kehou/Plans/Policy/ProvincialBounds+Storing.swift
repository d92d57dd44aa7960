import Store

extension Plans.ProvincialBounds: FromRow {
    typealias ProvincialBounds = Plans.ProvincialBounds

    init(_ row: Row) throws {
        self.init(
            code: try row["code"], name: try row["name"], source: try row["source"],
            effectiveFrom: try row["effective_from"], feeAtMostRural: try row["fee_at_most_rural"],
            feeAtMostUrban: try row["fee_at_most_urban"], payAtLeast: try row["pay_at_least"])
    }

    private static let select: SQL = """
        SELECT code, name, source, effective_from, fee_at_most_rural, fee_at_most_urban, pay_at_least
        FROM provincial_bounds
        """

    /// The latest bounds that hold on a day, or the latest of all. Nothing where none were imported; pages then say so.
    static func current(on date: LocalDate? = nil, _ db: DB) throws -> ProvincialBounds? {
        let limit: SQL = date.map { "WHERE effective_from <= \($0)" } ?? ""
        return try db.first("\(select) \(limit) ORDER BY effective_from DESC, code LIMIT 1")
    }

    /// Adds the bounds, or puts them in the place of what had the same code.
    func replace(at now: Instant, _ db: DB) throws {
        try db.run(
            """
            INSERT INTO provincial_bounds (code, name, source, effective_from, fee_at_most_rural, fee_at_most_urban,
                pay_at_least, imported_at)
            VALUES (\(code), \(name), \(source), \(effectiveFrom), \(feeAtMostRural), \(feeAtMostUrban), \(payAtLeast),
                \(now))
            ON CONFLICT (code) DO UPDATE
            SET name = excluded.name, source = excluded.source, effective_from = excluded.effective_from,
                fee_at_most_rural = excluded.fee_at_most_rural, fee_at_most_urban = excluded.fee_at_most_urban,
                pay_at_least = excluded.pay_at_least, imported_at = excluded.imported_at
            """)
    }
}
