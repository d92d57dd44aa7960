extension Plans {
    /// A group of the editor's form.
    struct PolicyGroup: Codable, Sendable {
        let title: Text
        let hint: Text?
        let fields: [FormField]
    }

    /// Builds the editor's form: what the place states itself in the fields, the default beside each.
    struct PolicyForm {
        private var form: FormBuilder
        private let defaults: Policy
        private let own: PolicyOverrides
        private let language: Language
        private let typed: Endpoint.Typed?
        private(set) var groups: [PolicyGroup] = []
        var errors: [FormBuilder.Summary] { form.errors }

        init(_ version: PolicyVersion, defaults: Policy, typed: Endpoint.Typed?, _ language: Language) {
            form = FormBuilder(typed)
            self.defaults = defaults
            own = version.own
            self.language = language
            self.typed = typed
            group("policy.group.effect") { form in
                form.add(
                    .date, "effectiveFrom", Text("policy.effective_from"), stored: version.effectiveFrom?.description,
                    required: false)
            }
            addSections()
            addNumbers()
            addSeasons()
            addExtras()
        }

        private mutating func group(_ key: String, hint: String? = nil, _ fill: (inout FormBuilder) -> Void) {
            let before = form.fields.count
            fill(&form)
            groups.append(
                PolicyGroup(title: Text(key), hint: hint.map { Text($0) }, fields: Array(form.fields[before...])))
        }

        /// How many rows of a list were sent: none of them is dropped because a colleague has saved fewer.
        private func sent(_ list: String) -> Int {
            if case .array(let rows) = typed?.values[list] { min(rows.count, 60) } else { 0 }
        }

        private mutating func addSections() {
            let (own, defaults) = (own, defaults)
            group("policy.group.sections") { form in
                for section in PolicySection.allCases {
                    form.add(
                        .textarea, "sections.\(section.rawValue)", section.label, stored: own.sections[section],
                        hint: defaults.sections[section].map { Text("policy.default", ["value": $0]) },
                        required: false, maxlength: 5000, rows: 4)
                }
            }
        }

        private mutating func addNumbers() {
            let (own, defaults, language) = (own, defaults, language)
            group("policy.group.numbers", hint: "policy.group.numbers_hint") { form in
                for field in PolicyField.allCases {
                    let hint = field.shown(in: defaults, language).map { Text("policy.default", texts: ["value": $0]) }
                    form.add(
                        field.kind, field.rawValue, field.label, stored: field.stored(in: own) ?? "", hint: hint,
                        required: false,
                        options: field.kind == .select
                            ? [
                                ("", Text("policy.as_city")), ("true", Text("policy.yes")),
                                ("false", Text("policy.no")),
                            ] : [])
                }
            }
        }

        private mutating func addSeasons() {
            let own = own
            let rows = max(4, own.seasons.count, sent("seasons"))
            group("policy.group.seasons", hint: "policy.group.seasons_hint") { form in
                for row in 0..<rows {
                    let season = own.seasons.indices.contains(row) ? own.seasons[row] : nil
                    let number = ["number": String(row + 1)]
                    form.add(
                        .text, "seasons.\(row).name", Text("policy.season.name", number), stored: season?.name,
                        required: false, maxlength: 20)
                    form.add(
                        .text, "seasons.\(row).from", Text("policy.season.from", number),
                        stored: season?.from.description, required: false, maxlength: 5)
                    form.add(
                        .text, "seasons.\(row).through", Text("policy.season.through", number),
                        stored: season?.through.description, required: false, maxlength: 5)
                    form.add(
                        .time, "seasons.\(row).offWorkAt", Text("policy.season.off_work", number),
                        stored: season?.offWorkAt.description, required: false)
                }
            }
        }

        private mutating func addExtras() {
            let own = own
            let rows = max(own.extraSections.count + 2, sent("extraSections"))
            group("policy.group.extras", hint: "policy.group.extras_hint") { form in
                for row in 0..<rows {
                    let part = own.extraSections.indices.contains(row) ? own.extraSections[row] : nil
                    let number = ["number": String(row + 1)]
                    form.add(
                        .text, "extraSections.\(row).title", Text("policy.extra.title", number), stored: part?.title,
                        required: false, maxlength: 60)
                    form.add(
                        .text, "extraSections.\(row).code", Text("policy.extra.code", number), stored: part?.code,
                        required: false, maxlength: 40)
                    form.add(
                        .checkbox, "extraSections.\(row).isRequired", Text("policy.extra.required", number),
                        stored: part.map { String($0.isRequired) }, required: false)
                }
                form.add(
                    .textarea, "statements", Text("policy.statements"),
                    stored: own.statements.joined(separator: "\n"), hint: Text("policy.statements_hint"),
                    required: false, rows: 4)
            }
        }
    }
}
