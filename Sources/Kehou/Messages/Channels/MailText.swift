import Foundation
import Store

extension Messages {
    /// A note as the text of a mail: RFC 5322 heads, the body as UTF-8 in base64, lines that end as SMTP wants them.
    enum MailText {
        static func text(of note: Note, from sender: String, id domain: String) -> String {
            let head = [
                "From: Kehou <\(sender)>",
                "To: <\(note.address.plain)>",
                "Subject: \(encoded(word: note.subject))",
                "Date: \(date(note.at))",
                // The job's id: a mail that is sent again is the same mail.
                "Message-ID: <\(note.id)@\(domain)>",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                // No out-of-office replies, please.
                "Auto-Submitted: auto-generated",
            ]
            return (head + [""] + lines(Data(note.body.utf8).base64EncodedString())).joined(separator: "\r\n") + "\r\n"
        }

        /// RFC 2047, in pieces of whole characters: an encoded word has 75 characters at most.
        static func encoded(word text: String) -> String {
            var pieces: [String] = []
            var piece = ""
            for character in text {
                if (piece + String(character)).utf8.count > 39 {
                    pieces.append(piece)
                    piece = ""
                }
                piece.append(character)
            }
            return (pieces + [piece]).map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }
                .joined(separator: "\r\n ")
        }

        private static func lines(_ text: String) -> [String] {
            stride(from: 0, to: text.utf8.count, by: 76).map { start in
                let from = text.utf8.index(text.startIndex, offsetBy: start)
                let to = text.utf8.index(from, offsetBy: 76, limitedBy: text.endIndex) ?? text.endIndex
                return String(text[from..<to])
            }
        }

        private static func date(_ now: Instant) -> String {
            let day = now.localDate
            let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            return "\(names[day.weekday.rawValue - 1]), \(day.day) \(months[day.month - 1]) \(day.year) "
                + "\(now.timeOfDay):00 +0800"
        }
    }
}
