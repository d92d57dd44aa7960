extension SQL {
    /// A word that the two engines spell differently.
    enum Word: Sendable, Hashable {
        case integer, real, text, bytes, tableEnd, tableEndByKey, forUpdate, forUpdateSkipLocked

        func spelled(_ engine: Engine) -> String {
            switch (self, engine) {
            case (.integer, .sqlite): "INTEGER"
            case (.integer, .postgres): "BIGINT"
            case (.real, .sqlite): "REAL"
            case (.real, .postgres): "DOUBLE PRECISION"
            case (.text, .sqlite): "TEXT"
            case (.text, .postgres): "TEXT COLLATE \"C\""
            case (.bytes, .sqlite): "BLOB"
            case (.bytes, .postgres): "BYTEA"
            case (.tableEnd, .sqlite): " STRICT"
            case (.tableEndByKey, .sqlite): " STRICT, WITHOUT ROWID"
            case (.tableEnd, .postgres), (.tableEndByKey, .postgres): ""
            case (.forUpdate, .sqlite), (.forUpdateSkipLocked, .sqlite): ""
            case (.forUpdate, .postgres): " FOR UPDATE"
            case (.forUpdateSkipLocked, .postgres): " FOR UPDATE SKIP LOCKED"
            }
        }
    }

    private init(word: Word) {
        self.init(parts: [.word(word)])
    }

    /// Column type of a 64-bit id.
    public static let id = SQL(word: .integer)
    /// Column type of a 64-bit integer.
    public static let int = SQL(word: .integer)
    /// Column type of a boolean, stored as 0 or 1: `is_open \(.flag) NOT NULL CHECK (is_open IN (0, 1))`.
    public static let flag = SQL(word: .integer)
    /// Column type of an ``Instant``, 64-bit milliseconds.
    public static let instant = SQL(word: .integer)
    public static let real = SQL(word: .real)
    public static let bytes = SQL(word: .bytes)
    /// Column type of a text, ordered by code point on both engines so that paging by key agrees.
    public static let text = SQL(word: .text)
    /// Stands after a table's closing parenthesis: ` STRICT` on SQLite.
    public static let tableEnd = SQL(word: .tableEnd)
    /// The same for a table whose rows must not tell in which order they came: SQLite keeps them by their key alone.
    public static let tableEndByKey = SQL(word: .tableEndByKey)
    /// Stands at the end of a SELECT whose rows will be changed; SQLite has one writer and needs no lock.
    public static let forUpdate = SQL(word: .forUpdate)
    /// As ``forUpdate``, but passes over rows that another transaction holds; for queues of jobs.
    public static let forUpdateSkipLocked = SQL(word: .forUpdateSkipLocked)
}
