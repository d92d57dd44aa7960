import Foundation
import Store

extension Demo {
    /// The made-up policies of a demo city and its districts: figures inside the province's bounds, and nobody's real ones.
    struct Policies: Sendable {
        let city: ID<Registry.City>
        private let words: Words

        /// - Parameter data: the project's `Data` folder.
        init(city: ID<Registry.City>, data: URL) throws {
            self.city = city
            words = try JSONDecoder().decode(
                Words.self, from: try Data(contentsOf: data.appending(path: "demo/policies.json")))
        }

        /// The city's defaults for last spring and for this year, a policy in force in each district, and in three districts a
        /// next version on its way.
        func write(_ db: DB) throws {
            var own = cityPolicy
            try agree(nil, own, from: day(2026, 2, 1), at: day(2026, 1, 25), db)
            own.submitBy = day(2026, 8, 15)
            own.approveBy = day(2026, 8, 25)
            own.readyBy = day(2026, 8, 28)
            try agree(nil, own, from: day(2026, 8, 1), at: day(2026, 6, 10), db)
            let districts = try Registry.District.all(in: city, db)
            for district in districts {
                try agree(
                    district.id, policy(of: district), from: day(2026, 8, 1), at: day(2026, 6, 25), db)
            }
            try beginNext(districts.suffix(3), db)
        }

        /// What the schools of a district sign with their plans.
        func statements(of code: String?) -> [String] {
            code.flatMap { words.districts[$0]?.statement }.map { [$0] } ?? []
        }

        private var cityPolicy: Plans.PolicyOverrides {
            var own = Plans.PolicyOverrides.none
            for (name, text) in words.sections {
                if let section = Plans.PolicySection(rawValue: name) { own.sections[section] = text }
            }
            own.sections[.safeguards, default: ""] += words.remark
            own.classHoursPerDay = 2
            own.lateCareUntil = TimeOfDay(minutes: 18 * 60 + 30)
            own.feeCeilingUrban = 320
            own.feeCeilingRural = 280
            own.payFloor = 5000
            own.pupilsPerAdult = 45
            own.categoriesToOffer = 5
            own.submitBy = day(2026, 2, 20)
            own.approveBy = day(2026, 2, 27)
            own.readyBy = day(2026, 3, 2)
            own.seasons = [
                season("夏季", "05-01", "09-30", 18 * 60), season("冬季", "10-01", "04-30", 17 * 60 + 30),
            ].compactMap { $0 }
            return own
        }

        private func season(_ name: String, _ from: String, _ through: String, _ offWork: Int) -> Plans.Season? {
            guard let from = Plans.MonthDay(from), let through = Plans.MonthDay(through) else { return nil }
            return Plans.Season(name: name, from: from, through: through, offWorkAt: TimeOfDay(minutes: offWork))
        }

        private func policy(of district: Registry.District) -> Plans.PolicyOverrides {
            var own = Plans.PolicyOverrides.none
            guard let words = district.code.flatMap({ words.districts[$0] }) else { return own }
            own.sections[.content] = words.content
            own.sections[.staffing] = words.staffing
            own.sections[.howToApply] = words.howToApply
            own.sections[.safeguards] = words.safeguards
            own.sections[.incentives] = words.incentives
            own.lateCareUntil = words.lateCareUntil.flatMap(TimeOfDay.init)
            own.pupilsPerAdult = words.pupilsPerAdult
            own.categoriesToOffer = words.categories
            own.feeCeilingRural = words.feeRural.map(Money.init(fen:))
            own.statements = words.statement.map { [$0] } ?? []
            if let extra = words.extra, extra.count == 2 {
                own.extraSections = [.init(code: extra[0], title: extra[1], isRequired: false)]
            }
            return own
        }

        private func agree(
            _ district: ID<Registry.District>?, _ own: Plans.PolicyOverrides, from: LocalDate, at date: LocalDate,
            _ db: DB
        ) throws {
            let draft = try begin(district, own, from: from, at: date, db)
            if district != nil { try draft.submit(by: nil, at: Instant(date.adding(days: 3)), db) }
            let last = try Plans.PolicyVersion.find(draft.id, of: city, district: district, db)
            try last.approve(by: nil, comment: nil, at: Instant(date.adding(days: 7)), db)
        }

        /// The spring's versions: one still a draft, one with the city, one sent back with a word.
        private func beginNext(_ districts: some Collection<Registry.District>, _ db: DB) throws {
            for (index, district) in districts.enumerated() {
                let date = day(2026, 11, 9)
                var own = policy(of: district)
                own.pupilsPerAdult = 40
                let draft = try begin(district.id, own, from: day(2027, 2, 1), at: date, db)
                if index == 0 { continue }
                try draft.submit(by: nil, at: Instant(date.adding(days: 2)), db)
                if index == 1 { continue }
                let submitted = try Plans.PolicyVersion.find(draft.id, of: city, district: district.id, db)
                try submitted.giveBack(
                    by: nil, comment: "请说明每名教职工负责人数调整后的师资缺口如何解决。", at: Instant(date.adding(days: 5)), db)
            }
        }

        private func begin(
            _ district: ID<Registry.District>?, _ own: Plans.PolicyOverrides, from: LocalDate, at date: LocalDate,
            _ db: DB
        ) throws -> Plans.PolicyVersion {
            let draft = try Plans.PolicyVersion.begin(city: city, district: district, at: Instant(date), db)
            try draft.save(own, effectiveFrom: from, over: draft.revision, db)
            return try Plans.PolicyVersion.find(draft.id, of: city, district: district, db)
        }
    }
}

/// `Data/demo/policies.json`.
private struct Words: Decodable, Sendable {
    struct District: Decodable, Sendable {
        let content: String?
        let staffing: String?
        let howToApply: String?
        let safeguards: String?
        let incentives: String?
        let lateCareUntil: String?
        let pupilsPerAdult: Int?
        let categories: Int?
        /// In fen.
        let feeRural: Int?
        let statement: String?
        /// Code and title.
        let extra: [String]?
    }

    let sections: [String: String]
    let remark: String
    let districts: [String: District]
}
