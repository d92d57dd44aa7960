import Store
import Testing

private let words = [
    "100% sure", "100 sure", "snake_case", "snakeXcase", "Back\\slash", "ÄRGER", "ärger", "第一小学", "上海路小学",
]

@Suite(.database) struct SQLTests {
    private let migration = Migration(
        number: 1, name: "word",
        statements: [
            "CREATE TABLE word (id \(.id) PRIMARY KEY, word \(.text) NOT NULL, b \(.bytes), x \(.real))\(.tableEnd)"
        ])

    private func store(_ engine: Engine) async throws -> Store {
        let store = try await Database.fresh(engine, [migration])
        try await store.write { db in
            try db.insert(
                into: "word", columns: ["id", "word", "b", "x"],
                rows: words.enumerated().map { [Int64($0), $1, [UInt8($0)], Double($0) / 2] })
        }
        return store
    }

    private func found(_ store: Store, _ condition: SQL) async throws -> [String] {
        try await store.read { db in try db.values("SELECT word FROM word WHERE \(condition) ORDER BY id") }
    }

    @Test(arguments: Engine.tested)
    func whatPeopleTypeIsNeverPartOfTheStatement(engine: Engine) async throws {
        let store = try await store(engine)
        for evil in ["'; DROP TABLE word; --", "x' OR '1'='1", "$1", "?1", "\\", "\"", "%"] {
            #expect(try await store.read { db in try db.value("SELECT \(evil)", as: String.self) } == evil)
            #expect(try await found(store, "word = \(evil)") == [])
        }
        #expect(try await found(store, "1 = 1") == words)
    }

    @Test(arguments: Engine.tested, ["$1", "?1", "?", ":name", "@name", "$name"])
    func parametersWrittenByHandAreRefused(engine: Engine, raw: String) async throws {
        let store = try await Database.fresh(engine)
        let value: Int64 = 1
        let statements: [SQL] = [
            "SELECT \(unsafe: raw)", "SELECT \(value) + \(unsafe: raw)", "SELECT '' || \(unsafe: raw)",
            "SELECT 'it''s' || \(unsafe: raw) /* ' */",
        ]
        for statement in statements {
            await #expect {
                try await store.read { db in try db.value(statement, as: String.self) }
            } throws: {
                "\($0)".contains("raw parameter")
            }
        }
    }

    @Test(arguments: Engine.tested)
    func marksInsideQuotationMarksAreText(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let text = try await store.read { db in
            try db.value("SELECT '$1 ?1 :name @x -- ''' AS \"a:b\" -- why? \n", as: String.self)
        }
        #expect(text == "$1 ?1 :name @x -- '")
        await #expect {
            try await store.read { db in try db.value("SELECT '%\("x")%'", as: String.self) }
        } throws: {
            "\($0)".contains("inside quotation marks")
        }
    }

    @Test(arguments: Engine.tested)
    func containsTakesEveryCharacterAsItself(engine: Engine) async throws {
        let store = try await store(engine)
        let cases: [(String, [String])] = [
            ("100%", ["100% sure"]), ("snake_", ["snake_case"]), ("k\\s", ["Back\\slash"]), ("小学", ["第一小学", "上海路小学"]),
            ("SNAKE", ["snake_case", "snakeXcase"]), ("back", ["Back\\slash"]), ("ä", ["ärger"]), ("", words),
            ("none", []),
        ]
        for (text, expected) in cases {
            #expect(try await found(store, "\(contains: "word", text)") == expected)
        }
    }

    @Test(arguments: Engine.tested)
    func isInTakesListsOfEveryLengthAndType(engine: Engine) async throws {
        let store = try await store(engine)
        #expect(try await found(store, "\(column: "id", isIn: [Int64]())") == [])
        #expect(try await found(store, "NOT (\(column: "id", isIn: [Int64]()))") == words)
        #expect(try await found(store, "\(column: "id", isIn: [2, 0, 2, 99])") == [words[0], words[2]])
        #expect(try await found(store, "\(column: "id", isIn: 0..<40_000)") == words)
        #expect(
            try await found(store, "\(column: "word", isIn: ["Back\\slash", "第一小学", "\"", "{}", "\u{1}"])").count == 2)
        #expect(try await found(store, "\(column: "b", isIn: [[UInt8(1)], [7]])") == [words[1], words[7]])
        #expect(try await found(store, "\(column: "x", isIn: [0.5, 1.0])") == [words[1], words[2]])
    }

    @Test(arguments: Engine.tested)
    func piecesNestAndJoin(engine: Engine) async throws {
        let store = try await store(engine)
        let conditions: [SQL] = ["id >= \(1)", "id < \(4)", "word <> \("snake_case")"]
        #expect(try await found(store, SQL.joined(conditions, " AND ")) == ["100 sure", "snakeXcase"])
        let page: SQL = "id IN (SELECT id FROM word WHERE \(conditions[0]) ORDER BY id LIMIT \(2))"
        #expect(try await found(store, page) == ["100 sure", "snake_case"])
    }

    @Test(arguments: Engine.tested)
    func textsAreOrderedByCodePoint(engine: Engine) async throws {
        let store = try await store(engine)
        let sorted = try await store.read { db in try db.values("SELECT word FROM word ORDER BY word", as: String.self)
        }
        #expect(sorted == words.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) })
    }

    @Test(arguments: Engine.tested)
    func lockingWordsAreAcceptedByBothEngines(engine: Engine) async throws {
        let store = try await store(engine)
        let ids = try await store.write { db in
            try db.values("SELECT id FROM word WHERE id = 1\(.forUpdate)", as: Int64.self)
                + db.values("SELECT id FROM word WHERE id = 2 LIMIT 1\(.forUpdateSkipLocked)", as: Int64.self)
        }
        #expect(ids == [1, 2])
    }
}
