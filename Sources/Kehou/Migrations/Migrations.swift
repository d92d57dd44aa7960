import Store

extension Migration {
    /// Every migration, in order. One that has landed is never edited; a change is a new one at the end.
    static let all: [Migration] = [
        .m0001Registry, .m0002Accounts, .m0003Calendar, .m0004Policy, .m0005Plans, .m0006Messages, .m0007Families,
        .m0008Enrolment, .m0010Inbox, .m0011Coverage, .m0012RosterUploads, .m0014Pressure, .m0015PlanMoves,
        .m0016Sweeps, .m0017CalendarMark, .m0019PlanDiscards, .m0020RemarkedRevision, .m0021EndedTies,
        .m0022PastNeeds,
    ]
}
