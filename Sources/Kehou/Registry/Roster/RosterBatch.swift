import Store

extension Roster {
    /// Somebody of `users.csv` with their numbers as the file has them; they are in no table before they are sealed.
    struct OpenPerson: Sendable {
        let n: Int64
        let line: Int
        let sourceID: String
        let isGone: Bool
        let name: String
        let grade: Int?
        let number: String?
        let mobile: Mobile?
        let bad: Int

        /// The values of ``Staging/Table/person``.
        func sealed(by protection: Protection) throws -> [Column] {
            let mobile = try mobile.map { try protection.seal($0) }
            return [
                n.column, line.column, sourceID.column, isGone.column, name.column, grade.column,
                number.map { protection.digest(ofPupilNumber: $0) }.column,
                number.map { String($0.suffix(4)) }.column, (mobile?.bytes).column, (mobile?.key).column,
                (mobile?.index).column, ID<Registry.Person>.next().column, bad.column,
            ]
        }
    }

    /// Rows as the files have them, on their way into the staging file.
    struct Batch: Sendable {
        private var rows = Staging.Rows()
        private var people: [OpenPerson] = []
        private(set) var count = 0

        /// - Parameter values: as ``Staging/Table/columns`` has them.
        mutating func add(_ table: Staging.Table, _ values: [Column]) {
            rows[table, default: []].append(values)
            count += 1
        }

        mutating func add(_ person: OpenPerson) {
            people.append(person)
            count += 1
        }

        /// Adds of another batch the rows that others refer to by their ids, and the people whom they name as agents.
        mutating func addNamed(of other: Batch) {
            other.people.forEach { add($0) }
            for table in [Staging.Table.org, .class_, .course, .session] {
                other.rows[table]?.forEach { add(table, $0) }
            }
            other.rows[.agent]?.forEach { add(.spoken, [$0[2], File.users.rawValue.column]) }
            other.rows[.role]?.forEach { add(.spoken, [$0[5], File.users.rawValue.column]) }
        }

        /// The rows as they may be written: nobody's number stands in them in the clear.
        ///
        /// Apart from reading them because it takes as long, and another core can do it meanwhile.
        ///
        /// - Throws: what ``Protection/seal(_:)`` does.
        func sealed(by protection: Protection) throws -> Staging.Rows {
            guard !people.isEmpty else { return rows }
            var sealed = rows
            sealed[.person] = try people.map { try $0.sealed(by: protection) }
            return sealed
        }
    }
}
