extension Demo {
    enum Generation: String, CaseIterable { case child, adult, elder }
    enum Gender: String, CaseIterable { case girl, boy }

    /// Plausible Chinese names from the lists in `Data/names` (its README says where they come from).
    struct Names: Sendable {
        let places: [(chinese: String, english: String)]
        private let surnames: [String]
        /// Each surname's index as often as its weight says, so that one draw picks by frequency.
        private let urn: [UInt16]
        private let given: [Parts]

        /// Reads `surnames.tsv`, `given.tsv` and `places.tsv` in the folder.
        init(folder: String) throws {
            let weighted = try Table(path: "\(folder)/surnames.tsv").values("surname", "weight")
            surnames = weighted.map { $0[0] }
            urn = weighted.enumerated().flatMap { index, row in
                Array(repeating: UInt16(index), count: Int(row[1]) ?? 1)
            }
            let lists = try Table(path: "\(folder)/given.tsv").values("generation", "gender", "place", "parts")
            given = Generation.allCases.flatMap { generation in
                Gender.allCases.map { gender in
                    Parts(lists.filter { $0[0] == generation.rawValue && $0[1] == gender.rawValue })
                }
            }
            places = try Table(path: "\(folder)/places.tsv").values("name_zh", "name_en").map { ($0[0], $0[1]) }
        }

        func surname(_ random: inout Random) -> String {
            surnames[Int(random.pick(urn))]
        }

        func given(_ generation: Generation, _ gender: Gender, _ random: inout Random) -> String {
            let place = Generation.allCases.firstIndex(of: generation)! * 2 + (gender == .girl ? 0 : 1)
            return given[place].draw(&random)
        }
    }

    struct Name: Sendable, Hashable {
        let surname: String
        var given: String
        var full: String { surname + given }
    }
}

/// The pieces of given names for one generation and gender: whole names, single characters, first and second characters.
private struct Parts: Sendable {
    private let double: [String]
    private let single: [String]
    private let first: [String]
    private let second: [String]

    init(_ rows: [[String]]) {
        func list(_ place: String) -> [String] {
            rows.first { $0[2] == place }?[3].split(separator: " ").map(String.init) ?? []
        }
        (double, single, first, second) = (list("double"), list("single"), list("first"), list("second"))
    }

    func draw(_ random: inout Demo.Random) -> String {
        let turn = random.below(100)
        if turn < 18, !double.isEmpty { return random.pick(double) }
        if turn < 32 { return random.pick(single) }
        let start = random.pick(first)
        let end = random.pick(second)
        return start == end ? start : start + end
    }
}
