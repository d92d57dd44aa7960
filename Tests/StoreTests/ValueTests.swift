import Store
import Testing

private enum Stage: String, ColumnValue { case primary, junior }

private struct Sample: FromRow, Equatable {
    var integer: Int64
    var flag: Bool
    var real: Double
    var text: String
    var bytes: [UInt8]
    var instant: Instant
    var stage: Stage?
    var missing: String?

    static let table: SQL = """
        CREATE TABLE sample (
            id \(.id) PRIMARY KEY,
            n \(.int) NOT NULL,
            flag \(.flag) NOT NULL CHECK (flag IN (0, 1)),
            x \(.real) NOT NULL,
            t \(.text) NOT NULL,
            b \(.bytes) NOT NULL,
            at \(.instant) NOT NULL,
            stage \(.text),
            missing \(.text)
        )\(.tableEnd)
        """

    static let extremes = [
        Sample(
            integer: .max, flag: true, real: 0.1, text: "青岛\u{1F3EB} e\u{301} 'quoted' \"double\" \\ {a,b} %_",
            bytes: [0, 1, 255, 92], instant: Instant(milliseconds: 1_788_220_800_123), stage: .junior, missing: nil),
        Sample(
            integer: .min, flag: false, real: -1.7976931348623157e308, text: "", bytes: [],
            instant: Instant(milliseconds: -1), stage: nil, missing: "line\r\nline\ttab"),
        Sample(
            integer: 0, flag: true, real: .leastNonzeroMagnitude, text: "\\N", bytes: Array(0...255),
            instant: Instant(milliseconds: 0),
            stage: .primary, missing: ""),
    ]

    func values(_ id: Int64) -> [any ColumnValue] {
        [id, integer, flag, real, text, bytes, instant, stage, missing]
    }
}

extension Sample {
    init(_ row: Row) throws {
        integer = try row["n"]
        flag = try row["flag"]
        real = try row["x"]
        text = try row["t"]
        bytes = try row["b"]
        instant = try row["at"]
        stage = try row["stage"]
        missing = try row["missing"]
    }
}

private let columns = ["id", "n", "flag", "x", "t", "b", "at", "stage", "missing"]
private let read: SQL = "SELECT n, flag, x, t, b, at, stage, missing FROM sample ORDER BY id"

@Suite(.database) struct ValueTests {
    private let migration = Migration(number: 1, name: "sample", statements: [Sample.table])

    @Test(arguments: Engine.tested)
    func everyTypeComesBackAsItWasBound(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        for (id, sample) in Sample.extremes.enumerated() {
            let changed = try await store.write { db in
                try db.run(
                    """
                    INSERT INTO sample (id, n, flag, x, t, b, at, stage, missing)
                    VALUES (\(id), \(sample.integer), \(sample.flag), \(sample.real), \(sample.text), \(sample.bytes),
                        \(sample.instant), \(sample.stage), \(sample.missing))
                    """)
            }
            #expect(changed == 1)
        }
        #expect(try await store.read { db in try db.all(read, as: Sample.self) } == Sample.extremes)
    }

    /// Few rows go as one statement on PostgreSQL, more by COPY.
    @Test(arguments: Engine.tested, [0, 1, 8, 9, 1000])
    func bulkInsertWritesTheSameAsSingleInserts(engine: Engine, rows: Int) async throws {
        let store = try await Database.fresh(engine, [migration])
        let count = try await store.write { db in
            try db.insert(
                into: "sample", columns: columns,
                rows: (0..<rows).lazy.map { Sample.extremes[$0 % 3].values(Int64($0)) })
        }
        #expect(count == rows)
        let samples = try await store.read { db in try db.all(read, as: Sample.self) }
        #expect(samples == (0..<rows).map { Sample.extremes[$0 % 3] })
    }

    @Test(arguments: Engine.tested)
    func aBulkInsertThatFailsWritesNothing(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        await #expect(throws: StoreError.self) {
            try await store.write { db in
                try db.insert(
                    into: "sample", columns: columns,
                    rows: (0..<500).map { Sample.extremes[0].values(Int64($0 % 499)) })
            }
        }
        await #expect(throws: StoreError.self) {
            try await store.write { db in try db.insert(into: "sample", columns: columns, rows: [[1, 2]]) }
        }
        #expect(try await store.read { db in try db.value("SELECT count(*) FROM sample", as: Int.self) } == 0)
    }

    @Test(arguments: Engine.tested)
    func nulIsRefusedInTextsAndKeptInBytes(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        for text in ["\0", "a\0b"] {
            await #expect(throws: StoreError.other("a text holds a NUL character")) {
                try await store.read { db in try db.value("SELECT \(text)", as: String.self) }
            }
        }
        #expect(try await store.read { db in try db.value("SELECT \([UInt8(0)])", as: [UInt8].self) } == [0])
    }

    @Test(arguments: Engine.tested)
    func aNullParameterHasAType(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let (number, stage) = (Int64?.none, Stage?.none)
        let answers = try await store.read { db in
            try db.first(
                "SELECT \(number) IS NULL AS a, \(stage) IS NULL AS b, coalesce(\(number), 3) AS c", as: Row.self)
        }
        let row = try #require(answers)
        #expect(try row["a"] as Bool)
        #expect(try row["b"] as Bool)
        #expect(try row["c"] as Int == 3)
    }

    @Test(arguments: Engine.tested)
    func sumsAndAveragesReadAlike(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let row = try #require(
            try await store.read { db in
                try db.first(
                    """
                    SELECT sum(n) AS total, avg(n) AS mean, count(*) AS n, min(n) AS least
                    FROM (SELECT \(1 as Int64) AS n UNION ALL SELECT \(2 as Int64)) AS numbers
                    """, as: Row.self)
            })
        #expect(try row["total"] as Int == 3)
        #expect(try row["mean"] as Double == 1.5)
        #expect(try row["n"] as Int == 2)
        #expect(try row["least"] as Int == 1)
    }

    @Test(arguments: Engine.tested)
    func aWrongTypeOrNameIsAnErrorThatNamesTheColumn(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let row = try #require(
            try await store.read { db in try db.first("SELECT \("text") AS word", as: Row.self) })
        #expect(throws: StoreError.other("column word: cannot read Int from a text")) { try row["word"] as Int }
        #expect(throws: StoreError.other("no column missing among word")) { try row["missing"] as Int }
        #expect(throws: StoreError.other("column word: cannot read Stage from a text")) { try row["word"] as Stage }
    }

    @Test func instantsReadAndWriteISO8601() throws {
        let pairs: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00.000Z"), (1_788_220_800_123, "2026-09-01T00:00:00.123Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ]
        for (milliseconds, text) in pairs {
            #expect(Instant(milliseconds: milliseconds).description == text)
            #expect(Instant(text)?.milliseconds == milliseconds)
        }
        #expect(Instant("2026-09-01T08:00:00Z")?.description == "2026-09-01T08:00:00.000Z")
        for wrong in ["2026-02-29T00:00:00Z", "2026-09-01", "2026-09-01T24:00:00Z", "2026-09-01T00:00:00+08:00", ""] {
            #expect(Instant(wrong) == nil)
        }
    }
}
