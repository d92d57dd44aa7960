import Store

extension Enrolment {
    struct QuestionInput: Codable, Sendable {
        let school: ID<Registry.School>
        let answer: Pressure.Question.Answer?
    }

    static let questionEndpoints: [Endpoint] = [question, answerQuestion]

    static let question = Endpoint(
        "enrolment.question", .get, "/family/question", "One anonymous question after the close: were you pressed?",
        allow: .anyGuardian, example: Nothing(),
        inside: { _, caller, app, db in try QuestionPage(caller, app.protection, nil, db) })

    static let answerQuestion = Endpoint(
        "enrolment.answer_question", .post, "/family/question",
        "Answer it, once a school; the answer is added to a sum and leads back to nobody",
        allow: .anyGuardian, example: QuestionInput(school: 3, answer: .free), faults: [.notFound, .invalid],
        isAnonymous: true,
        again: { typed, _, caller, app, db in try QuestionPage(caller, app.protection, typed, db) },
        inside: { input, caller, app, db in
            let account = try caller.requireAccount()
            let open = try Pressure.Question.open(for: account, at: caller.now, db)
            guard let question = open.last(where: { $0.school == input.school }) else { throw Fault.notFound() }
            guard let answer = input.answer else { throw Fault.invalid(field: "answer", "pressure.question_choose") }
            let isNew = try question.count(answer, question.token(of: account, app.protection), db)
            return SeeOther.to(
                "/family/question", Text(isNew ? "pressure.question_thanks" : "pressure.question_answered"))
        })

    /// The question of each school whose window has closed.
    struct QuestionPage: Page {
        struct Item: Codable, Sendable {
            let school: ID<Registry.School>
            let name: String
            let until: Text
            let isAnswered: Bool
            let error: Text?
        }

        static let template = "enrolment/question"
        let items: [Item]
        let answers: [ChildCard.Option]

        init(_ caller: Caller, _ protection: Protection, _ typed: Endpoint.Typed?, _ db: DB) throws {
            let account = try caller.requireAccount()
            items = try Pressure.Question.open(for: account, at: caller.now, db).map { question in
                Item(
                    school: question.school, name: question.schoolName.name(in: caller.language),
                    until: Text("pressure.question_until", texts: ["date": .date(question.closes.localDate)]),
                    isAnswered: try question.isAnswered(question.token(of: account, protection), db),
                    error: typed?.values["school"]?.text == "\(question.school)" ? typed?.fault.fields.first?.text : nil
                )
            }
            answers = Pressure.Question.Answer.allCases.map {
                ChildCard.Option(value: $0.rawValue, label: $0.label, selected: false)
            }
        }
    }
}
