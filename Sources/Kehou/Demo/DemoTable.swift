import Foundation

extension Demo {
    /// The rows of a small tab-separated data file, by column name; lines that start with `#` are remarks.
    ///
    /// *Throws* `Fault` `demo.data_missing` when the file cannot be read, `demo.data_column` when a column is not there.
    struct Table {
        let path: String
        private let columns: [String: Int]
        private let rows: [[String]]

        init(path: String) throws {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw Fault.invalid("demo.data_missing", ["path": path])
            }
            let lines = String(decoding: bytes, as: UTF8.self)
                .split(separator: "\n")
                .filter { !$0.hasPrefix("#") }
                .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
            self.path = path
            columns = Dictionary(
                (lines.first ?? []).enumerated().map { ($1, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            rows = Array(lines.dropFirst())
        }

        func values(_ names: String...) throws -> [[String]] {
            let indices = try names.map { name in
                guard let index = columns[name] else {
                    throw Fault.invalid("demo.data_column", ["path": path, "column": name])
                }
                return index
            }
            return rows.map { row in indices.map { $0 < row.count ? row[$0] : "" } }
        }
    }
}
