import Foundation

/// An example input as the tree that its JSON would parse to.
enum ExampleEncoder {
    static func node(_ value: some Encodable) throws -> Node {
        try JSONDecoder().decode(Node.self, from: JSONEncoder().encode(value))
    }
}
