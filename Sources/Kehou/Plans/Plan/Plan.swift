extension Plans {
    /// What one school promises its families for one term (一校一案): prose to read, structure to count.
    ///
    /// A draft may have gaps, so whatever a school may not have decided yet is optional; the rules say what is missing.
    struct Plan: Codable, Hashable, Sendable {
        var prose = Prose()
        /// Answers to the sections and statements that the city or the district added to the six.
        var extras: [Extra] = []
        /// Sentences of the policy that the school signs with its plan.
        var statements: [String] = []
        var highlights = ""
        /// Who answers families' questions at the school.
        var contact = Contact()
        var bands: [Band] = []
        var lateCare = LateCare()
        /// Days on which the school says it will not serve, worked weekend days included.
        var daysWithout: [DayWithout] = []
        var tariff = Tariff()
        var staff: [StaffGroup] = []
        var venues: [Venue] = []
        var safety = Safety()
        var incentives = Incentives()
        /// The day by which everything stands ready.
        var readyOn: LocalDate?
    }

    /// The six sections that clause 1a asks of every plan.
    struct Prose: Codable, Hashable, Sendable {
        var time = ""
        var content = ""
        var staffing = ""
        var application = ""
        var safeguards = ""
        var incentives = ""

        subscript(section: Section) -> String {
            switch section {
            case .time: time
            case .content: content
            case .staffing: staffing
            case .application: application
            case .safeguards: safeguards
            case .incentives: incentives
            case .extras, .publicity: ""
            }
        }
    }

    /// The parts of the editor, of comments and of messages: the six of clause 1a, then those beyond.
    enum Section: String, Choice {
        case time, content, staffing, application, safeguards, incentives, extras, publicity

        static let prefix = "plans.section"
        static let required: [Section] = [.time, .content, .staffing, .application, .safeguards, .incentives]
    }

    /// The text of one added section, by the code the policy gave it.
    struct Extra: Codable, Hashable, Sendable {
        var code: String
        var text: String
    }

    /// A person whom one can ask or call.
    struct Contact: Codable, Hashable, Sendable {
        var name = ""
        var duty = ""
        var phone = ""

        var isReachable: Bool { !name.isBlank && !phone.isBlank }
        var isBlank: Bool { name.isBlank && duty.isBlank && phone.isBlank }
    }

    /// One day of the term without service, and why.
    struct DayWithout: Codable, Hashable, Sendable {
        var date: LocalDate?
        var reason = ""
    }
}

extension Plans.Plan {
    /// Rows that hold nothing are what an empty line of the form leaves behind; they are not part of the plan.
    var withoutBlankRows: Plans.Plan {
        var plan = self
        for index in plan.bands.indices {
            plan.bands[index].sessions.removeAll(where: \.isBlank)
            plan.bands[index].leaving.removeAll { $0.time == nil }
        }
        plan.bands.removeAll(where: \.isBlank)
        plan.daysWithout.removeAll { $0.date == nil && $0.reason.isBlank }
        plan.staff.removeAll(where: \.isBlank)
        plan.venues.removeAll(where: \.isBlank)
        plan.safety.posts.removeAll(where: \.isBlank)
        plan.safety.contacts.removeAll(where: \.isBlank)
        return plan
    }

    /// The grades of pupils the plan speaks of, ascending.
    var grades: [Int] { Set(bands.flatMap(\.grades)).sorted() }

    /// All sessions a pupil of the grade may be in, whichever band lists them.
    func sessions(grade: Int) -> [Plans.Session] {
        bands.filter { $0.grades.contains(grade) }.flatMap(\.sessions)
    }
}
