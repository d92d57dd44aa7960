import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Store

extension Messages {
    /// Mails a note through a mail server: SMTP (RFC 5321), with TLS from the start or by STARTTLS, and PLAIN or LOGIN.
    ///
    /// One connection a mail: a school's messages are hundreds, and relays close idle connections anyway.
    struct MailChannel: Channel {
        let settings: ChannelSettings.MailServer
        private let tls: NIOSSLContext?
        var seconds: Int64 = 20

        /// - Throws: what NIOSSL says of a file of certificates that it cannot read.
        init(_ settings: ChannelSettings.MailServer) throws {
            self.settings = settings
            guard settings.security != .none else {
                tls = nil
                return
            }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            if let trust = settings.trust { configuration.trustRoots = .file(trust) }
            tls = try NIOSSLContext(configuration: configuration)
        }

        func carry(_ note: Note) async throws -> Delivery.State {
            guard case .mail = note.address else { throw Job.Hopeless(fault: .broken("a mail to a mobile")) }
            do {
                try await withDeadline(.seconds(seconds)) { try await mail(note) }
                return .sent
            } catch let error as MailDialogue.Refusal {
                throw Self.fault(error)
            } catch let error as Job.Hopeless {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw Fault.unavailable("channel.unreachable", cause: "mail: \(error)")
            }
        }

        /// 5yz is a no for good; 4yz and everything unexpected is worth another try (RFC 5321, 4.2.1).
        private static func fault(_ refusal: MailDialogue.Refusal) -> any Error {
            guard (500..<600).contains(refusal.code), !refusal.isOurs else {
                return Fault.unavailable(
                    "channel.unreachable", cause: "mail answered \(refusal.code) to \(refusal.step)")
            }
            return Job.Hopeless(fault: .conflict("channel.refused", ["reply": "\(refusal.code)"]))
        }

        private func mail(_ note: Note) async throws {
            let channel = try await connect()
            try await channel.executeThenClose { inbound, outbound in
                var dialogue = MailDialogue(inbound.makeAsyncIterator(), outbound)
                try await dialogue.greet()
                if settings.security == .starttls {
                    try await dialogue.startTLS {
                        let plain = channel.channel
                        try await plain.eventLoop.submit {
                            try plain.pipeline.syncOperations.addHandler(try handler(), position: .first)
                        }.get()
                    }
                }
                if let user = settings.user, let password = settings.password {
                    try await dialogue.signIn(user, password)
                }
                let domain = String(settings.from.split(separator: "@").last ?? "localhost")
                try await dialogue.send(
                    MailText.text(of: note, from: settings.from, id: domain), from: settings.from,
                    to: note.address.plain)
                await dialogue.quit()
            }
        }

        private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(10))
                .connect(host: settings.host, port: settings.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if settings.security == .tls {
                            try channel.pipeline.syncOperations.addHandler(try handler())
                        }
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        }

        /// Checks the server's certificate against its name; an address has no name to be sent along.
        private func handler() throws -> NIOSSLClientHandler {
            guard let tls else { throw Fault.broken("TLS without a context") }
            let isAddress = (try? SocketAddress(ipAddress: settings.host, port: 0)) != nil
            return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : settings.host)
        }
    }
}

/// Does something within a time, or throws.
func withDeadline<T: Sendable>(
    _ time: Duration, _ work: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: time)
            throw Fault.unavailable("channel.unreachable", cause: "no end within \(time)")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
