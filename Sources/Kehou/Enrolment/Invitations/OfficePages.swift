import Store

extension Enrolment {
    /// Families reached, by class and in the whole school.
    struct InvitationsPage: Page {
        struct Item: Codable, Sendable {
            /// Nil for whoever may see numbers only.
            let href: String?
            let name: String
            let pupils: String
            let linked: String
            let reached: String
            let percent: Int
            let label: String
            let tone: String
        }

        static let template = "invitations/school"
        let school: String
        let base: String
        let count: Text
        let classes: [Item]
        let claims: Text?
        let claimsHref: String

        init(_ school: ID<Registry.School>, _ caller: Caller, _ db: DB) throws {
            let base = "/schools/\(school)/invitations"
            let isOffice = caller.role != .teacher
            let counts = try Reach.counts(in: school, db)
            self.school = try Registry.School.find(school, db).name(in: caller.language)
            self.base = base
            classes = counts.map { row in
                let percent = row.pupils == 0 ? 0 : row.reached * 100 / row.pupils
                return Item(
                    href: isOffice ? "\(base)/\(row.classID)" : nil, name: row.name, pupils: "\(row.pupils)",
                    linked: "\(row.linked)", reached: "\(row.reached)", percent: percent, label: "\(percent)%",
                    tone: percent >= 90 ? "good" : "plain")
            }
            count = Text(
                "invitations.count",
                [
                    "pupils": "\(counts.map(\.pupils).reduce(0, +))",
                    "reached": "\(counts.map(\.reached).reduce(0, +))",
                ])
            let waiting =
                isOffice
                ? try Claim.count(.waiting, in: school, db) + Ending.waiting(in: school, db).count : 0
            claims = waiting > 0 ? Text("invitations.claims", ["count": "\(waiting)"]) : nil
            claimsHref = "/schools/\(school)/claims"
        }
    }

    /// One class: each pupil with what is known of the family's way in.
    struct ClassPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let guardians: Text
            let isLinked: Bool
            let isReached: Bool
            let href: String
        }

        static let template = "invitations/class"
        let title: String
        let school: String
        let printHref: String
        let pupils: [Item]
        let breadcrumbs: [Link]

        init(_ input: ClassInput, _ language: Language, _ db: DB) throws {
            let room = try Registry.SchoolClass.find(input.class, in: input.school, db)
            title = room.name
            school = try Registry.School.find(input.school, db).name(in: language)
            printHref = "/schools/\(input.school)/invitations/\(room.id)/codes"
            breadcrumbs = [Link(Text("invitations.title"), "/schools/\(input.school)/invitations")]
            pupils = try db.all(
                """
                SELECT p.id, p.name,
                    (SELECT COUNT(*)
                        FROM guardianship s
                        WHERE s.school_id = p.school_id AND s.pupil_id = p.id AND s.ended_on IS NULL) AS guardians,
                    (SELECT COUNT(*)
                        FROM guardianship s
                        JOIN guardian_account a ON a.guardian_id = s.guardian_id
                        WHERE s.school_id = p.school_id AND s.pupil_id = p.id AND s.ended_on IS NULL) AS linked,
                    (SELECT COUNT(*)
                        FROM family_reach r
                        WHERE r.school_id = p.school_id AND r.pupil_id = p.id) AS reached
                FROM pupil p
                WHERE p.school_id = \(input.school) AND p.class_id = \(room.id) AND p.left_on IS NULL
                ORDER BY p.name, p.id
                """, as: Row.self
            ).map { row in
                let linked: Int = try row["linked"]
                let pupil: ID<Registry.Pupil> = try row["id"]
                return Item(
                    name: try row["name"],
                    guardians: Text(
                        "invitations.guardians_of",
                        ["linked": "\(linked)", "all": "\(try row["guardians"] as Int)"]),
                    isLinked: linked > 0, isReached: try row["reached"] as Int > 0,
                    href: "/schools/\(input.school)/pupils/\(pupil)/guardians")
            }
        }

    }

    /// Says what printing will do and to how many, and until when the new codes work.
    struct BeforePrintPage: Page {
        static let template = "invitations/before_print"
        let title: String
        let action: String
        let backHref: String
        let what: Text
        let warning: Text?
        let errors: [FormBuilder.Summary]
        let fields: [FormField]
        let breadcrumbs: [Link]

        init(
            _ school: ID<Registry.School>, _ id: ID<Registry.SchoolClass>, _ caller: Caller, _ db: DB,
            typed: Endpoint.Typed? = nil
        ) throws {
            let room = try Registry.SchoolClass.find(id, in: school, db)
            let pupils = try Registry.Pupil.list(in: school, class: id, limit: 1000, db).map(\.id)
            let unused = try PaperCode.unused(of: pupils, in: school, on: caller.today, db)
            var form = FormBuilder(typed)
            form.add(
                .date, "until", Text("print.until"),
                stored: caller.today.adding(days: PaperCode.days).description,
                min: caller.today.description, max: caller.today.adding(days: 120).description)
            title = room.name
            action = "/schools/\(school)/invitations/\(id)/codes"
            backHref = "/schools/\(school)/invitations/\(id)"
            breadcrumbs = [
                Link(Text("invitations.title"), "/schools/\(school)/invitations"),
                Link(Text(verbatim: room.name), backHref),
            ]
            what = Text("print.what", ["count": "\(pupils.count)"])
            warning = unused > 0 ? Text("print.warning", ["count": "\(unused)"]) : nil
            errors = form.errors
            fields = form.fields
        }
    }

    /// The slips of a class, eight on an A4 sheet, to be cut apart. Shown once: codes are stored nowhere.
    struct SheetPage: Page {
        struct Slip: Codable, Sendable {
            let name: String
            let code: String
            let qr: Plans.QRCode
        }

        static let template = "invitations/sheet"
        let school: String
        let title: String
        let count: Text
        let until: LocalDate
        let address: String
        let slips: [Slip]
        let backHref: String

        init(
            school: Registry.School, room: Registry.SchoolClass, slips: [(Registry.Pupil, String)], until: LocalDate,
            url: String, in language: Language
        ) throws {
            self.school = school.name(in: language)
            title = room.name
            count = Text("print.count", ["count": "\(slips.count)"])
            self.until = until
            address = "\(url)/join"
            backHref = "/schools/\(school.id)/invitations/\(room.id)"
            self.slips = try slips.map { pupil, code in
                let grouped = PaperCode.grouped(code)
                return Slip(name: pupil.name, code: grouped, qr: try Plans.QRCode("\(url)/join?code=\(grouped)"))
            }
        }
    }
}
