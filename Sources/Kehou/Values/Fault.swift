/// The one error of the domain. `Web` maps it to a status once; people read `fault.<code>` in their language.
struct Fault: Error, Equatable, Sendable {
    enum Kind: String, Sendable, CaseIterable, Codable {
        case invalid, unauthenticated, forbidden, notFound, conflict, tooMany, unavailable, broken
    }

    let kind: Kind
    /// Stable, for programs: `plan.changed_meanwhile`. The language key is `fault.` + code.
    let code: String
    var arguments: [String: String] = [:]
    /// One entry for each wrong field of an input.
    var fields: [FieldFault] = []
    /// For the log only, never shown.
    var cause: String?
    /// Seconds after which trying again makes sense.
    var retryAfter: Int?

    var text: Text { Text("fault.\(code)", arguments) }

    static func invalid(_ code: String, _ arguments: [String: String] = [:]) -> Fault {
        Fault(kind: .invalid, code: code, arguments: arguments)
    }

    static func invalid(fields: [FieldFault]) -> Fault {
        Fault(kind: .invalid, code: "input.invalid", arguments: ["count": String(fields.count)], fields: fields)
    }

    static func invalid(field: String, _ code: String, _ arguments: [String: String] = [:]) -> Fault {
        .invalid(fields: [FieldFault(field, code, arguments)])
    }

    static func notFound(_ code: String = "not_found") -> Fault { Fault(kind: .notFound, code: code) }
    static func forbidden(_ code: String = "forbidden") -> Fault { Fault(kind: .forbidden, code: code) }
    static func unauthenticated(_ code: String = "unauthenticated") -> Fault {
        Fault(kind: .unauthenticated, code: code)
    }

    static func conflict(_ code: String, _ arguments: [String: String] = [:]) -> Fault {
        Fault(kind: .conflict, code: code, arguments: arguments)
    }

    static func tooMany(_ code: String, retryAfter: Int, _ arguments: [String: String] = [:]) -> Fault {
        Fault(kind: .tooMany, code: code, arguments: arguments, retryAfter: retryAfter)
    }

    /// Not now: `retryAfter` seconds from now trying again makes sense.
    static func unavailable(
        _ code: String = "unavailable", _ arguments: [String: String] = [:], cause: String? = nil, retryAfter: Int = 5
    ) -> Fault {
        Fault(kind: .unavailable, code: code, arguments: arguments, cause: cause, retryAfter: retryAfter)
    }

    /// Something that cannot be unless the program or its data is wrong.
    static func broken(_ cause: String) -> Fault { Fault(kind: .broken, code: "broken", cause: cause) }
}

/// What is wrong with one field of an input. `field` is its path: `start`, `sessions.3.kind`.
struct FieldFault: Error, Equatable, Sendable {
    let field: String
    let code: String
    let arguments: [String: String]

    init(_ field: String, _ code: String, _ arguments: [String: String] = [:]) {
        self.field = field
        self.code = code
        self.arguments = arguments
    }

    var text: Text { Text("fault.\(code)", arguments) }

    /// `field.too_long` where a text has more characters than that; nil where it has not. A line break counts as one, as in a box.
    static func tooLong(_ field: String, _ text: String?, most: Int) -> FieldFault? {
        guard let text, text.isLonger(than: most) else { return nil }
        return FieldFault(field, "field.too_long", ["most": "\(most)"])
    }

    /// `field.marks` where a text holds marks that nobody sees and that harm what stands beside it; nil where it does not.
    static func marks(_ field: String, _ text: String?, mayBreak: Bool = false) -> FieldFault? {
        guard let text, text.holdsUnfitMarks(mayBreak: mayBreak) else { return nil }
        return FieldFault(field, "field.marks")
    }

    /// What is wrong with a text of several lines, which may be empty.
    static func inText(_ field: String, _ text: String?, most: Int) -> FieldFault? {
        tooLong(field, text, most: most) ?? marks(field, text, mayBreak: true)
    }

    /// What is wrong with somebody's name, or with another text of one line that must be there. It is given as it was typed and
    /// kept `trimmed`.
    static func inLine(_ field: String, _ text: String?, most: Int) -> FieldFault? {
        let text = text ?? ""
        if text.isBlank { return FieldFault(field, "field.required") }
        return tooLong(field, text.trimmed, most: most) ?? marks(field, text.withoutSpaceAround)
    }
}
