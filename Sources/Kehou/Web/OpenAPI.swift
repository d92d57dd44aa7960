import Foundation

/// The OpenAPI 3.1 description of every endpoint, made from the endpoint values.
enum OpenAPI {
    /// *Source*: OpenAPI Specification 3.1.1.
    static func document(_ endpoints: [Endpoint], version: String) -> Node {
        var paths: [String: [String: Node]] = [:]
        for endpoint in endpoints {
            paths[endpoint.path.description, default: [:]][endpoint.method.rawValue.lowercased()] = operation(endpoint)
        }
        return object([
            "openapi": .text("3.1.1"),
            "info": object([
                "title": .text("Kehou"), "version": .text(version),
                "description": .text(
                    "After-school service for a city. Pages and this interface are the same endpoints."),
            ]),
            "servers": .array([object(["url": .text("/")])]),
            "paths": .object(paths.mapValues(Node.object)),
            "components": object([
                "securitySchemes": object([
                    "session": object(["type": .text("http"), "scheme": .text("bearer")])
                ]),
                "schemas": object(["Problem": schema(Shape.of(ProblemOutline.self))]),
            ]),
        ])
    }

    private struct ProblemOutline: Codable {
        struct Field: Codable {
            let field: String
            let code: String
            let message: String
        }
        let type: String
        let title: String
        let status: Int
        let code: String
        let instance: String
        let errors: [Field]
    }

    private static func operation(_ endpoint: Endpoint) -> Node {
        var fields: [String: Node] = [
            "operationId": .text(endpoint.name), "summary": .text(endpoint.summary),
            "tags": .array([.text(String(endpoint.name.prefix { $0 != "." }))]),
            "responses": responses(endpoint),
            "security": endpoint.isPublic ? .array([object([:]), session]) : .array([session]),
            "description": .text("For: \(endpoint.allow.joined(separator: "; "))."),
        ]
        let names = endpoint.path.names
        let inputs = endpoint.input.fields
        var parameters = inputs.filter { names.contains($0.name) }.map { parameter($0, in: "path", endpoint) }
        let rest = inputs.filter { !names.contains($0.name) }
        if endpoint.method == .get {
            parameters += rest.map { parameter($0, in: "query", endpoint) }
        } else if !rest.isEmpty {
            fields["requestBody"] = body(rest, endpoint)
        }
        if !parameters.isEmpty { fields["parameters"] = .array(parameters) }
        return .object(fields)
    }

    private static let session = object(["session": .array([])])

    private static func parameter(_ field: Shape.Field, in place: String, _ endpoint: Endpoint) -> Node {
        var fields: [String: Node] = [
            "name": .text(field.name), "in": .text(place), "schema": schema(field.shape.required),
            "required": .flag(place == "path" || !field.shape.isOptional),
        ]
        if let example = endpoint.example[field.name], example != .null { fields["example"] = example }
        return .object(fields)
    }

    private static func body(_ fields: [Shape.Field], _ endpoint: Endpoint) -> Node {
        var example: [String: Node] = [:]
        for field in fields { example[field.name] = endpoint.example[field.name] }
        let hasFile = fields.contains { $0.shape.required == .text(format: "binary", choices: []) }
        let media = object(["schema": schema(.object(fields)), "example": .object(example)])
        let types = hasFile ? ["multipart/form-data"] : ["application/json", "application/x-www-form-urlencoded"]
        return object([
            "required": .flag(fields.contains { !$0.shape.isOptional }),
            "content": .object(Dictionary(uniqueKeysWithValues: types.map { ($0, media) })),
        ])
    }

    private static func responses(_ endpoint: Endpoint) -> Node {
        var all: [String: Node] = [:]
        let words = endpoint.reply.status == 303 ? "Done; `location` tells where to go on" : "Done"
        var done: [String: Node] = ["description": .text(words)]
        if let type = endpoint.reply.type {
            let content = endpoint.reply.shape.map { object(["schema": schema($0)]) } ?? object([:])
            done["content"] = object([type: content])
        }
        all[String(endpoint.reply.status)] = .object(done)
        var faults = Set(endpoint.faults)
        if !endpoint.isPublic { faults.formUnion([.unauthenticated, .notFound, .forbidden]) }
        if !endpoint.input.fields.isEmpty { faults.insert(.invalid) }
        for fault in faults {
            let status = Fault(kind: fault, code: "").status
            all[String(status)] = object([
                "description": .text(fault.rawValue),
                "content": object([
                    "application/problem+json": object([
                        "schema": object(["$ref": .text("#/components/schemas/Problem")])
                    ])
                ]),
            ])
        }
        return .object(all)
    }

    private static func schema(_ shape: Shape) -> Node {
        switch shape {
        case .text(let format, let choices):
            var fields: [String: Node] = ["type": .text("string")]
            switch format {
            case "id": fields["pattern"] = .text("^[1-9][0-9]{0,18}$")
            case "time": fields["pattern"] = .text("^[0-9]{1,2}:[0-9]{2}$")
            case "weekday": fields["enum"] = .array((1...7).map { .text(String($0)) })
            case let format?: fields["format"] = .text(format)
            case nil: break
            }
            if !choices.isEmpty { fields["enum"] = .array(choices.map(Node.text)) }
            return .object(fields)
        case .integer: return object(["type": .text("integer"), "format": .text("int64")])
        case .number: return object(["type": .text("number")])
        case .flag: return object(["type": .text("boolean")])
        case .any: return object([:])
        case .array(let item): return object(["type": .text("array"), "items": schema(item)])
        case .optional(let inner): return schema(inner)
        case .object(let fields):
            let required = fields.filter { !$0.shape.isOptional }.map { Node.text($0.name) }
            var result: [String: Node] = [
                "type": .text("object"),
                "properties": .object(Dictionary(fields.map { ($0.name, schema($0.shape)) }) { $1 }),
            ]
            if !required.isEmpty { result["required"] = .array(required) }
            return .object(result)
        }
    }

    private static func object(_ fields: [String: Node]) -> Node { .object(fields) }
}
