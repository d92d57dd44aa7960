/// A mobile number in one spelling: the digits, with `+` and country code where it is not China's.
///
/// Not stored as such: see ``Protection``.
struct Mobile: Sendable, Hashable {
    let digits: String

    /// Reads what people write: blanks, dashes, brackets and +86 are dropped.
    ///
    /// *Range*: 7 to 15 digits (E.164).
    init?(_ text: String) {
        var kept = text.utf8.filter { $0 != 0x20 && $0 != 0x2D && $0 != 0x28 && $0 != 0x29 && $0 != 0x2E }
        if kept.starts(with: "00".utf8) { kept.replaceSubrange(0..<2, with: "+".utf8) }
        for prefix in ["+86", "86"] where kept.starts(with: prefix.utf8) {
            let rest = kept.dropFirst(prefix.utf8.count)
            if rest.count == 11, rest.first == UInt8(ascii: "1") { kept = Array(rest) }
        }
        let number = kept.first == UInt8(ascii: "+") ? kept.dropFirst() : kept[...]
        guard 7...15 ~= number.count, number.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        digits = String(decoding: kept, as: UTF8.self)
    }

    /// What a screen shows: `138****1234`.
    var masked: String {
        digits.count == 11 ? "\(digits.prefix(3))****\(digits.suffix(4))" : "****\(digits.suffix(2))"
    }
}
