import Store

extension Roster {
    struct CityInput: Codable, Sendable {
        let city: ID<Registry.City>
    }

    struct RunInput: Codable, Sendable {
        let city: ID<Registry.City>
        let run: ID<Run>
    }

    struct UploadInput: Codable, Sendable {
        let city: ID<Registry.City>
        let file: UploadField
        let dryRun: Bool?
        let skipBadRows: Bool?
    }

    /// *Units*: bytes. A city of a million pupils packs to some 150 MB.
    static let uploadLimit = 1 << 30

    static let endpoints: [Endpoint] = [imports, upload, result]

    static let imports = Endpoint(
        "roster.imports", .get, "/cities/{city}/rosters", "Bring in a roster, and what earlier ones did",
        allow: .roles(.bureau, city: \.city), example: CityInput(city: 1), faults: [.notFound]
    ) { input, _, db in try ImportPage(input.city, nil, db) }

    /// A trial writes nothing of the roster, but its result is kept so that it can be read and shown to others.
    static let upload = Endpoint(
        "roster.upload", .post, "/cities/{city}/rosters", "Hand in a zip of OneRoster files, to be checked or written",
        allow: .roles(.bureau, city: \.city),
        example: UploadInput(city: 1, file: .sample, dryRun: true, skipBadRows: nil),
        faults: [.notFound, .invalid], bodyLimit: uploadLimit,
        again: { typed, input, _, db in try ImportPage(input.city, typed, db) },
        outside: { input, caller, app in
            let run = try await Upload.accept(
                try input.file.file("file"), input.city, isDryRun: input.dryRun ?? true,
                skipsBadRows: input.skipBadRows ?? false, at: caller.now, app)
            return SeeOther.to("/cities/\(input.city)/rosters/\(run)")
        })

    static let result = Endpoint(
        "roster.result", .get, "/cities/{city}/rosters/{run}", "How far one import is; what it did, or would do",
        allow: .roles(.bureau, city: \.city), example: RunInput(city: 1, run: 1), faults: [.notFound]
    ) { input, _, db in
        ResultPage(try Run.find(input.run, in: input.city, db))
    }
}
