extension Messages {
    /// What goes over a channel: a sentence that fits any reader, and a link. No argument but the link is ever put in.
    enum Brief {
        static func text(_ template: String, link: String, in language: Language) -> String {
            language.text("message.\(template).brief", ["link": link])
        }

        /// The arguments a brief may have.
        static let arguments: Set = ["link"]
    }
}
