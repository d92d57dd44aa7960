extension Enrolment {
    /// 回执号: the year, eight letters and digits, two to check by: `2026-7K4M-Q2XP-31`.
    ///
    /// No letter looks like a digit (Crockford's alphabet), so it can be read out on the telephone.
    struct ReceiptNumber: Hashable, Sendable, CustomStringConvertible {
        let description: String

        private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        private static let span: UInt64 = 1 << 40

        /// The number of a form: ids are unique, and an odd factor turns the low 40 bits of one into those of another.
        init<T>(_ form: ID<T>, year: Int) {
            let mixed = (UInt64(form.rawValue) &* 0x9E37_79B9_7F4A_7C15) >> 24 & (Self.span - 1)
            let letters = stride(from: 35, through: 0, by: -5).map { Self.alphabet[Int(mixed >> UInt64($0) & 31)] }
            let check = (mixed &* 31 &+ UInt64(year)) % 97
            description =
                "\(year)-\(String(letters.prefix(4)))-\(String(letters.suffix(4)))-\(padded(Int(check), 2))"
        }

        /// Reads what somebody typed: case, blanks, O for 0 and I or L for 1 are forgiven.
        ///
        /// - Returns: nil where the two last digits do not fit the rest.
        init?(_ text: String) {
            let kept = text.uppercased().compactMap { character -> Character? in
                switch character {
                case "O": "0"
                case "I", "L": "1"
                case "0"..."9", "A"..."Z": character
                default: nil
                }
            }
            guard kept.count == 14, let year = Int(String(kept.prefix(4))), let check = UInt64(String(kept.suffix(2)))
            else { return nil }
            let letters = kept[4..<12]
            var mixed: UInt64 = 0
            for letter in letters {
                guard let place = Self.alphabet.firstIndex(of: letter) else { return nil }
                mixed = mixed << 5 | UInt64(place)
            }
            guard (mixed &* 31 &+ UInt64(year)) % 97 == check else { return nil }
            description = "\(year)-\(String(letters.prefix(4)))-\(String(letters.suffix(4)))-\(padded(Int(check), 2))"
        }
    }
}
