import Store

/// Something with a name of its own, and perhaps one for readers of English.
protocol Named {
    var name: String { get }
    var nameEn: String? { get }
}

extension Named {
    func name(in language: Language) -> String {
        language.isChinese ? name : nameEn ?? name
    }
}

/// The name of a place that is not at hand as a record.
struct PlaceName: Named, Sendable, Hashable {
    let name: String
    let nameEn: String?

    init(name: String, nameEn: String? = nil) {
        self.name = name
        self.nameEn = nameEn
    }

    /// - Parameter column: holds the name; the English one stands in the column of that name with `_en`.
    init(_ row: Row, _ column: String) throws {
        name = try row[column]
        nameEn = try row[column + "_en"]
    }
}
