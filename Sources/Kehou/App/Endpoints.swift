/// Everything the program answers to, in one list: the router, the matrix, OpenAPI and the smoke test read it.
enum Endpoints {
    static let all: [Endpoint] = [
        FirstPages.endpoints,
        Registry.accountEndpoints,
        Registry.peopleEndpoints,
        Roster.endpoints,
        SchoolCalendar.endpoints,
        Plans.policyEndpoints,
        Plans.endpoints,
        Demo.endpoints,
    ].flatMap { $0 }
}
