import Store

extension Enrolment {
    /// A survey that is open, with the term that it is about and what the school offers in it.
    struct OpenSurvey: Sendable {
        let survey: Survey
        let term: SchoolCalendar.Term
        let offer: Offer

        /// Of some schools, in the order in which they opened; a school may ask for two terms at once.
        ///
        /// *Cost*: one query, and five for each survey.
        static func all(
            in schools: some Sequence<ID<Registry.School>>, at now: Instant, _ db: DB
        ) throws -> [OpenSurvey] {
            try Survey.open(in: schools, at: now, db).map { survey in
                let home = try Registry.School.find(survey.school, db)
                let term = try SchoolCalendar.Term.find(survey.term, in: home.cityID, db)
                return OpenSurvey(survey: survey, term: term, offer: try Offer.load(home, term, db).offer)
            }
        }
    }

    /// One child in one survey, before somebody who may answer for it.
    struct SurveyedChild: Sendable {
        let child: Registry.FamilyAccount.Child
        let asked: OpenSurvey
        let need: Need?
        /// Who said what stands.
        let author: ID<Caller.Account>?
        /// Who looks at it.
        let reader: ID<Caller.Account>

        var offer: [Offer.Day] { asked.offer.days(grade: child.grade) }
        var isTrusted: Bool { child.isConfirmed && !child.isRestricted }
        /// As with applications: whoever waits for the school answers where nobody has.
        var mayAnswer: Bool { child.isConfirmed || need == nil || author == reader }
        /// Days and an end time say where a child is: whoever is not trusted sees only what they said.
        var seesAnswer: Bool { isTrusted || author == reader }

        /// A family's children, each as often as its school asks.
        ///
        /// *Cost*: the surveys, and one query by primary key a child.
        static func all(_ caller: Caller, _ db: DB) throws -> [SurveyedChild] {
            let reader = try caller.requireAccount()
            let own = try Registry.FamilyAccount.children(of: reader, on: caller.today, db)
            let open = try OpenSurvey.all(in: own.map(\.school), at: caller.now, db)
            return try own.flatMap { child in
                try open.filter { $0.survey.school == child.school }.map { asked in
                    let stands = try Need.find(of: child.pupil, in: child.school, asked.term.id, db)
                    return SurveyedChild(
                        child: child, asked: asked, need: stands?.need, author: stands?.author, reader: reader)
                }
            }
        }
    }
}
