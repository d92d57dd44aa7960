import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import Store

extension Messages {
    /// Hands a note to an adapter over HTTP: a text message provider, or WeCom. Signed, so that nobody else can make the adapter
    /// send, and with an idempotency key, so that a note handed over twice goes out once.
    struct WebhookChannel: Channel {
        let way: Way
        let settings: ChannelSettings.Webhook
        /// How long the receiver has to answer.
        var seconds: Int64 = 10

        /// Follows no redirect: what is signed for one receiver is not for another. Lives as long as the program.
        private static let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow))

        private struct Body: Codable {
            let id: String
            let channel: String
            let to: String
            let text: String
        }

        func carry(_ note: Note) async throws -> Delivery.State {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let body = try encoder.encode(
                Body(id: note.id, channel: way.rawValue, to: note.address.plain, text: note.body))
            let timestamp = "\(note.at.milliseconds / 1000)"
            var request = HTTPClientRequest(url: settings.url)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json; charset=utf-8")
            request.headers.add(name: "User-Agent", value: "Kehou")
            request.headers.add(name: "Kehou-Timestamp", value: timestamp)
            request.headers.add(
                name: "Kehou-Signature", value: Self.signature(of: body, at: timestamp, key: settings.key))
            request.headers.add(name: "Idempotency-Key", value: note.id)
            request.body = .bytes(ByteBuffer(bytes: body))
            return try Self.outcome(of: try await status(request))
        }

        /// `v1=` and the hex of HMAC-SHA256 over the timestamp, a dot and the body as sent.
        static func signature(of body: Data, at timestamp: String, key: String) -> String {
            var hmac = HMAC<SHA256>(key: SymmetricKey(data: Data(key.utf8)))
            hmac.update(data: Data("\(timestamp).".utf8))
            hmac.update(data: body)
            return "v1=" + hmac.finalize().map(padded(hexDigits:)).joined()
        }

        private func status(_ request: HTTPClientRequest) async throws -> Int {
            do {
                let response = try await Self.client.execute(request, timeout: .seconds(seconds))
                // Read to its end, or the connection cannot be used again; an answer is short.
                _ = try? await response.body.collect(upTo: 1 << 16)
                return Int(response.status.code)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw Fault.unavailable("channel.unreachable", cause: "\(way.rawValue): \(error)")
            }
        }

        /// Taken, to be tried again, or refused for good: by the answer's class, as the receivers' guide says.
        private static func outcome(of status: Int) throws -> Delivery.State {
            switch status {
            case 200..<300: return .sent
            case 408, 409, 425, 429, 500...:
                throw Fault.unavailable("channel.unreachable", cause: "answered \(status)")
            default: throw Job.Hopeless(fault: .conflict("channel.refused", ["reply": "\(status)"]))
            }
        }
    }
}
