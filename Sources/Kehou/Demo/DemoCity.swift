extension Demo {
    struct Division: Sendable {
        let code: String
        let chinese: String
        let english: String
        /// Of 100 schools, how many stand here, and how many of those in the country. Invented.
        let share: Int
        let rural: Int
        var id: String { "d\(code)" }
    }

    /// All schools of a made-up city; people are computed from it on demand.
    struct City: Sendable {
        let size: Size
        let names: Names
        let whole: Division
        let districts: [Division]
        let schools: [School]

        /// - Parameter data: the project's `Data` folder.
        init(size: Size, data: String) throws {
            self.size = size
            names = try Names(folder: "\(data)/names")
            let rows = try Table(path: "\(data)/divisions.tsv").values("code", "name_zh", "name_en", "level")
            let divisions = rows.map { row in
                let (share, rural) = shares[row[0]] ?? (8, 30)
                return Division(code: row[0], chinese: row[1], english: row[2], share: share, rural: rural)
            }
            guard divisions.count > 1, rows[0][3] == "city" else {
                throw Fault.invalid("demo.data_column", ["path": "divisions.tsv", "column": "level"])
            }
            whole = divisions[0]
            districts = Array(divisions.dropFirst())
            schools = School.all(size: size, districts: districts, places: names.places)
        }
    }

    /// Splits a total by weights so that the parts add up to it exactly.
    ///
    /// *Shape*: one part per weight, each within one of its fair share.
    static func apportion(_ total: Int, by weights: [Int]) -> [Int] {
        let sum = max(1, weights.reduce(0, +))
        var reached = 0
        var given = 0
        return weights.map { weight in
            reached += weight
            let upTo = total * reached / sum
            defer { given = upTo }
            return upTo - given
        }
    }
}

private let shares: [String: (Int, Int)] = [
    "370202": (6, 0), "370203": (9, 0), "370211": (19, 35), "370212": (5, 10), "370213": (7, 0),
    "370214": (10, 15), "370215": (13, 45), "370281": (10, 45), "370283": (13, 60), "370285": (8, 55),
]
