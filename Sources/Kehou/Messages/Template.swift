extension Messages {
    /// One thing the program says to people. A feature declares its own: `static let opened = Template("window_opened")`.
    ///
    /// The texts are the language keys `message.<name>.title`, `.text` and `.brief`; the brief has no argument but `{link}`.
    struct Template: Sendable, Hashable {
        enum Need: String, Choice {
            case plain, mustKnow

            static let prefix = "message.need"
        }

        let name: String
        let need: Need
        /// Goes out at any hour: a child is not where it should be, a school closes now.
        let isUrgent: Bool
        /// Whether a channel carries its brief at all; otherwise it waits in the inbox.
        let goesOut: Bool
        /// How long an unread must-know message waits for its reader before the next channel is tried.
        let hoursToNext: Int

        init(
            _ name: String, need: Need = .plain, isUrgent: Bool = false, goesOut: Bool = true, hoursToNext: Int = 12
        ) {
            self.name = name
            self.need = need
            self.isUrgent = isUrgent
            self.goesOut = goesOut
            self.hoursToNext = hoursToNext
        }
    }
}

extension Messages.Template {
    /// To an office: families that still have not read what they must know.
    static let stillUnread = Self("still_unread", goesOut: false)
    /// To an office: something could not be done after many tries.
    static let deadLetter = Self("dead_letter", goesOut: false)
}
