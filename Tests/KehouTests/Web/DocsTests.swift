import Foundation
import Testing

@testable import Kehou

@Suite("What the program says of itself is committed as it is")
struct DocsTests {
    @Test func `docs/generated equals what kehou docs prints`() throws {
        for (name, text) in try Docs.files() {
            let file = Checkout.root.appending(path: "docs/generated/\(name)")
            let committed = try String(contentsOf: file, encoding: .utf8)
            #expect(committed == text, "run `make docs`: \(name) is not what the program says")
        }
    }

    @Test func `names are unique, and method and path too`() {
        let names = Endpoints.all.map(\.name)
        #expect(Set(names).count == names.count)
        let routes = Endpoints.all.map { "\($0.method.rawValue) \($0.path)" }
        #expect(Set(routes).count == routes.count)
    }

    @Test func `every name in a path is a field of the input, and every endpoint has an example`() {
        for endpoint in Endpoints.all {
            let fields = Set(endpoint.input.fields.map(\.name))
            #expect(fields.isSuperset(of: endpoint.path.names), "\(endpoint.name)")
            #expect(endpoint.example != .null, "\(endpoint.name)")
            for name in endpoint.path.names {
                #expect(endpoint.example[name]?.text != nil, "\(endpoint.name): \(name)")
            }
        }
    }
}
