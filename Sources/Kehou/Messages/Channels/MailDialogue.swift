import Foundation
import NIOCore

extension Messages {
    /// The conversation with a mail server: one command, one reply, each checked.
    struct MailDialogue {
        typealias Lines = NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

        /// A reply that says no.
        struct Refusal: Error {
            let code: Int
            let step: String
            /// The no is to this installation (its password, its relaying), not to the mail: an operator mends it.
            var isOurs: Bool { ["AUTH", "EHLO", "STARTTLS", "MAIL"].contains(step) }
        }

        private struct Reply {
            let code: Int
            let lines: [String]
        }

        private var inbound: Lines
        private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private var buffer = ByteBuffer()
        private var abilities: [String] = []

        /// More than any honest reply has.
        private static let longest = 1 << 16

        init(_ inbound: Lines, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
            self.inbound = inbound
            self.outbound = outbound
        }

        mutating func greet() async throws {
            _ = try expect(220, try await reply(), "greeting")
            try await hello()
        }

        private mutating func hello() async throws {
            // RFC 5321, 4.1.4: an address literal where the client has no name to be looked up.
            let answer = try expect(250, try await say("EHLO [127.0.0.1]"), "EHLO")
            abilities = answer.lines.dropFirst().map { $0.uppercased() }
        }

        /// Turns to TLS. What came in the clear behind the server's yes is an attacker's and ends the conversation (RFC 3207).
        mutating func startTLS(_ turn: () async throws -> Void) async throws {
            guard abilities.contains("STARTTLS") else { throw Refusal(code: 500, step: "STARTTLS") }
            _ = try expect(220, try await say("STARTTLS"), "STARTTLS")
            guard buffer.readableBytes == 0 else { throw Refusal(code: 500, step: "STARTTLS") }
            try await turn()
            try await hello()
        }

        mutating func signIn(_ user: String, _ password: String) async throws {
            let ways = abilities.first { $0.hasPrefix("AUTH") }?.split(separator: " ").map(String.init) ?? []
            if ways.contains("PLAIN") {
                let secret = Data("\u{0}\(user)\u{0}\(password)".utf8).base64EncodedString()
                _ = try expect(235, try await say("AUTH PLAIN \(secret)"), "AUTH")
            } else if ways.contains("LOGIN") {
                _ = try expect(334, try await say("AUTH LOGIN"), "AUTH")
                _ = try expect(334, try await say(Data(user.utf8).base64EncodedString()), "AUTH")
                _ = try expect(235, try await say(Data(password.utf8).base64EncodedString()), "AUTH")
            } else {
                throw Refusal(code: 504, step: "AUTH")
            }
        }

        mutating func send(_ text: String, from sender: String, to receiver: String) async throws {
            _ = try expect(250, try await say("MAIL FROM:<\(sender)>"), "MAIL")
            let taken = try await say("RCPT TO:<\(receiver)>")
            guard [250, 251].contains(taken.code) else { throw Refusal(code: taken.code, step: "RCPT") }
            _ = try expect(354, try await say("DATA"), "DATA")
            // RFC 5321, 4.5.2: a line that begins with a dot gets another.
            let dotted = text.replacing("\r\n.", with: "\r\n..")
            _ = try expect(250, try await say(dotted + "."), "content")
        }

        /// The mail is the server's by now: how the goodbye goes does not matter.
        mutating func quit() async {
            _ = try? await say("QUIT")
        }

        private mutating func say(_ line: String) async throws -> Reply {
            try await outbound.write(ByteBuffer(string: line + "\r\n"))
            return try await reply()
        }

        private func expect(_ code: Int, _ reply: Reply, _ step: String) throws -> Reply {
            guard reply.code == code else { throw Refusal(code: reply.code, step: step) }
            return reply
        }

        /// Lines `250-...` up to one `250 ...`.
        private mutating func reply() async throws -> Reply {
            var lines: [String] = []
            while true {
                let line = try await line()
                guard line.utf8.count >= 3, let code = Int(line.prefix(3)), lines.count < 100 else {
                    throw Refusal(code: 0, step: "reply")
                }
                lines.append(String(line.dropFirst(4)))
                if line.utf8.count == 3 || line.dropFirst(3).first == " " { return Reply(code: code, lines: lines) }
            }
        }

        private mutating func line() async throws -> String {
            while true {
                if let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                    let length = end - buffer.readableBytesView.startIndex + 1
                    let text = buffer.readString(length: length) ?? ""
                    buffer.discardReadBytes()
                    return text.trimmingCharacters(in: .newlines)
                }
                guard buffer.readableBytes < Self.longest, var more = try await inbound.next() else {
                    throw Refusal(code: 0, step: "reply")
                }
                buffer.writeBuffer(&more)
            }
        }
    }
}
