import Store

extension Enrolment {
    /// A roster moved pupils: counts, boards and rooms follow, also while a window is open.
    static let rosterJobs: [Job.Handler] = [
        Job.Handler(
            Roster.PupilsChanged.job,
            inside: { (changed: Roster.PupilsChanged, run, _, db) in
                for window in try Window.notOver(of: changed.school, at: run.now, db) {
                    try CoverageRow.recount(changed.school, window.term.id, db)
                    try RoomTask.check(window, at: run.now, db)
                }
            })
    ]
}
