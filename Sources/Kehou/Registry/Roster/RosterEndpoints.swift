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
        "roster.upload", .post, "/cities/{city}/rosters", "Check a zip of OneRoster files, and write it where asked",
        allow: .roles(.bureau, city: \.city),
        example: UploadInput(city: 1, file: .sample, dryRun: true, skipBadRows: nil),
        faults: [.notFound, .invalid, .conflict], bodyLimit: uploadLimit,
        again: { typed, input, _, db in try ImportPage(input.city, typed, db) },
        outside: { input, caller, app in
            let file = try input.file.file("file")
            var job = Import(store: app.store, protection: app.protection, clock: app.clock)
            job.options.city = input.city
            job.options.isDryRun = input.dryRun ?? true
            job.options.skipsBadRows = input.skipBadRows ?? false
            job.options.fileName = String(file.fileName.prefix(100))
            let report = try await job.run(file.path)
            if let run = report.run { return SeeOther.to("/cities/\(input.city)/rosters/\(run)") }
            let run = Run(city: input.city, fileName: job.options.fileName ?? "", schools: 0, at: caller.now)
            try await app.store.write { db in try run.record(report, db) }
            return SeeOther.to("/cities/\(input.city)/rosters/\(run.id)")
        })

    static let result = Endpoint(
        "roster.result", .get, "/cities/{city}/rosters/{run}", "What one import did, or would do",
        allow: .roles(.bureau, city: \.city), example: RunInput(city: 1, run: 1), faults: [.notFound]
    ) { input, _, db in
        ResultPage(try Run.find(input.run, in: input.city, db))
    }
}
