/// Everything the program does behind a request, in one list: a job names its handler.
enum Jobs {
    static let all: [Job.Handler] = [
        Roster.Upload.jobs,
        Messages.jobs,
        Plans.Recheck.jobs,
        Enrolment.CodeErrand.jobs,
        Enrolment.WindowNews.jobs,
        Enrolment.roomJobs,
        Enrolment.rosterJobs,
        Enrolment.Pressure.Watch.jobs,
        Enrolment.Pressure.Question.Over.jobs,
    ].flatMap { $0 }
}
