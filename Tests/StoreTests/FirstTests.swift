import Store
import Testing

struct School: FromRow {
    let id: Int64
    let name: String?
    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
    }
}

@Test func smoke() async throws {
    let store = try await Store.open("sqlite::memory:")
    try await store.migrate([
        Migration(
            number: 1, name: "one",
            statements: [
                "CREATE TABLE school (id \(.id) PRIMARY KEY, name \(.text), open \(.flag) NOT NULL)\(.tableEnd)"
            ])
    ])
    try await store.migrate([
        Migration(
            number: 1, name: "one",
            statements: [
                "CREATE TABLE school (id \(.id) PRIMARY KEY, name \(.text), open \(.flag) NOT NULL)\(.tableEnd)"
            ])
    ])
    let id: Int64 = 7
    let name: String? = nil
    let n = try await store.write { db in
        try db.run("INSERT INTO school (id, name, open) VALUES (\(id), \(name), \(true))")
    }
    #expect(n == 1)
    let rows = try await store.read { db in
        try db.all("SELECT id, name FROM school WHERE \(column: "id", isIn: [id, 8])", as: School.self)
    }
    #expect(rows.count == 1 && rows[0].name == nil)
    try await store.write { db in
        try db.insert(
            into: "school", columns: ["id", "name", "open"], rows: (10..<500).map { [Int64($0), "学校\($0)%", false] })
        _ = try db.savepoint { try db.run("DELETE FROM school") }
    }
    await #expect(throws: StoreError.self) {
        try await store.write { db in try db.run("INSERT INTO school (id, open) VALUES (1, 1), (1, 1)") }
    }
    #expect(try await store.read { db in try db.value("SELECT count(*) FROM school", as: Int.self) } == 0)
    print(try await store.settings())
    await store.close()
}
