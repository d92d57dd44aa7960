import Store

/// An amount of money in whole fen (1 yuan = 100 fen). People type and read yuan; columns and JSON hold fen.
struct Money: Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
    let fen: Int

    init(fen: Int) { self.fen = fen }
    init(integerLiteral value: Int) { self.init(fen: value) }

    /// `3`, `3.5` or `3.50` yuan; nothing for more than two decimals, signs or other characters.
    init?(yuan text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...9).contains(parts[0].count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let yuan = Int(parts[0])
        else { return nil }
        var cents = 0
        if parts.count == 2 {
            guard (1...2).contains(parts[1].count), let digits = Int(parts[1]) else { return nil }
            cents = parts[1].count == 1 ? digits * 10 : digits
        }
        self.init(fen: yuan * 100 + cents)
    }

    /// `3.50`
    var yuan: String { "\(fen < 0 ? "-" : "")\(fen.magnitude / 100).\(padded(Int(fen.magnitude % 100), 2))" }

    static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
    /// Sums stop at the ends of what can be held: a wrong amount that somebody sends must never stop the program.
    static func + (left: Money, right: Money) -> Money { held(left.fen.addingReportingOverflow(right.fen), left) }
    static func - (left: Money, right: Money) -> Money { held(left.fen.subtractingReportingOverflow(right.fen), left) }
    static func * (left: Money, right: Int) -> Money {
        let product = left.fen.multipliedReportingOverflow(by: right)
        guard product.overflow else { return Money(fen: product.partialValue) }
        return Money(fen: (left.fen < 0) == (right < 0) ? .max : .min)
    }

    /// An overflowing sum or difference lies on the side of its left term.
    private static func held(_ sum: (partialValue: Int, overflow: Bool), _ left: Money) -> Money {
        guard sum.overflow else { return Money(fen: sum.partialValue) }
        return Money(fen: left.fen < 0 ? .min : .max)
    }
}

extension Money: Codable, NumberCoded {
    init?(number: Int64) { self.init(fen: Int(number)) }
    var number: Int64 { Int64(fen) }
    static let sample: Money = 300
}

extension Money: ColumnValue {
    init(column: Column) throws { self.init(fen: try Int(column: column)) }
    var column: Column { .integer(Int64(fen)) }
    static var columnType: ColumnType { .integer }
}
