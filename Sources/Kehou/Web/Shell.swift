/// What every page has around its content; the template is `shell.mustache`.
struct Shell: Codable, Sendable {
    struct Tab: Codable, Sendable {
        let href: String
        let label: Text
        let icon: String
        let current: Bool
    }

    struct Other: Codable, Sendable {
        let code: String
        let name: String
    }

    struct Hat: Codable, Sendable {
        let id: String
        let label: Text
        let current: Bool
    }

    struct Notice: Codable, Sendable {
        let kind: String
        let text: Text
    }

    let language: String
    /// light or dark, where the person chose.
    let theme: String?
    let otherLanguage: Other
    let path: String
    /// Path and query of where the reader stays when the language changes: ``Incoming/wayBack``.
    let address: String
    let css: String
    let js: String
    let icons: String
    let csrf: String
    let signedIn: Bool
    let personName: String
    let placeName: String
    let roleName: Text
    let tabs: [Tab]
    let appointments: [Hat]
    let hasSeveral: Bool
    /// The number on the inbox, absent where nothing waits.
    let unread: String?
    let inboxIsOpen: Bool
    let breadcrumbs: [Link]
    let notice: Notice?
    let demo: Bool
    let version: String
}

extension Shell {
    init(_ incoming: Incoming, _ app: App, breadcrumbs: [Link], notice: Text?) {
        let caller = incoming.caller
        let other = app.languages.other(than: caller.language)
        language = caller.language.code
        theme = incoming.theme
        otherLanguage = Other(code: other.code, name: other.text("language.name"))
        path = incoming.path
        address = incoming.wayBack
        css = app.assets.css
        js = app.assets.js
        icons = app.assets.icons
        csrf = CSRF.token(for: caller, key: app.csrfKey)
        signedIn = caller.isSignedIn
        personName = caller.name
        placeName = caller.current?.placeName.name(in: caller.language) ?? ""
        roleName = caller.current?.role.label ?? Text(verbatim: "")
        let navigation = App.navigation(caller)
        // Of "/family" and "/family/application" only the nearer one is where the reader is.
        let current = navigation.map(\.href)
            .filter { incoming.path == $0 || incoming.path.hasPrefix($0 + "/") }
            .max { $0.count < $1.count }
        tabs = navigation.map { Tab(href: $0.href, label: $0.label, icon: $0.icon, current: $0.href == current) }
        appointments = caller.appointments.map {
            Hat(
                id: $0.id.description,
                label: Text(
                    "shell.appointment", texts: ["role": $0.role.label],
                    ["place": $0.placeName.name(in: caller.language)]),
                current: $0.id == caller.current?.id)
        }
        hasSeveral = caller.appointments.count > 1
        unread = caller.unread == 0 ? nil : caller.unread > 99 ? "99+" : "\(caller.unread)"
        inboxIsOpen = incoming.path == "/inbox" || incoming.path.hasPrefix("/inbox/")
        self.breadcrumbs = breadcrumbs
        self.notice = notice.map { Notice(kind: "done", text: $0) }
        demo = app.settings.isDemo
        version = App.version
    }
}

/// One entry of the side bar.
struct Tab: Sendable {
    let label: Text
    let href: String
    let icon: String
}
