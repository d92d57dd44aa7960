import Store

extension Roster {
    /// The city, districts, schools and campuses that a roster's organisations stand for, set beside those there are.
    ///
    /// A city has some thousand of them, so this is done in memory; the result goes back into the staging file as
    /// `place` (organisation to school) and `want_school` (school to id).
    struct Places: Sendable {
        struct Entry<Record: Sendable>: Sendable {
            let record: Record
            let change: Change
        }

        struct SchoolEntry: Sendable {
            /// The number of its row in the staging file.
            let n: Int64
            let school: Registry.School
            let change: Change
            let isGone: Bool
        }

        struct CampusEntry: Sendable {
            let n: Int64
            let schoolN: Int64
            let schoolID: ID<Registry.School>
            let id: ID<Registry.Campus>
            let sourceID: String
            let name: String
            let address: String?
            let change: Change
        }

        var city: Entry<Registry.City>
        var districts: [Entry<Registry.District>] = []
        var schools: [SchoolEntry] = []
        var campuses: [CampusEntry] = []
        /// Campuses whose rows were skipped: they stay, and so do the classes in them.
        var keptCampuses: [(id: ID<Registry.Campus>, schoolN: Int64, name: String)] = []
        var problems: [Problem] = []
        /// Each organisation inside a school: its row, its school's row and its campus's row.
        var inside: [(org: Int64, school: Int64, campus: Int64?)] = []

        var counts: [Kind: Counts] {
            var counts: [Kind: Counts] = [.city: Counts(), .district: Counts(), .school: Counts(), .campus: Counts()]
            counts[.city]?.add(city.change)
            districts.forEach { counts[.district]?.add($0.change) }
            for school in schools {
                if school.isGone, school.change == .changed {
                    counts[.school]?.gone += 1
                } else {
                    counts[.school]?.add(school.change)
                }
            }
            campuses.forEach { counts[.campus]?.add($0.change) }
            return counts
        }
    }

    /// One organisation as `orgs.csv` has it.
    struct Org: Sendable, FromRow {
        let n: Int64
        let line: Int
        let sourceID: String
        let isGone: Bool
        let name: String
        let nameEn: String?
        let type: String
        let code: String?
        let parent: String?
        let ownership: Registry.School.Ownership?
        let setting: Registry.School.Setting?
        let stage: Registry.School.Stage?
        let phone: String?
        let address: String?

        init(_ row: Row) throws {
            n = try row["n"]
            line = try row["line"]
            sourceID = try row["source_id"]
            isGone = try row["gone"]
            name = try row["name"]
            nameEn = try row["name_en"]
            type = try row["type"]
            code = try row["code"]
            parent = try row["parent"]
            ownership = try row["ownership"]
            setting = try row["setting"]
            stage = try row["stage"]
            phone = try row["phone"]
            address = try row["address"]
        }

        var node: OrgTree.Node { OrgTree.Node(n: n, sourceID: sourceID, parent: parent) }
    }
}
