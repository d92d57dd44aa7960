import Store

extension Commands {
    /// Sends one note over a configured channel, as an operator does before families depend on it.
    ///
    /// - Throws: `channel.unknown`, `channel.not_configured`, `mail.wrong`, `mobile.wrong`, and what the channel says.
    package static func tryChannel(_ name: String, to address: String, _ options: Options) async throws {
        let settings = try await Settings.read(flags: options.flags, file: options.config).0
        let known = Messages.Way.allCases.map(\.rawValue).joined(separator: ", ")
        guard let way = Messages.Way(rawValue: name) else {
            throw Fault.invalid("channel.unknown", ["name": name, "known": known])
        }
        let channels = try Messages.Channels(settings.channels)
        guard !channels.isRecording, let channel = channels[way] else {
            throw Fault.invalid("channel.not_configured", ["name": name])
        }
        let languages = try Languages.load(in: settings.resources.appending(path: "Language"))
        let note = Messages.Note(
            id: ID<Job>.next().description, address: try self.address(address, for: way),
            subject: languages.standard.text("message.subject"),
            body: languages.standard.text("message.test_note", ["link": settings.publicURL]), at: Clock.system.now())
        do {
            _ = try await channel.carry(note)
        } catch let hopeless as Job.Hopeless {
            throw hopeless.fault
        }
        say("\(name): taken for \(note.address.masked), id \(note.id)")
    }

    private static func address(_ text: String, for way: Messages.Way) throws -> Messages.Address {
        switch way {
        case .mail:
            guard let mail = Messages.MailAddress(text) else { throw Fault.invalid("mail.wrong") }
            return .mail(mail)
        case .sms, .wecom:
            guard let mobile = Mobile(text) else { throw Fault.invalid("mobile.wrong") }
            return .mobile(mobile)
        }
    }
}
