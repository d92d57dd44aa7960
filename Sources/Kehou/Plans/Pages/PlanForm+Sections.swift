/// What stands in each part of the editor.
extension PlanForm {
    /// - Parameter formerly: what earlier policies called their added sections, by code.
    func sections(_ policy: Plans.Policy?, formerly: [String: String] = [:]) -> [Plans.EditorSection] {
        [
            section(.time, [prose(.time)] + bands + [lateCare]),
            section(.content, [prose(.content)]),
            section(.staffing, [prose(.staffing), staff]),
            section(.application, [prose(.application), tariff]),
            section(.safeguards, [prose(.safeguards), safety]),
            section(.incentives, [prose(.incentives), incentives]),
        ] + added(policy) + former(policy, formerly) + [section(.publicity, [publicity])]
    }

    private func section(_ section: Plans.Section, _ groups: [Plans.EditorGroup]) -> Plans.EditorSection {
        Plans.EditorSection(
            id: section.rawValue, title: section.label, hint: Text("plans.hint.\(section.rawValue)"), groups: groups)
    }

    private func prose(_ section: Plans.Section) -> Plans.EditorGroup {
        Plans.EditorGroup(fields: [field(.textarea, "prose.\(section.rawValue)", Text("plans.field.prose"), rows: 5)])
    }

    private var bands: [Plans.EditorGroup] {
        (0..<count("bands")).map { index in
            let path = "bands.\(index)"
            return Plans.EditorGroup(
                id: Self.id(path), title: Text("plans.band", ["number": "\(index + 1)"]),
                fields: [
                    field(.number, "\(path).from", "from"), field(.number, "\(path).through", "through"),
                    field(.time, "\(path).lessonsEnd", "lessons_end"),
                    field(.number, "\(path).pupils", "pupils", required: false),
                ],
                lists: [
                    list("\(path).leaving", "leaving") { row in
                        Plans.EditorRow(fields: [field(.time, "\(row).time", "leaving_time")])
                    },
                    list("\(path).sessions", "sessions", session),
                ], band: path)
        }
    }

    private func session(_ row: String) -> Plans.EditorRow {
        Plans.EditorRow(
            fields: [
                select(Plans.SessionKind.self, "\(row).kind", "kind"),
                field(.text, "\(row).title", "title", required: false),
                select(Plans.Category.self, "\(row).category", "category", required: false),
                field(.time, "\(row).start", "start"), field(.time, "\(row).end", "end"),
            ], boxes: [days("\(row).days", "days")])
    }

    private var lateCare: Plans.EditorGroup {
        Plans.EditorGroup(
            title: fieldName("late_care"),
            fields: [
                field(.time, "lateCare.until", "late_care_until"),
                field(.text, "lateCare.place", "late_care_place", required: false),
                field(.date, "readyOn", "ready_on"),
            ], boxes: [days("lateCare.days", "late_care_days")],
            lists: [
                list("daysWithout", "day_without") { row in
                    Plans.EditorRow(fields: [
                        field(.date, "\(row).date", "date"), field(.text, "\(row).reason", "reason"),
                    ])
                }
            ])
    }

    private var staff: Plans.EditorGroup {
        Plans.EditorGroup(lists: [
            list("staff", "staff") { row in
                Plans.EditorRow(fields: [
                    select(Plans.StaffKind.self, "\(row).kind", "staff_kind"),
                    field(.number, "\(row).number", "number"),
                    select(Plans.Role.self, "\(row).role", "role"),
                    field(.number, "\(row).pay", "pay", required: false),
                ])
            }
        ])
    }

    private var tariff: Plans.EditorGroup {
        Plans.EditorGroup(
            fields: [field(.number, "tariff.fee", "fee_yuan")],
            boxes: [boxes("tariff.free", "free", Plans.Waiver.allCases.map { ($0.rawValue, $0.label) })])
    }

    private var safety: Plans.EditorGroup {
        Plans.EditorGroup(
            fields: [
                field(.textarea, "safety.people", "safety_people", rows: 3),
                field(.textarea, "safety.technical", "safety_technical", rows: 3),
                field(.textarea, "safety.physical", "safety_physical", rows: 3),
                field(.textarea, "safety.emergencyPlan", "emergency_plan", rows: 5),
            ],
            lists: [
                list("safety.contacts", "emergency_contact", contact),
                list("safety.posts", "posts") { row in
                    Plans.EditorRow(fields: [field(.text, "\(row).place", "place"), field(.text, "\(row).who", "who")])
                },
                list("venues", "venue") { row in
                    Plans.EditorRow(fields: [
                        field(.text, "\(row).name", "venue_name"),
                        field(.number, "\(row).places", "places", required: false),
                    ])
                },
            ])
    }

    private func contact(_ row: String) -> Plans.EditorRow {
        Plans.EditorRow(fields: [
            field(.text, "\(row).name", "person"), field(.text, "\(row).duty", "duty", required: false),
            field(.text, "\(row).phone", Text("plans.field.phone"), inputmode: "tel"),
        ])
    }

    private var incentives: Plans.EditorGroup {
        Plans.EditorGroup(fields: [
            select(Plans.PayBasis.self, "incentives.basis", "basis"),
            field(.checkbox, "incentives.flexibleHours", "flexible", required: false),
            field(.checkbox, "incentives.countsInAppraisal", "appraisal", required: false),
        ])
    }

    private var publicity: Plans.EditorGroup {
        let highlights = field(.textarea, "highlights", "highlights", required: false, rows: 4)
        return Plans.EditorGroup(fields: [highlights] + contact("contact").fields)
    }

    /// Parts the policy added; none, and the heading is left out.
    private func added(_ policy: Plans.Policy?) -> [Plans.EditorSection] {
        let asked = policy?.extraSections ?? []
        let signed = policy?.statements ?? []
        guard !asked.isEmpty || !signed.isEmpty else { return [] }
        let written = extras
        // A section keeps its row, whatever the policy's order: what is typed into a row belongs to the code beside it.
        var next = written.count
        var group = Plans.EditorGroup()
        for extra in asked {
            let there = written.firstIndex { $0.code == extra.code }
            let row = "extras.\(there ?? next)"
            if there == nil { next += 1 }
            group.hidden.append(Plans.Hidden(name: "draft.\(row).code", value: extra.code))
            group.fields.append(
                field(.textarea, "\(row).text", Text(verbatim: extra.title), required: extra.isRequired, rows: 4))
        }
        if !signed.isEmpty {
            group.boxes = [boxes("statements", "statements", signed.map { ($0, Text(verbatim: $0)) })]
        }
        return [section(.extras, [group])]
    }

    /// What the school wrote or signed and the policy no longer asks for: it stays until its writers take it out.
    private func former(_ policy: Plans.Policy?, _ titles: [String: String]) -> [Plans.EditorSection] {
        let asked = policy?.extraSections.map(\.code) ?? []
        let extras = self.extras
        var groups = extras.enumerated().compactMap { index, extra -> Plans.EditorGroup? in
            let isFirst = extras.firstIndex { $0.code == extra.code } == index
            guard !isFirst || !asked.contains(extra.code) else { return nil }
            let row = "extras.\(index)"
            let title = Text(verbatim: titles[extra.code] ?? extra.code)
            return Plans.EditorGroup(
                id: Self.id(row), fields: [field(.textarea, "\(row).text", title, required: false, rows: 4)],
                hidden: [Plans.Hidden(name: "draft.\(row).code", value: extra.code)], removes: row)
        }
        let signed = statements.subtracting(policy?.statements ?? []).sorted()
        if !signed.isEmpty {
            let options = signed.map { (value: $0, label: Text(verbatim: $0)) }
            groups.append(
                Plans.EditorGroup(boxes: [
                    boxes("statements", "statements", options, id: "field-draft-former-statements")
                ]))
        }
        guard !groups.isEmpty else { return [] }
        return [
            Plans.EditorSection(
                id: "former", title: Text("plans.former"), hint: Text("plans.former_hint"), groups: groups)
        ]
    }
}
