import Foundation

/// What may differ from one installation to the next. Read by the commands: flags over environment over file.
package struct Settings: Sendable {
    /// `sqlite:/path/kehou.sqlite` or `postgres://...`.
    var database = "sqlite:kehou.sqlite"
    var host = "127.0.0.1"
    var port = 8080
    /// How people reach the server, for links in print and QR codes; no trailing slash.
    var publicURL = "http://127.0.0.1:8080"
    /// Where `Templates`, `Language`, `Public` and `Data` lie.
    var resources = URL(filePath: FileManager.default.currentDirectoryPath)
    /// The proxy in front sets `X-Forwarded-For`; without one the header is somebody's claim.
    var isBehindProxy = false
    /// scrypt's work factor, log2; lower only in tests.
    var passwordCost = 15
    var sessionDays = 30
    var channels = ChannelSettings()
    /// Set from the database when it is opened: a made-up city with the "enter as" chooser.
    var isDemo = false
    /// Seconds a request may wait for the server to go down in order.
    var shutdownSeconds = 10

    /// Cookies go without `Secure` only where the server is reached over plain HTTP on this very machine.
    var hasSecureCookies: Bool {
        guard publicURL.hasPrefix("http://"), let name = URL(string: publicURL)?.host() else { return true }
        return !["127.0.0.1", "localhost", "::1", "[::1]"].contains(name)
    }
}
