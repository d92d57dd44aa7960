/// Everything the program answers to, in one list: the router, the matrix, OpenAPI and the smoke test read it.
enum Endpoints {
    static let all: [Endpoint] = [
        FirstPages.endpoints,
        Registry.accountEndpoints,
        Registry.peopleEndpoints,
        Messages.endpoints,
        Roster.endpoints,
        SchoolCalendar.endpoints,
        Plans.policyEndpoints,
        Plans.endpoints,
        Enrolment.invitationEndpoints,
        Enrolment.windowEndpoints,
        Enrolment.applicationEndpoints,
        Enrolment.paperEndpoints,
        Enrolment.roomEndpoints,
        Enrolment.rollEndpoints,
        Enrolment.surveyEndpoints,
        Enrolment.aidEndpoints,
        Enrolment.coverageEndpoints,
        Enrolment.pressureEndpoints,
        Enrolment.questionEndpoints,
        Demo.endpoints,
    ].flatMap { $0 }
}
