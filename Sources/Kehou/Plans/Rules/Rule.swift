extension Plans {
    /// One named question to a plan, asked beside the policy, the calendar and the school.
    ///
    /// Rules are values in lists (`Rule.all`), so that the editor, the queue, the command line and the documents
    /// all speak of the same ones. The title for people is the language key `plans.rule.<code>`.
    struct Rule: Sendable {
        /// Stable name, such as `fee.within_ceiling`.
        let code: String
        /// The clause of the notice it obeys.
        let clause: String
        let severity: Severity
        /// What must be known, from outside the plan or in it, before it can answer.
        let needs: [Need]
        let check: @Sendable (Plan, Facts) -> Outcome

        init(
            _ code: String, clause: String, _ severity: Severity, needs: [Need] = [],
            check: @escaping @Sendable (Plan, Facts) -> Outcome
        ) {
            self.code = code
            self.clause = clause
            self.severity = severity
            self.needs = needs
            self.check = check
        }

        var title: Text { Text("plans.rule.\(code)") }

        static let all = completeness + days + hours + bounds + content + money + people

        static func named(_ code: String) -> Rule? { all.first { $0.code == code } }
    }

    /// Must bars submission; should is approved with a reason.
    enum Severity: String, Choice {
        case must, should
        static let prefix = "plans.severity"
    }

    enum Outcome: Sendable, Hashable {
        case passed
        case failed([Finding])
        /// What is missing, from outside the plan or in it.
        case notYetKnown([Need])
        /// Not yet known either, with sentences that say what of it is missing.
        case open([Finding], [Need])

        /// Failed if anything was found, else passed.
        static func judged(_ findings: [Finding]) -> Outcome { findings.isEmpty ? .passed : .failed(findings) }

        /// Failed if anything was found; passed only if nothing is missing, since a rule that saw nothing has agreed to nothing.
        static func judged(_ findings: [Finding], missing: [Need]) -> Outcome {
            findings.isEmpty && !missing.isEmpty ? .notYetKnown(missing) : .judged(findings)
        }
    }

    /// What is wrong at one place, by how much, and how to mend it.
    struct Finding: Codable, Sendable, Hashable {
        let text: Text
        let section: Section
        /// Path of the form field to go to: `bands.0.lessonsEnd`, `tariff.fee`.
        let field: String

        init(_ section: Section, _ field: String, _ text: Text) {
            self.text = text
            self.section = section
            self.field = field
        }
    }

    /// Something a rule waits for.
    enum Need: String, Choice {
        case policy, calendar, school, timetable, staff, application
        case offWorkTimes = "off_work_times"
        case expectedPupils = "expected_pupils"
        case numbers, pay, fee
        case readyOn = "ready_on"
        case classHour = "class_hour"
        case lateCareUntil = "late_care_until"
        case eveningLimit = "evening_limit"
        case feeCeiling = "fee_ceiling"
        case payFloor = "pay_floor"
        case pupilsPerAdult = "pupils_per_adult"
        case categories
        case secondThreshold = "second_threshold"
        case basis
        case lessonsEnd = "lessons_end"
        static let prefix = "plans.need"
    }
}
