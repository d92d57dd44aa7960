import Foundation
import NIOCore

/// What an endpoint gives back.
protocol Reply: Sendable {
    /// For the list of operations: what a caller of the API receives.
    static var outline: ReplyOutline { get }
    func answer() -> Answer
}

/// The shape of a reply for OpenAPI.
struct ReplyOutline: Sendable {
    let status: Int
    let type: String?
    let shape: Shape?
    /// The template a browser sees, if any.
    var template: String?
}

/// A reply reduced to what `Responder` can send.
enum Answer: Sendable {
    case page(any Page, status: Int, retryAfter: Int? = nil)
    /// A page that is to be kept once it is rendered.
    case keeping(any Page, KeptPages.Key)
    case kept(KeptPages.Kept)
    case seeOther(SeeOther)
    case data(Download)
    case file(FileReply)
}

/// A page is a plain struct of stored properties: template input for browsers, JSON for callers of the API.
protocol Page: Codable, Reply {
    /// Path below `Templates/` without the ending: `plans/editor`.
    static var template: String { get }
    /// The trail above the page, outermost first.
    var breadcrumbs: [Link] { get }
}

extension Page {
    static var outline: ReplyOutline {
        ReplyOutline(status: 200, type: "application/json", shape: Shape.of(Self.self), template: template)
    }

    var breadcrumbs: [Link] { [] }
    func answer() -> Answer { .page(self, status: 200) }
}

/// A place to go and its words.
struct Link: Codable, Sendable, Equatable {
    let href: String
    let label: Text

    init(_ label: Text, _ href: String) {
        self.label = label
        self.href = href
    }
}

/// Sends the browser on after a write. A notice is shown once on the next page.
struct SeeOther: Reply {
    let location: String
    var notice: Text?
    var cookies: [String] = []
    /// Extra members of the JSON that callers of the API get beside `location`.
    var json: [String: String] = [:]

    static let outline = ReplyOutline(
        status: 303, type: "application/json",
        shape: .object([.init(name: "location", shape: .text(format: nil, choices: []))]))

    static func to(_ location: String, _ notice: Text? = nil) -> SeeOther {
        SeeOther(location: location, notice: notice)
    }

    func answer() -> Answer { .seeOther(self) }
}

/// Either a page (as when a form must be shown again) or a way on.
enum PageOrSeeOther<P: Page>: Reply {
    case page(P, status: Int = 200)
    case seeOther(SeeOther)

    static var outline: ReplyOutline { P.outline }

    func answer() -> Answer {
        switch self {
        case .page(let page, let status): .page(page, status: status)
        case .seeOther(let way): .seeOther(way)
        }
    }
}

/// Bytes with a media type: CSV, SVG, plain text.
struct Download: Reply {
    let type: String
    let body: [UInt8]
    /// Makes the browser save it under this name.
    var fileName: String?
    var cacheSeconds: Int?

    static let outline = ReplyOutline(status: 200, type: "application/octet-stream", shape: nil)

    static func text(_ text: String, type: String = "text/plain; charset=utf-8", fileName: String? = nil) -> Download {
        Download(type: type, body: Array(text.utf8), fileName: fileName)
    }

    /// A table; what holds a comma, a quotation mark or a line break is quoted, and no cell begins like a formula.
    static func csv(_ rows: [[String]], fileName: String) -> Download {
        let lines = rows.map { row in
            row.map { cell in
                let plain = cell.first.map("=+-@\t\r".contains) == true ? "'" + cell : cell
                guard plain.contains(where: { ",\"\r\n".contains($0) }) else { return plain }
                return "\"" + plain.replacing("\"", with: "\"\"") + "\""
            }.joined(separator: ",")
        }
        return csv(lines.map { $0 + "\r\n" }.joined(), fileName: fileName)
    }

    static func csv(_ text: String, fileName: String) -> Download {
        // The mark lets spreadsheet programs see UTF-8.
        Download(type: "text/csv; charset=utf-8", body: [0xEF, 0xBB, 0xBF] + Array(text.utf8), fileName: fileName)
    }

    func answer() -> Answer { .data(self) }
}

/// A file on disk, sent as an attachment and then removed: exports are written outside the request.
struct FileReply: Reply {
    let path: String
    let type: String
    let fileName: String

    static let outline = ReplyOutline(status: 200, type: "application/octet-stream", shape: nil)

    func answer() -> Answer { .file(self) }
}
