import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import Kehou

/// A receiver of webhooks: a real server on the loopback that keeps what came and answers as it is told.
actor Receiver {
    struct Call: Sendable {
        let headers: [String: String]
        let body: Data
    }

    private(set) var calls: [Call] = []
    private var answers: [Int]

    init(answers: [Int]) { self.answers = answers }

    private func take(_ call: Call) -> Int {
        calls.append(call)
        return answers.isEmpty ? 200 : answers.removeFirst()
    }

    /// Serves while `work` runs and hands it the address. An answer of 0 is none: the receiver keeps silent.
    static func serving(
        answers: [Int] = [], _ work: @escaping @Sendable (Receiver, String) async throws -> Void
    ) async throws {
        let receiver = Receiver(answers: answers)
        let router = Router()
        router.post("sms") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 16)
            let headers = Dictionary(
                request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first })
            let status = await receiver.take(Call(headers: headers, body: Data(body.readableBytesView)))
            if status == 0 { try await Task.sleep(for: .seconds(30)) }
            return Response(status: .init(code: status == 0 ? 200 : status))
        }
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        var log = Logger(label: "receiver")
        log.logLevel = .critical
        let server = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in ready.yield(channel.localAddress?.port ?? 0) }, logger: log)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            defer { group.cancelAll() }
            try await work(receiver, "http://127.0.0.1:\(port)/sms")
        }
    }
}
