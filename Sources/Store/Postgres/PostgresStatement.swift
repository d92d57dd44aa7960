import CPostgres

/// A statement prepared on one connection.
final class PostgresStatement {
    /// The same text with other types of parameters is another statement to PostgreSQL.
    struct Key: Hashable {
        let text: String
        let types: [Oid]
    }

    let name: String
    private var names: ColumnNames?

    init(name: String) {
        self.name = name
    }

    /// The names of the columns, read from the first result.
    func names(of result: PostgresResult) -> ColumnNames {
        if let names { return names }
        let names = result.names
        self.names = names
        return names
    }
}

/// The values of a statement as libpq takes them: binary where the type is known, lists as the text of an array.
struct PostgresParameters {
    private(set) var types: [Oid] = []
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ parameters: [RenderedSQL.Parameter]) {
        for parameter in parameters {
            if let list = parameter.list {
                types.append(parameter.type.arrayOid)
                add(format: 0) { $0 += PostgresText.array(list).utf8 }
            } else {
                types.append(parameter.type.oid)
                add(parameter.column)
            }
        }
    }

    private mutating func add(_ column: Column) {
        switch column {
        case .null:
            starts.append(nil)
            lengths.append(0)
            formats.append(0)
        case .integer(let value):
            add(format: 1) { bytes in withUnsafeBytes(of: value.bigEndian) { bytes += $0 } }
        case .real(let value):
            add(format: 1) { bytes in withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes += $0 } }
        case .text(let text):
            add(format: 1) { $0 += text.utf8 }
        case .bytes(let value):
            add(format: 1) { $0 += value }
        }
    }

    private mutating func add(format: Int32, _ append: (inout [UInt8]) -> Void) {
        let start = bytes.count
        append(&bytes)
        starts.append(start)
        lengths.append(Int32(bytes.count - start))
        formats.append(format)
        // Ends a value in text format, and gives an empty one an address: no address would mean NULL.
        bytes.append(0)
    }

    func withPointers<T>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> T
    ) -> T {
        bytes.withUnsafeBytes { raw in
            let base = raw.bindMemory(to: CChar.self).baseAddress
            let pointers = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            return body(pointers, lengths, formats)
        }
    }
}

extension ColumnType {
    /// *Source*: PostgreSQL's pg_type.dat; these numbers never change.
    fileprivate var oid: Oid {
        switch self {
        case .unknown: 0
        case .integer: 20
        case .real: 701
        case .text: 25
        case .bytes: 17
        }
    }

    fileprivate var arrayOid: Oid {
        switch self {
        case .unknown, .text: 1009
        case .integer: 1016
        case .real: 1022
        case .bytes: 1001
        }
    }
}
