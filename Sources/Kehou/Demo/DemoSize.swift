extension Demo {
    /// How large a made-up city is, and the seed that all of it follows from.
    struct Size: Sendable, Equatable {
        /// 3 to 1,200.
        let schools: Int
        /// At least 10 a school, at most two million.
        let pupils: Int
        let seed: UInt64

        /// Ready in a few seconds, yet with every district, stage and kind of school.
        static let small = (schools: 30, pupils: 6_000)

        /// *Throws* `Fault` `demo.schools_out_of_range`, `demo.pupils_out_of_range`.
        init(schools: Int = Size.small.schools, pupils: Int? = nil, seed: UInt64 = 1) throws {
            guard (3...1200).contains(schools) else {
                throw Fault.invalid("demo.schools_out_of_range", ["schools": "\(schools)"])
            }
            let count = pupils ?? schools * Size.small.pupils / Size.small.schools
            guard (schools * 10...2_000_000).contains(count) else {
                throw Fault.invalid("demo.pupils_out_of_range", ["pupils": "\(count)", "least": "\(schools * 10)"])
            }
            self.schools = schools
            self.pupils = count
            self.seed = seed
        }
    }
}
