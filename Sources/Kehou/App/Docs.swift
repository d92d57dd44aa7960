import Foundation
import Store

/// The generated files: what the program says of itself, committed so that a change of it is seen in review.
enum Docs {
    /// File names below `docs/generated` and their contents.
    static func files(_ endpoints: [Endpoint] = Endpoints.all) throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = OpenAPI.document(endpoints, version: App.version)
        return [
            "openapi.json": String(decoding: try encoder.encode(document), as: UTF8.self) + "\n",
            "authorization.txt": authorization(endpoints),
            "schema.sqlite.sql": try schema(.sqlite),
            "schema.postgres.sql": try schema(.postgres),
        ]
    }

    /// One line an endpoint: who may use it.
    private static func authorization(_ endpoints: [Endpoint]) -> String {
        let rows = endpoints.sorted { $0.name < $1.name }.map { endpoint in
            "\(endpoint.name)\n    \(endpoint.method.rawValue) \(endpoint.path)\n    "
                + endpoint.allow.joined(separator: "\n    ")
                + (endpoint.isSensitive ? "\n    (read is audited)" : "")
        }
        return rows.joined(separator: "\n") + "\n"
    }

    private static func schema(_ engine: Engine) throws -> String {
        try Migration.all.map { try $0.text(for: engine) }.joined(separator: "\n")
    }
}

extension Commands {
    /// Writes `docs/generated`.
    package static func docs(folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in try Docs.files() {
            try Data(text.utf8).write(to: URL(filePath: folder).appending(path: name))
            say("wrote \(folder)/\(name)")
        }
    }
}
