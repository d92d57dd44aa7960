extension App {
    /// The side bar of a role: few entries, the same on phone and desk.
    static func navigation(_ caller: Caller) -> [Tab] {
        guard caller.isSignedIn else { return [] }
        return [Tab(label: Text("web.start.title"), href: "/start", icon: "home")]
    }
}
