import Store

extension Enrolment {
    /// What waits for the office: claims with names, and requests to end a tie.
    struct ClaimsPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let relation: Registry.Guardianship.Relation
            let mobile: String
            let pupil: String
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

        init(_ input: ClaimsInput, _ protection: Protection, _ db: DB) throws {
            let base = "/schools/\(input.school)"
            let page = try Claim.list(
                .waiting, in: input.school, after: input.after, limit: Registry.pageSize + 1, db)
            let shown = page.prefix(Registry.pageSize)
            school = try Registry.School.find(input.school, db).name
            count = Text("claims.count", ["count": "\(try Claim.count(.waiting, in: input.school, db))"])
            claims = try shown.map { claim in
                Item(
                    name: claim.name, relation: claim.relation, mobile: try protection.open(claim.mobile).masked,
                    pupil: try Registry.Pupil.find(claim.pupil, in: input.school, db).name, made: claim.madeAt,
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

    /// A pupil's guardians as the office sees them, with restrictions in force or to come.
    struct GuardiansPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let relation: Text
            let hasAccount: Bool
            let action: String
            let restrictions: [Limit]
        }

        struct Limit: Codable, Sendable {
            let from: LocalDate
            let until: LocalDate?
            let action: String
        }

        static let template = "invitations/guardians"
        let pupil: String
        let guardians: [Item]
        let errors: [FormBuilder.Summary]
        let fields: [FormField]

        init(
            _ school: ID<Registry.School>, _ id: ID<Registry.Pupil>, _ caller: Caller, _ db: DB,
            typed: Endpoint.Typed? = nil
        ) throws {
            let base = "/schools/\(school)/pupils/\(id)"
            let limits = try Restriction.all(of: id, in: school, on: caller.today, db)
            pupil = try Registry.Pupil.find(id, in: school, db).name
            guardians = try (Registry.Guardian.all(ofEach: [id], in: school, db)[id] ?? []).map { guardian, relation in
                Item(
                    name: guardian.name, relation: relation.label,
                    hasAccount: try Registry.FamilyAccount.account(of: guardian.id, db) != nil,
                    action: "\(base)/guardians/\(guardian.id)/restrictions",
                    restrictions: limits.filter { $0.guardian == guardian.id }.map {
                        Limit(from: $0.from, until: $0.until, action: "\(base)/restrictions/\($0.id)/lifting")
                    })
            }
            var form = FormBuilder(typed)
            form.add(.date, "from", Text("restriction.from"), stored: caller.today.description)
            form.add(.date, "until", Text("restriction.until"), hint: Text("restriction.until_hint"), required: false)
            errors = form.errors
            fields = form.fields
        }
    }
}
