import Foundation
import Store

extension Plans {
    struct SchoolInput: Codable, Sendable {
        let school: ID<Registry.School>
        /// Another open term than the running one.
        var term: ID<SchoolCalendar.Term>?
    }

    struct FindInput: Codable, Sendable {
        var q: String?
        var district: ID<Registry.District>?
        /// Where the last page ended.
        var after: ID<Registry.School>?
        var name: String?
    }

    struct PlanInput: Codable, Sendable {
        let school: ID<Registry.School>
        let plan: ID<Version>
    }

    struct QueueInput: Codable, Sendable {
        let district: ID<Registry.District>
        var show: String?
        /// Another open term than the running one.
        var term: ID<SchoolCalendar.Term>?
    }

    struct BeginInput: Codable, Sendable {
        enum From: String, Choice {
            case published
            case template
            case lastTerm = "last_term"
            case school
            static let prefix = "plans.from"
        }

        let school: ID<Registry.School>
        let start: From
        /// Whose published plan to begin from.
        var from: ID<Registry.School>?
        /// Another open term than the running one.
        var term: ID<SchoolCalendar.Term>?
    }

    struct SaveInput: Codable, Sendable {
        let school: ID<Registry.School>
        let plan: ID<Version>
        /// The revision that the editor saw.
        let version: Int
        let draft: Plan
        /// `bands`: one more grade band.
        var add: String?
        /// Path of a row to take out.
        var remove: String?
        /// `done` leads to the plan's page instead of back to the editor.
        var then: String?

        var only: PlanInput { PlanInput(school: school, plan: plan) }
    }

    /// A step, with whatever stands in the boxes of the page it is made on: they are one form.
    struct MoveInput: Codable, Sendable {
        let school: ID<Registry.School>
        let plan: ID<Version>
        let version: Int
        /// On returning: the reason.
        var note: String?
        /// On approving: by rule, a dash for each dot of its code.
        var reasons: Node?
        /// On returning: a last remark, and the section it is on.
        var section: Section?
        var body: String?
        /// On handing in or taking back: answers to the district's remarks.
        var answers: [Answered]?

        var only: PlanInput { PlanInput(school: school, plan: plan) }

        /// Reasons by the rules' codes, read as other texts are.
        var byRule: [String: String] {
            Dictionary(
                Rule.all.compactMap { rule -> (String, String)? in
                    guard let typed = reasons?[Reason.field(rule.code)] else { return nil }
                    return (rule.code, InputDecoder.decode(String.self, from: typed, source: .form).value ?? "")
                }
            ) { first, _ in first }
        }
    }

    /// One answer of several; a blank one is for another time.
    struct Answered: Codable, Sendable {
        let comment: ID<Comment>
        var answer: String?
    }

    struct CommentInput: Codable, Sendable {
        let school: ID<Registry.School>
        let plan: ID<Version>
        let section: Section
        let body: String
        /// The revision that was read; nothing for a caller that looks at none.
        var version: Int?

        var only: PlanInput { PlanInput(school: school, plan: plan) }
    }

    struct AnswerInput: Codable, Sendable {
        let school: ID<Registry.School>
        let plan: ID<Version>
        let comment: ID<Comment>
        let answer: String

        var only: PlanInput { PlanInput(school: school, plan: plan) }
    }

    struct AnswersInput: Codable, Sendable {
        let school: ID<Registry.School>
        let plan: ID<Version>
        let answers: [Answered]

        var only: PlanInput { PlanInput(school: school, plan: plan) }
    }

    struct SettleInput: Codable, Sendable {
        let school: ID<Registry.School>
        let plan: ID<Version>
        let rescue: ID<Rescue>
        let version: Int
        /// The caller's own text takes the place of what is stored.
        let take: Bool
    }

    /// A plan as a list of them showed it: what is chosen there is the text that stood there, not one that came since.
    ///
    /// *Shape*: `ID.REVISION`.
    struct SeenPlan: TextCoded, Hashable {
        static let sample = SeenPlan(plan: 1, revision: 1)
        static let format = "plan-and-revision"
        static let faultCode = "plan.seen"

        let plan: ID<Version>
        let revision: Int

        init(plan: ID<Version>, revision: Int) {
            self.plan = plan
            self.revision = revision
        }

        init?(_ description: String) {
            let parts = description.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let plan = ID<Version>(parts[0]), let revision = Int(parts[1]), revision > 0 else {
                return nil
            }
            self.init(plan: plan, revision: revision)
        }

        var description: String { "\(plan).\(revision)" }
    }

    struct BatchInput: Codable, Sendable {
        let district: ID<Registry.District>
        let plans: [SeenPlan]
        var term: ID<SchoolCalendar.Term>?
    }
}

extension String {
    /// For a query's value.
    var urlEncoded: String { addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
}
