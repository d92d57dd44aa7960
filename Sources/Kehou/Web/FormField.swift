/// One field of a form as `components/field` prints it. Absent values are nil, so that nothing is printed for them.
struct FormField: Codable, Sendable {
    struct Option: Codable, Sendable {
        let value: String
        let label: Text
        let selected: Bool
    }

    enum Kind: String, Choice {
        case text, password, number, date, time, textarea, select, checkbox, radio, file
        static let prefix = "field.kind"
    }

    let id: String
    let name: String
    let label: Text
    let value: String?
    let hint: Text?
    let error: Text?
    let required: Bool
    let checked: Bool
    let options: [Option]
    let inputmode: String?
    let autocomplete: String?
    let maxlength: Int?
    let rows: Int?
    let min: String?
    let max: String?
    let isText: Bool
    let isPassword: Bool
    let isNumber: Bool
    let isDate: Bool
    let isTime: Bool
    let isTextarea: Bool
    let isSelect: Bool
    let isCheckbox: Bool
    let isRadio: Bool
    let isFile: Bool
}

/// Builds the fields of one form: with stored values at first, with what was typed and its faults after a refusal.
struct FormBuilder {
    /// A wrong field in the summary above the form; no label where the reason is that of the whole step.
    struct Summary: Codable, Sendable {
        let id: String
        let label: Text?
        let error: Text
    }

    private let typed: Endpoint.Typed?
    private(set) var fields: [FormField] = []

    init(_ typed: Endpoint.Typed? = nil) { self.typed = typed }

    /// Every wrong field, in the order of the form; a fault of no field, or of one that is not on this page, stands at the top.
    var errors: [Summary] {
        let named = fields.compactMap { field in
            field.error.map { Summary(id: field.id, label: field.label, error: $0) }
        }
        guard named.isEmpty, let typed, typed.done == nil else { return named }
        let fault = typed.fault
        // A fault with words of its own says more than the fields of another page that it names.
        let isOfFields = fault.code == "input.invalid" && !fault.fields.isEmpty
        let texts = isOfFields ? fault.fields.map(\.text) : [fault.text]
        return texts.map { Summary(id: fields.first?.id ?? "content", label: nil, error: $0) }
    }

    /// What stands in a field: as typed, else as stored.
    func value(_ name: String, stored: String? = nil) -> String? {
        guard let typed else { return stored }
        return typed.values.at(name)?.text ?? ""
    }

    func error(_ name: String) -> Text? {
        typed?.fault.fields.first { $0.field == name }?.text
    }

    @discardableResult
    mutating func add(
        _ kind: FormField.Kind, _ name: String, _ label: Text, stored: String? = nil, hint: Text? = nil,
        required: Bool = true, options: [(value: String, label: Text)] = [], inputmode: String? = nil,
        autocomplete: String? = nil, maxlength: Int? = nil, rows: Int? = nil, min: String? = nil, max: String? = nil
    ) -> FormField {
        let current = kind == .password ? nil : value(name, stored: stored)
        let field = FormField(
            id: "field-" + dashed(name), name: name, label: label,
            value: kind == .checkbox ? "on" : current?.isEmpty == true ? nil : current, hint: hint, error: error(name),
            required: required, checked: kind == .checkbox && ["on", "true"].contains(current ?? ""),
            options: options.map { .init(value: $0.value, label: $0.label, selected: $0.value == current) },
            inputmode: inputmode, autocomplete: autocomplete, maxlength: maxlength, rows: rows, min: min, max: max,
            isText: kind == .text, isPassword: kind == .password, isNumber: kind == .number, isDate: kind == .date,
            isTime: kind == .time, isTextarea: kind == .textarea, isSelect: kind == .select,
            isCheckbox: kind == .checkbox, isRadio: kind == .radio, isFile: kind == .file)
        fields.append(field)
        return field
    }
}

/// A field's path as an id of the page: `children.0.days` becomes `children-0-days`.
func dashed(_ path: String) -> String {
    String(decoding: path.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
}
