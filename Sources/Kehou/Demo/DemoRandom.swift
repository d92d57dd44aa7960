extension Demo {
    /// SplitMix64, keyed by a seed and up to three numbers, so that each person has a stream of their own.
    ///
    /// The standard library's `random(in:using:)` may draw differently in another Swift version; a golden digest may not
    /// hang on that, so the few draws needed are spelt out here.
    /// *Source*: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
    struct Random {
        private var state: UInt64

        init(seed: UInt64, _ first: Int, _ second: Int = 0, _ third: Int = 0) {
            // Unrolled: an array literal here would cost an allocation for each of millions of people.
            state = mixed(seed ^ UInt64(bitPattern: Int64(first)))
            state = mixed(state ^ UInt64(bitPattern: Int64(second)))
            state = mixed(state ^ UInt64(bitPattern: Int64(third)))
        }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            return mixed(state)
        }

        /// A number in `0..<count`.
        mutating func below(_ count: Int) -> Int {
            Int(next().multipliedFullWidth(by: UInt64(count)).high)
        }

        /// True so many times in a thousand.
        mutating func chance(perMille: Int) -> Bool {
            below(1000) < perMille
        }

        mutating func pick<Element>(_ choices: [Element]) -> Element {
            choices[below(choices.count)]
        }
    }
}

private func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}
