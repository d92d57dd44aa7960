import Store

extension Demo {
    /// How the families of one school came in, and what of it waits for the office.
    ///
    /// Who was reached is written in bulk everywhere. Where children of the cast go, families also have their accounts; where
    /// somebody of the cast is the office, people have claimed a child with a paper code, and in the first school a guardian
    /// has asked to end another's tie: all by the verbs that people's own presses run.
    struct WaysIn {
        typealias Feature = Kehou.Enrolment

        /// A pupil, the first guardian, and when that one answered, if anybody has.
        struct Family {
            let pupil: ID<Registry.Pupil>
            let guardian: ID<Registry.Guardian>?
            let answered: Instant?
        }

        let school: ID<Registry.School>
        let names: Names
        let seed: UInt64
        let place: Int
        let opens: Instant
        let now: Instant

        /// Whoever answered had signed in; of the others some went on from the page of their code and wait.
        func reach(_ families: [Family], _ db: DB) throws {
            var rows: [[any ColumnValue]] = []
            for (number, family) in families.enumerated() {
                var random = Random(seed: seed, 15, place, number)
                let hours = Int64(1 + random.below(20))
                if let answered = family.answered {
                    rows.append([school, family.pupil, Feature.Reach.How.signedIn, answered.adding(seconds: -300)])
                } else if random.chance(perMille: 380) {
                    rows.append(
                        [school, family.pupil, Feature.Reach.How.codePage, opens.adding(seconds: hours * 3600)])
                }
            }
            try db.insert(into: "family_reach", columns: ["school_id", "pupil_id", "how", "at"], rows: rows)
        }

        /// Accounts for those who answered, and what waits for the office.
        func enter(_ families: [Family], _ protection: Protection, _ db: DB) throws {
            for family in families {
                guard let answered = family.answered, let guardian = family.guardian,
                    let mobile = try mobile(of: guardian, db)
                else { continue }
                _ = try Registry.FamilyAccount.enter(with: mobile, name: nil, at: answered, db)
            }
            for (turn, family) in families.filter({ $0.answered == nil }).prefix(place == 0 ? 2 : 1).enumerated() {
                try claim(family.pupil, turn, protection, db)
            }
            if place == 0 { try askEnding(families, db) }
        }

        /// A grandmother and an uncle whose mobiles no roster knows come in with the slip.
        private func claim(_ pupil: ID<Registry.Pupil>, _ turn: Int, _ protection: Protection, _ db: DB) throws {
            guard let office = try office(db),
                let mobile = Mobile(Demo.mobile(Demo.mobilesOfStaff - 2_000 - place * 2 - turn))
            else { return }
            var random = Random(seed: seed, 16, place, turn)
            let isElder = turn == 0
            let name =
                names.surname(&random) + names.given(isElder ? .elder : .adult, isElder ? .girl : .boy, &random)
            let printed = now.adding(seconds: -86_400)
            let day = now.localDate
            let slips = try Feature.PaperCode.print(
                for: [pupil], in: school, until: day.adding(days: Feature.PaperCode.days), by: office, protection,
                at: printed, db)
            let code = try Feature.PaperCode.find(slips[0], protection, on: day, db)
            try Feature.Reach.note(.codePage, pupil, in: school, at: printed, db)
            let sealed = try protection.seal(mobile)
            let account = try Registry.FamilyAccount.enter(with: sealed.index, name: name, at: printed, db)
            guard try code.use(by: account.id, at: printed, db) else { return }
            _ = try Feature.admit(
                account.id, with: code,
                Feature.JoinInput(code: slips[0], name: name, relation: .relative, mobile: mobile.digits), sealed,
                at: printed, db)
        }

        /// The first family with an account and a second guardian asks the school about the other.
        private func askEnding(_ families: [Family], _ db: DB) throws {
            for family in families where family.answered != nil {
                let guardians = try Registry.Guardian.all(of: family.pupil, in: school, db)
                guard let own = family.guardian, let other = guardians.first(where: { $0.id != own }),
                    let account = try Registry.FamilyAccount.account(of: own, db)
                else { continue }
                return try Feature.Ending.ask(
                    for: other.id, of: family.pupil, in: school, by: account, at: now.adding(seconds: -7200), db)
            }
        }

        private func mobile(of guardian: ID<Registry.Guardian>, _ db: DB) throws -> [UInt8]? {
            try db.value(
                "SELECT mobile_index FROM guardian WHERE id = \(guardian) AND mobile_index IS NOT NULL",
                as: [UInt8].self)
        }

        private func office(_ db: DB) throws -> ID<Caller.Account>? {
            try db.value(
                """
                SELECT MIN(account_id)
                FROM appointment
                WHERE role = 'office' AND place_kind = 'school' AND place_id = \(school)
                """, as: ID<Caller.Account>.self)
        }
    }
}
