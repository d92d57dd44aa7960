import Foundation
import Store

extension Demo {
    /// What a finished demo city prints: how to sign in as whom.
    struct Welcome: Sendable {
        let what: String
        private let groups: [CastPage.Group]

        /// *Throws* `notFound` outside a finished demo city.
        init(on day: LocalDate, in language: Language, _ db: DB) throws {
            guard case .ready(let what) = try Mark.find(db) else { throw Fault.notFound() }
            self.what = what
            groups = try CastPage.groups(on: day, language, db)
        }

        func lines(in language: Language, isNew: Bool, seconds: Double) -> [String] {
            let title =
                isNew
                ? language.text("demo.made", ["what": what, "seconds": String(format: "%.1f", seconds)])
                : language.text("demo.already_there", ["what": what])
            let people = groups.flatMap { group in
                group.people.map { person in
                    let posts =
                        ["\(group.role.display(in: language)) \(person.place)"]
                        + person.others.map { "\($0.role.display(in: language)) \($0.place)" }
                    return "  " + person.userName.padding(toLength: 20, withPad: " ", startingAt: 0)
                        + "\(person.name)  \(posts.joined(separator: "; "))"
                }
            }
            return [title, language.text("demo.sign_ins", ["password": Cast.password])] + people
        }

        func json(in language: Language) throws -> String {
            let people = groups.flatMap { group in
                group.people.map { person in
                    Printed(
                        userName: person.userName, name: person.name, role: group.role.rawValue, place: person.place)
                }
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let printed = Document(city: what, password: Cast.password, people: people)
            return String(decoding: try encoder.encode(printed), as: UTF8.self)
        }
    }
}

private struct Document: Encodable {
    let city: String
    let password: String
    let people: [Printed]
}

private struct Printed: Encodable {
    let userName: String
    let name: String
    let role: String
    let place: String
}
