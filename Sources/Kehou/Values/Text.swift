/// A value that people see in their own form: a date as 9月1日, a role as 校长, money as 3.50 元.
protocol Displayed {
    func display(in language: Language) -> String
}

/// Words for people: a key of the language files and its arguments. Rendered in the reader's language at output.
struct Text: Hashable, Sendable, Codable, Displayed, Shaped {
    let key: String
    let arguments: [String: Argument]

    static let shape = Shape.text(format: nil, choices: [])
    static let sample = Text(verbatim: "-")

    /// An argument is text as it stands, or itself a key to be looked up.
    enum Argument: Hashable, Sendable, Codable {
        case verbatim(String)
        case text(Text)
    }

    init(_ key: String, _ arguments: [String: String] = [:]) {
        self.key = key
        self.arguments = arguments.mapValues(Argument.verbatim)
    }

    init(_ key: String, texts: [String: Text], _ arguments: [String: String] = [:]) {
        self.key = key
        self.arguments = arguments.mapValues(Argument.verbatim).merging(texts.mapValues(Argument.text)) { $1 }
    }

    /// Text that is the same in every language: a person's name, a number.
    init(verbatim: String) {
        key = ""
        arguments = ["": .verbatim(verbatim)]
    }

    /// In JSON a text is its words where the encoder was told the reader's language, its key and arguments otherwise.
    func encode(to encoder: any Encoder) throws {
        if let language = encoder.userInfo[.language] as? Language {
            var container = encoder.singleValueContainer()
            try container.encode(display(in: language))
        } else {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(key, forKey: .key)
            try container.encode(arguments, forKey: .arguments)
        }
    }

    func display(in language: Language) -> String {
        guard !key.isEmpty else {
            if case .verbatim(let text) = arguments[""] { return text }
            return ""
        }
        guard !arguments.isEmpty else { return language.text(key) }
        return language.text(key) { name in
            switch arguments[name] {
            case .verbatim(let text): text
            case .text(let text): text.display(in: language)
            case nil: nil
            }
        }
    }
}

extension CodingUserInfoKey {
    /// The reader's language, for values that write themselves as words.
    static let language = CodingUserInfoKey(rawValue: "kehou.language")!
}
