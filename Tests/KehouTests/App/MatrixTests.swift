import HTTPTypes
import Store
import Testing

@testable import Kehou

/// Every endpoint asked by every person of the cast, about their own place and about another's.
///
/// What is expected is worked out here from the words of `authorization.txt` alone, not from the code that decides.
@Suite("Every endpoint answers every person as the list says", .database)
struct MatrixTests {
    private enum Verdict: String { case enter, forbidden, notFound, signIn }

    /// Where the ids of a path point: a school, its district and its city.
    private struct Scene {
        let city: Int64
        let district: Int64
        let school: Int64

        func values(_ names: [String]) -> [String: String] {
            Dictionary(
                uniqueKeysWithValues: names.map { name in
                    switch name {
                    case "city": (name, "\(city)")
                    case "district": (name, "\(district)")
                    case "school": (name, "\(school)")
                    case "kind": (name, Enrolment.Consent.Kind.careNotes.rawValue)
                    default: (name, "999999999999")
                    }
                })
        }

        func place(of kind: String) -> [Place] {
            switch kind {
            case "school":
                [Place(kind: .school, id: school), Place(kind: .district, id: district), Place(kind: .city, id: city)]
            case "district": [Place(kind: .district, id: district), Place(kind: .city, id: city)]
            // The pupil of these paths is nobody's child.
            case "pupil": []
            default: [Place(kind: .city, id: city)]
            }
        }
    }

    @Test(arguments: Engine.tested)
    func `every endpoint answers every person as the list says`(_ engine: Engine) async throws {
        let town = try await Town.build(engine)
        let site = Site(town)
        let scenes = [town.schools[0], town.schools[3]].map {
            Scene(city: $0.cityID.rawValue, district: $0.districtID.rawValue, school: $0.id.rawValue)
        }
        var wrong: [String] = []
        for endpoint in Endpoints.all where Self.isSettled(endpoint) {
            for scene in scenes {
                let path = endpoint.path.filled(scene.values(endpoint.path.names))
                for name in [nil] + town.tokens.keys.sorted().map(Optional.some) {
                    let person = try name.map { try site.person($0, of: town) }
                    let caller = try await name.asyncMap { try await town.caller($0) }
                    let answer =
                        endpoint.method.isWrite
                        ? try await site.post(path, as: person) : try await site.get(path, as: person)
                    let expected = Self.expected(endpoint, caller, scene)
                    if !Self.fits(answer, expected) {
                        wrong.append(
                            "\(endpoint.name) by \(name ?? "nobody") at \(path): \(answer.status), not \(expected)")
                    }
                }
            }
        }
        #expect(wrong == [], "\(wrong.joined(separator: "\n"))")
    }

    /// Signing out would end the session that the next request needs.
    private static func isSettled(_ endpoint: Endpoint) -> Bool {
        !["registry.sign_out", "registry.end_other_sessions", "registry.sign_in"].contains(endpoint.name)
    }

    private static func expected(_ endpoint: Endpoint, _ caller: Caller?, _ scene: Scene) -> Verdict {
        if endpoint.allow.contains("anyone") { return .enter }
        // The town is no demo, so the chooser is not there for anybody.
        if endpoint.allow.contains("anyone, in a demo city only") { return .notFound }
        guard let caller else { return .signIn }
        if endpoint.allow.contains("signed in") { return .enter }
        guard let current = caller.current else { return .notFound }
        if endpoint.allow.contains("any guardian") {
            if current.role == .guardian { return .enter }
            return caller.appointments.contains { $0.role == .guardian } ? .forbidden : .notFound
        }
        var best = Verdict.notFound
        for label in endpoint.allow {
            let parts = label.components(separatedBy: " of the ")
            guard parts.count == 2, scene.place(of: parts[1]).contains(current.place) else { continue }
            let roles = parts[0].components(separatedBy: ", ")
            if roles.contains(current.role.rawValue) { return .enter }
            best = .forbidden
        }
        return best
    }

    /// Past the door the handler may still miss an id of ours or refuse an empty form; it never answers 401, 403 or 5xx.
    private static func fits(_ answer: Site.Answer, _ verdict: Verdict) -> Bool {
        switch verdict {
        case .enter: ![401, 403].contains(answer.status) && answer.status < 500
        case .forbidden: answer.status == 403
        case .notFound: answer.status == 404
        case .signIn: answer.status == 401
        }
    }
}

extension Optional {
    fileprivate func asyncMap<T>(_ transform: (Wrapped) async throws -> T) async rethrows -> T? {
        if let self { try await transform(self) } else { nil }
    }
}
