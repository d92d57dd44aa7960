/// What a value looks like as JSON: the source of OpenAPI schemas, of the template test and of form decoding.
indirect enum Shape: Sendable, Equatable {
    case text(format: String?, choices: [String])
    case integer
    case number
    case flag
    case array(Shape)
    case object([Field])
    case optional(Shape)
    /// Any JSON: a document whose inside is described elsewhere.
    case any

    /// One property of an object, in order of declaration.
    struct Field: Sendable, Equatable {
        let name: String
        let shape: Shape
    }

    var isOptional: Bool {
        if case .optional = self { true } else { false }
    }

    /// The shape below any optional.
    var required: Shape {
        if case .optional(let inner) = self { inner.required } else { self }
    }

    /// Fields of an object, below optionals; empty for anything else.
    var fields: [Field] {
        if case .object(let fields) = required { fields } else { [] }
    }

    func field(_ name: String) -> Shape? {
        fields.first { $0.name == name }?.shape
    }
}
