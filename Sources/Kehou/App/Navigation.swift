extension App {
    /// The side bar of a role: few entries, the same on phone and desk, each something the role may open.
    static func navigation(_ caller: Caller) -> [Tab] {
        guard caller.isSignedIn else { return [] }
        let start = Tab(label: Text("web.start.title"), href: "/start", icon: "home")
        guard let place = caller.current?.place else { return [start] }
        return [start] + tabs(caller.role, place)
    }

    private static func tabs(_ role: Role?, _ place: Place) -> [Tab] {
        let layer = place.kind == .city ? "cities" : place.kind == .district ? "districts" : "schools"
        let calendar = Tab(label: Text("nav.calendar"), href: "/\(layer)/\(place.id)/calendar", icon: "calendar")
        switch (role, place.kind) {
        case (.bureau, _):
            return [
                calendar,
                Tab(label: Text("nav.policies"), href: "/cities/\(place.id)/policies", icon: "policy"),
                Tab(label: Text("nav.coverage"), href: "/cities/\(place.id)/coverage", icon: "chart"),
                Tab(label: Text("nav.enrolment"), href: "/cities/\(place.id)/enrolment", icon: "edit"),
                Tab(label: Text("nav.roster"), href: "/cities/\(place.id)/rosters", icon: "upload"),
            ]
        case (.districtOfficer, _), (.inspector, .district):
            return [
                Tab(label: Text("nav.plans"), href: "/districts/\(place.id)/plans", icon: "plan"),
                Tab(label: Text("nav.policies"), href: "/districts/\(place.id)/policies", icon: "policy"),
                Tab(label: Text("nav.coverage"), href: "/districts/\(place.id)/coverage", icon: "chart"),
                Tab(label: Text("nav.rooms"), href: "/districts/\(place.id)/rooms", icon: "school"),
                calendar,
            ]
        case (.principal, _), (.office, _):
            return [
                Tab(label: Text("nav.plan"), href: "/schools/\(place.id)/plans", icon: "plan"),
                Tab(label: Text("nav.enrolment"), href: "/schools/\(place.id)/enrolment", icon: "edit"),
                Tab(label: Text("nav.pupils"), href: "/schools/\(place.id)/pupils", icon: "people"),
                Tab(label: Text("nav.invitations"), href: "/schools/\(place.id)/invitations", icon: "qr"),
                Tab(label: Text("nav.staff"), href: "/schools/\(place.id)/staff", icon: "person"),
                calendar,
            ]
        case (.guardian, _):
            return [
                Tab(label: Text("nav.application"), href: "/family/application", icon: "edit"),
                Tab(label: Text("nav.family"), href: "/family", icon: "people"),
                Tab(label: Text("nav.consents"), href: "/family/consents", icon: "shield"),
                Tab(label: Text("web.find_school"), href: "/schools", icon: "search"),
            ]
        case (.teacher, _):
            return [
                Tab(label: Text("nav.school"), href: "/schools/\(place.id)", icon: "school"),
                Tab(label: Text("nav.enrolment"), href: "/schools/\(place.id)/enrolment/classes", icon: "edit"),
                Tab(label: Text("nav.invitations"), href: "/schools/\(place.id)/invitations", icon: "qr"), calendar,
            ]
        case (.volunteer, _):
            return [Tab(label: Text("nav.school"), href: "/schools/\(place.id)", icon: "school"), calendar]
        case (.auditor, .city), (.inspector, .city):
            return [
                calendar, Tab(label: Text("nav.coverage"), href: "/cities/\(place.id)/coverage", icon: "chart"),
            ]
        default: return [Tab(label: Text("web.find_school"), href: "/schools", icon: "search")]
        }
    }
}
