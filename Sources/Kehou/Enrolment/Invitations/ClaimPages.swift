import Store

extension Enrolment {
    /// What waits for the office: claims with names, and requests to end a tie.
    struct ClaimsPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            /// Whose guardian they say they are.
            let claim: Text
            let relation: Registry.Guardianship.Relation
            let mobile: String
            let made: Instant
            let base: String
        }

        struct Request: Codable, Sendable {
            let asked: String
            let guardian: String
            let pupil: String
            let made: Instant
            let action: String
        }

        static let template = "invitations/claims"
        let school: String
        let count: Text
        let claims: [Item]
        let endings: [Request]
        let next: String?
        let breadcrumbs: [Link]

        init(_ input: ClaimsInput, _ protection: Protection, _ language: Language, _ db: DB) throws {
            let base = "/schools/\(input.school)"
            let page = try Claim.list(
                .waiting, in: input.school, after: input.after, limit: Registry.pageSize + 1, db)
            let shown = page.prefix(Registry.pageSize)
            school = try Registry.School.find(input.school, db).name(in: language)
            breadcrumbs = [Link(Text("invitations.title"), "\(base)/invitations")]
            count = Text("claims.count", ["count": "\(try Claim.count(.waiting, in: input.school, db))"])
            claims = try shown.map { claim in
                Item(
                    name: claim.name,
                    claim: Text(
                        "claims.claim", ["pupil": try Registry.Pupil.find(claim.pupil, in: input.school, db).name]),
                    relation: claim.relation, mobile: try protection.open(claim.mobile).masked, made: claim.madeAt,
                    base: "\(base)/claims/\(claim.id)")
            }
            next = page.count > Registry.pageSize ? shown.last.map { "\(base)/claims?after=\($0.id)" } : nil
            endings = try Ending.waiting(in: input.school, db).map { ending in
                Request(
                    asked: try db.value("SELECT name FROM account WHERE id = \(ending.account)", as: String.self) ?? "",
                    guardian: try Registry.Guardian.find(ending.guardian, db).name,
                    pupil: try Registry.Pupil.find(ending.pupil, in: input.school, db).name, made: ending.madeAt,
                    action: "\(base)/endings/\(ending.id)/decision")
            }
        }
    }
}
