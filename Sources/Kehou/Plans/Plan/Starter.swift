import Foundation

extension Plans {
    /// What plans start from and are read with, loaded once from `Data/plans`.
    struct Library: Sendable {
        let words: Words
        /// The city's filled, compliant template, by language code.
        let templates: [String: Plan]

        /// - Throws: a decoding error where a file is wrong: a mistake of the installation, found at start-up.
        static func load(from resources: URL) throws -> Library {
            let folder = resources.appending(path: "Data/plans")
            let words = try Words.load(from: folder)
            let templates = try ["zh-Hans", "en"].map { code in
                let data = try Data(contentsOf: folder.appending(path: "template.\(code).json"))
                return (code, try JSONDecoder().decode(Plan.self, from: data))
            }
            return Library(words: words, templates: Dictionary(uniqueKeysWithValues: templates))
        }

        /// The template cut to the grades a school teaches.
        func template(grades: [Int], language: String) -> Plan {
            var plan = templates[language] ?? templates["zh-Hans"] ?? Plan()
            plan.bands = plan.bands.compactMap { band in
                let own = band.grades.filter(grades.contains)
                guard let from = own.first, let through = own.last else { return nil }
                var band = band
                (band.from, band.through) = (from, through)
                return band
            }
            return plan
        }
    }
}

extension Plans.Plan {
    /// This plan as the start of another term's: days that belonged to the old term are left behind.
    var forNextTerm: Plans.Plan {
        var plan = self
        plan.daysWithout = []
        plan.readyOn = nil
        return plan
    }

    /// This plan as the start of another school's: what names people and numbers of the old school is left behind.
    func forAnotherSchool(grades: [Int]) -> Plans.Plan {
        var plan = forNextTerm
        plan.contact = Plans.Contact()
        plan.safety.contacts = []
        plan.statements = []
        plan.bands = plan.bands.filter { !$0.grades.filter(grades.contains).isEmpty }
        for index in plan.bands.indices { plan.bands[index].pupils = nil }
        for index in plan.staff.indices { plan.staff[index].number = nil }
        return plan
    }
}
