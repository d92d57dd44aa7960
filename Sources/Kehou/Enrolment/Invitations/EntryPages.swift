import Store

extension Enrolment {
    struct AskCodePage: Page {
        static let template = "invitations/ask_code"
        let errors: [FormBuilder.Summary]
        let fields: [FormField]

        init(typed: Endpoint.Typed? = nil) {
            var form = FormBuilder(typed)
            form.add(
                .text, "mobile", Text("invitations.mobile"), hint: Text("invitations.mobile_hint"), inputmode: "tel",
                autocomplete: "tel", maxlength: 24)
            errors = form.errors
            fields = form.fields
        }
    }

    struct EnterPage: Page {
        static let template = "invitations/enter"
        let challenge: String
        let errors: [FormBuilder.Summary]
        let fields: [FormField]

        init(challenge: String, typed: Endpoint.Typed? = nil) {
            var form = FormBuilder(typed)
            form.oneTimeCode()
            self.challenge = challenge
            errors = form.errors
            fields = form.fields
        }
    }

    /// The page of a paper code in its three steps: the code, who one is, the code sent to one's mobile.
    struct JoinPage: Page {
        static let template = "invitations/join"
        /// Where the form goes.
        let action: String
        let title: Text
        let lead: Text
        let errors: [FormBuilder.Summary]
        let fields: [FormField]
        /// What earlier steps gave, carried along.
        let kept: [Kept]
        let button: Text

        struct Kept: Codable, Sendable {
            let name: String
            let value: String
        }

        /// Step one.
        init(typed: Endpoint.Typed? = nil) {
            var form = FormBuilder(typed)
            form.add(
                .text, "code", Text("join.code"), hint: Text("join.code_hint"), autocomplete: "off", maxlength: 24)
            self.init("/join", "code", form, method: "get", kept: [])
        }

        /// Step two.
        /// - Parameter child: family name and class, so that nobody joins the wrong child; the given name stays on the slip.
        init(code: String, child: String, typed: Endpoint.Typed? = nil) {
            var form = FormBuilder(typed)
            form.add(.text, "name", Text("join.name"), autocomplete: "name", maxlength: 40)
            form.add(
                .radio, "relation", Text("join.relation"),
                options: Registry.Guardianship.Relation.allCases.map { ($0.rawValue, $0.label) })
            form.add(
                .text, "mobile", Text("invitations.mobile"), hint: Text("join.mobile_hint"), inputmode: "tel",
                autocomplete: "tel", maxlength: 24)
            self.init("/join", "who", form, child: child, kept: [Kept(name: "code", value: code)])
        }

        /// Step three.
        init(_ input: JoinInput, challenge: String, notice: Text? = nil, typed: Endpoint.Typed? = nil) {
            var form = FormBuilder(typed)
            form.oneTimeCode()
            self.init(
                "/join/confirmation", "confirm", form, demo: notice,
                kept: [
                    Kept(name: "code", value: input.code), Kept(name: "name", value: input.name),
                    Kept(name: "relation", value: input.relation.rawValue), Kept(name: "mobile", value: input.mobile),
                    Kept(name: "challenge", value: challenge),
                ])
        }

        let isGet: Bool
        /// What a demo city would have sent.
        let demo: Text?

        private init(
            _ action: String, _ step: String, _ form: FormBuilder, child: String = "", method: String = "post",
            demo: Text? = nil, kept: [Kept]
        ) {
            self.demo = demo
            self.action = action
            isGet = method == "get"
            title = Text("join.\(step).title")
            lead = child.isEmpty ? Text("join.\(step).lead") : Text("join.who.lead_child", ["child": child])
            errors = form.errors
            fields = form.fields
            self.kept = kept
            button = Text("join.\(step).button")
        }
    }
}

extension FormBuilder {
    mutating func oneTimeCode() {
        add(
            .text, "oneTimeCode", Text("invitations.one_time_code"), hint: Text("invitations.one_time_code_hint"),
            inputmode: "numeric", autocomplete: "one-time-code", maxlength: 8)
    }
}
