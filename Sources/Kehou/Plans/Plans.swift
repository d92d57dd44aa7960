/// 一区一策、一校一案: what a district asks for, and what each school promises to its families for one term.
///
/// - A **policy** (`Plans.Policy`) is a district's, in versions with effective dates.
/// - A **plan** (`Plans.Plan`) is a document: six sections of prose, and behind them the structure that can be counted:
///   a weekly timetable per grade band, leaving times, late care, the tariff, staffing, safety, incentives.
/// - A **version** (`Plans.Version`) is one state of that document on its way: draft, submitted, returned, or approved,
///   published, superseded. One school has at most one published version a term.
/// - A **rule** (`Plans.Rule`) looks at a plan beside the policy, the calendar and the school, and answers passed,
///   failed (by how much, and how to mend it) or not yet known.
///
/// *Source*: Qingdao's notice on after-school service, clauses 1a to 7d as coded in `docs/features/plans.md`.
enum Plans {}
