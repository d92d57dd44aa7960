import Foundation
import Hummingbird

/// The program's cookies.
enum Cookies {
    static let language = "kehou_language"
    static let notice = "kehou_notice"
    /// Written by `theme.js`, so that the first paint has the right colours.
    static let theme = "kehou_theme"

    /// The `__Host-` prefix makes browsers refuse the cookie without Secure or from a sub-domain.
    static func session(_ settings: Settings) -> String {
        settings.hasSecureCookies ? "__Host-kehou" : "kehou_session"
    }

    static func parse(_ headers: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for pair in headers.flatMap({ $0.split(separator: ";") }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[parts[0].trimmingCharacters(in: .whitespaces)] = String(parts[1])
        }
        return values
    }

    static func set(_ name: String, _ value: String, days: Int, _ settings: Settings) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(days * 86_400)"
            + (settings.hasSecureCookies ? "; Secure" : "")
    }

    static func cleared(_ name: String, _ settings: Settings) -> String { set(name, "", days: 0, settings) }

    /// A notice travels as its key and arguments and is put into words by the page that shows it.
    static func notice(_ text: Text, _ settings: Settings) -> String {
        // Text always encodes; an empty cookie would only lose the notice.
        let json = (try? JSONEncoder().encode(text)) ?? Data()
        return set(notice, json.base64EncodedString().replacing("=", with: ""), days: 1, settings)
    }

    static func text(_ cookie: String) -> Text? {
        let padded = cookie + String(repeating: "=", count: (4 - cookie.utf8.count % 4) % 4)
        // Anything but a notice of ours is nobody's notice.
        return Data(base64Encoded: padded).flatMap { try? JSONDecoder().decode(Text.self, from: $0) }
    }
}

extension Response {
    mutating func setCookie(_ cookie: String) { headers.append(.init(name: .setCookie, value: cookie)) }
}
