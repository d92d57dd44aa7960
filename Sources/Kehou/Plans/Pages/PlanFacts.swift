extension Plans {
    /// The structure behind the prose, section by section, as facts to read.
    ///
    /// Families read what is theirs. School, district and city read all that is agreed to, telephone numbers and pay included: a
    /// test changes every field of a plan and looks for the difference.
    struct PlanFacts {
        private typealias Fact = PlanView.Fact

        let plan: Plan
        let isWhole: Bool

        func facts(_ section: Section) -> [PlanView.Fact] {
            switch section {
            case .time: isWhole ? care : []
            case .staffing: plan.staff.map(staff)
            case .application: tariff
            case .safeguards: safety
            case .incentives: incentives
            case .publicity: isWhole ? contact : []
            case .content, .extras: []
            }
        }

        var fee: Text {
            guard let fee = plan.tariff.fee else { return Text("plans.none") }
            return fee == 0 ? Text("plans.free_for_all") : Text("plans.fee_view", texts: ["fee": .money(fee)])
        }

        private var care: [Fact] {
            let late = plan.lateCare
            return told([
                ("late_care_until", late.until.map { Text(verbatim: "\($0)") }),
                ("late_care_days", late.days.isEmpty ? nil : .days(late.days)),
                ("late_care_place", word(late.place)), ("day_without", list(plan.daysWithout.map(\.phrase))),
                ("ready_on", plan.readyOn.map(Text.date)),
            ])
        }

        private func staff(_ group: StaffGroup) -> Fact {
            let view = Text(
                "plans.staff_view", texts: ["role": group.role?.label ?? Text("plans.none")],
                ["number": group.number.map(String.init) ?? "…"])
            let pay = (isWhole ? group.pay : nil).map {
                Text("plans.staff_pay", texts: ["staff": view, "pay": .money($0)])
            }
            return Fact(label: group.kind?.label ?? Text("plans.no_kind"), value: pay ?? view)
        }

        private var tariff: [Fact] { told([("fee", fee), ("free", list(plan.tariff.free.map(\.label)))]) }

        private var safety: [Fact] {
            let safety = plan.safety
            let venues = plan.venues.map { isWhole ? $0.phrase : Text(verbatim: $0.name) }
            let posts = safety.posts.map { Text(verbatim: "\($0.place) \($0.who)") }
            return told([
                ("safety_people", word(safety.people)), ("safety_technical", word(safety.technical)),
                ("safety_physical", word(safety.physical)), ("emergency_plan", word(safety.emergencyPlan)),
                ("venue", list(venues)), ("posts", list(posts)),
                ("emergency_contact", isWhole ? list(safety.contacts.map(\.phrase)) : nil),
            ])
        }

        private var incentives: [Fact] {
            let own = plan.incentives
            return told([
                ("basis", own.basis?.label), ("flexible", isWhole ? yes(own.flexibleHours) : nil),
                ("appraisal", isWhole ? yes(own.countsInAppraisal) : nil),
            ])
        }

        private var contact: [Fact] { told([("contact", plan.contact.isBlank ? nil : plan.contact.phrase)]) }

        /// Those of the fields that hold something.
        private func told(_ fields: [(String, Text?)]) -> [Fact] {
            fields.compactMap { name, value in value.map { Fact(label: fieldName(name), value: $0) } }
        }

        private func word(_ text: String) -> Text? { text.isBlank ? nil : Text(verbatim: text) }
        private func list(_ texts: [Text]) -> Text? { texts.isEmpty ? nil : .list(texts) }
        private func yes(_ flag: Bool) -> Text { Text(flag ? "plans.yes" : "plans.no") }
    }
}
