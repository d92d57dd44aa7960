extension Plans {
    /// One part of the editor: what stands under one heading.
    struct EditorSection: Codable, Sendable {
        let id: String
        let title: Text
        let hint: Text
        let groups: [EditorGroup]
    }

    /// Fields that belong together: plain ones, boxes to tick, and lists of rows.
    struct EditorGroup: Codable, Sendable {
        var id = ""
        var title: Text?
        var fields: [FormField] = []
        var boxes: [EditorBoxes] = []
        var lists: [EditorList] = []
        var hidden: [Hidden] = []
        /// Absent: a group is no row of a list. `editor_group` serves both.
        var removes: String?
        /// Path of the grade band that the whole group is.
        var band: String?
    }

    /// One row of a list: a group without lists of its own.
    struct EditorRow: Codable, Sendable {
        var id = ""
        var title: Text?
        var fields: [FormField] = []
        var boxes: [EditorBoxes] = []
        var hidden: [Hidden] = []
        var removes: String?
    }

    struct Hidden: Codable, Sendable {
        let name: String
        let value: String
    }

    struct EditorBoxes: Codable, Sendable {
        let id: String
        let legend: Text
        let options: [Box]

        struct Box: Codable, Sendable {
            let name: String
            let value: String
            let label: Text
            let checked: Bool
        }
    }

    struct EditorList: Codable, Sendable {
        let id: String
        let title: Text
        let rows: [EditorRow]
    }
}

/// Builds the editor's fields from a plan as stored, or from a form as typed when it was refused.
struct PlanForm {
    private let typed: Endpoint.Typed

    /// Added sections without a word are left out: those that the policy asks for get their row again.
    init(_ plan: Plans.Plan) throws {
        var plan = plan
        plan.extras.removeAll { $0.text.isBlank }
        let tree = try ExampleEncoder.node(plan).withYuan
        typed = Endpoint.Typed(values: .object(["draft": tree]))
    }

    init(typed: Endpoint.Typed) { self.typed = typed }

    func field(
        _ kind: FormField.Kind, _ path: String, _ label: Text, required: Bool = true, rows: Int? = nil,
        hint: Text? = nil,
        inputmode: String? = nil, options: [(value: String, label: Text)] = []
    ) -> FormField {
        var form = FormBuilder(typed)
        return form.add(
            kind, "draft.\(path)", label, hint: hint, required: required, options: options, inputmode: inputmode,
            rows: rows)
    }

    func field(
        _ kind: FormField.Kind, _ path: String, _ key: String, required: Bool = true, rows: Int? = nil
    ) -> FormField {
        field(kind, path, fieldName(key), required: required, rows: rows)
    }

    /// One of a choice's words, with a blank one first.
    func select<C: Choice>(_ type: C.Type, _ path: String, _ key: String, required: Bool = true) -> FormField {
        let options = C.allCases.map { (value: $0.rawValue, label: $0.label) }
        return field(
            .select, path, fieldName(key), required: required,
            options: [(value: "", label: Text("plans.choose"))] + options)
    }

    func boxes(
        _ path: String, _ key: String, _ options: [(value: String, label: Text)], id: String? = nil
    ) -> Plans.EditorBoxes {
        let ticked = texts(path)
        return Plans.EditorBoxes(
            id: id ?? Self.id(path), legend: fieldName(key),
            options: options.map {
                .init(name: "draft.\(path)", value: $0.value, label: $0.label, checked: ticked.contains($0.value))
            })
    }

    func days(_ path: String, _ key: String) -> Plans.EditorBoxes {
        boxes(path, key, Weekday.schoolDays.map { ("\($0.rawValue)", Text("value.weekday.\($0.rawValue)")) })
    }

    /// How many rows a list has; the editor shows one more, blank.
    func count(_ path: String) -> Int {
        if case .array(let rows) = node(path) { rows.count } else { 0 }
    }

    func integer(_ path: String) -> Int? { node(path)?.text.flatMap { Int($0) } }

    func list(_ path: String, _ key: String, _ row: (String) -> Plans.EditorRow) -> Plans.EditorList {
        let there = count(path)
        return Plans.EditorList(
            id: Self.id(path), title: fieldName(key),
            rows: (0...there).map { index in
                var group = row("\(path).\(index)")
                group.id = Self.id("\(path).\(index)")
                group.title = index == there ? Text("plans.new_row") : Text("plans.row", ["row": "\(index + 1)"])
                group.removes = index == there ? nil : "\(path).\(index)"
                return group
            })
    }

    /// The added sections that were written or sent, in the order in which they stand.
    var extras: [Plans.Extra] {
        (0..<count("extras")).map { index in
            Plans.Extra(
                code: node("extras.\(index).code")?.text ?? "", text: node("extras.\(index).text")?.text ?? "")
        }
    }

    /// The policy's sentences that were signed.
    var statements: Set<String> { texts("statements") }

    static func id(_ path: String) -> String { "field-draft-" + path.replacing(".", with: "-") }

    private func texts(_ path: String) -> Set<String> {
        switch node(path) {
        case .array(let nodes): Set(nodes.compactMap(\.text))
        case .text(let text): [text]
        default: []
        }
    }

    private func node(_ path: String) -> Node? { typed.values.at("draft." + path) }
}

extension Node {
    /// Amounts in yuan, as a form shows them; a stored plan holds fen.
    fileprivate var withYuan: Node {
        guard case .object(var fields) = self else { return self }
        for (name, value) in fields {
            switch (name, value) {
            case ("fee", .integer(let fen)), ("pay", .integer(let fen)): fields[name] = .text(Money(fen: Int(fen)).yuan)
            case (_, .array(let items)): fields[name] = .array(items.map(\.withYuan))
            case (_, .object): fields[name] = value.withYuan
            default: break
            }
        }
        return .object(fields)
    }

    /// The tree without the row at a path such as `bands.0.sessions.3`.
    func removing(_ path: [Substring]) -> Node {
        guard let first = path.first else { return self }
        let rest = Array(path.dropFirst())
        switch self {
        case .array(var items):
            guard let index = Int(first), items.indices.contains(index) else { return self }
            if rest.isEmpty { items.remove(at: index) } else { items[index] = items[index].removing(rest) }
            return .array(items)
        case .object(var fields):
            guard !rest.isEmpty, let inner = fields[String(first)] else { return self }
            fields[String(first)] = inner.removing(rest)
            return .object(fields)
        default: return self
        }
    }
}
