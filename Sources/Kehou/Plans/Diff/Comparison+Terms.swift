/// Everything but the timetables.
extension DocumentComparison {
    mutating func prose(_ old: Plans.Plan, _ new: Plans.Plan, titles: [String: String]) {
        for section in Plans.Section.required { text(section, section.label, old.prose[section], new.prose[section]) }
        let codes = (old.extras + new.extras).map(\.code)
        for (index, code) in codes.enumerated() where codes.firstIndex(of: code) == index {
            func written(_ plan: Plans.Plan) -> String {
                plan.extras.filter { $0.code == code }.map(\.text).joined(separator: "\n")
            }
            text(.extras, Text(verbatim: titles[code] ?? code), written(old), written(new))
        }
        members(.extras, fieldName("statement"), old.statements, new.statements) { Text(verbatim: $0) }
    }

    mutating func care(_ old: Plans.Plan, _ new: Plans.Plan) {
        value(.time, fieldName("late_care_until"), old.lateCare.until.map(Self.time), new.lateCare.until.map(Self.time))
        value(.time, fieldName("late_care_days"), Self.days(old.lateCare.days), Self.days(new.lateCare.days))
        value(.time, fieldName("late_care_place"), Self.word(old.lateCare.place), Self.word(new.lateCare.place))
        members(.time, fieldName("day_without"), old.daysWithout, new.daysWithout, \.phrase)
        value(.time, fieldName("ready_on"), old.readyOn.map(Text.date), new.readyOn.map(Text.date))
    }

    mutating func terms(_ old: Plans.Plan, _ new: Plans.Plan) {
        value(.application, fieldName("fee"), old.tariff.fee.map(Text.money), new.tariff.fee.map(Text.money))
        members(.application, fieldName("free"), old.tariff.free, new.tariff.free, \.label)
        staff(old.staff, new.staff)
        members(.safeguards, fieldName("venue"), old.venues, new.venues, \.phrase)
        value(.incentives, fieldName("basis"), old.incentives.basis?.label, new.incentives.basis?.label)
        value(
            .incentives, fieldName("flexible"), Self.yes(old.incentives.flexibleHours),
            Self.yes(new.incentives.flexibleHours))
        value(
            .incentives, fieldName("appraisal"), Self.yes(old.incentives.countsInAppraisal),
            Self.yes(new.incentives.countsInAppraisal))
    }

    /// Groups are matched by kind; a school rarely has two of one kind, and then by their order.
    private mutating func staff(_ old: [Plans.StaffGroup], _ new: [Plans.StaffGroup]) {
        for kind in Plans.StaffKind.allCases.map(Optional.some) + [nil] {
            let before = old.filter { $0.kind == kind }
            let after = new.filter { $0.kind == kind }
            let label = kind?.label ?? Text("plans.no_kind")
            for index in 0..<max(before.count, after.count) {
                guard index < before.count else {
                    add(
                        .staffing, .added,
                        Text(
                            "plans.diff.staff_added", texts: ["kind": label],
                            ["count": "\(after[index].number ?? 0)"]))
                    continue
                }
                guard index < after.count else {
                    add(
                        .staffing, .removed,
                        Text(
                            "plans.diff.staff_removed", texts: ["kind": label],
                            ["count": "\(before[index].number ?? 0)"]))
                    continue
                }
                value(
                    .staffing, of(label, "number"), before[index].number.map(Self.count),
                    after[index].number.map(Self.count))
                value(.staffing, of(label, "role"), before[index].role?.label, after[index].role?.label)
                value(.staffing, of(label, "pay"), before[index].pay.map(Text.money), after[index].pay.map(Text.money))
            }
        }
    }

    mutating func safety(_ old: Plans.Safety, _ new: Plans.Safety) {
        members(.safeguards, fieldName("posts"), old.posts, new.posts, \.phrase)
        text(.safeguards, fieldName("safety_people"), old.people, new.people)
        text(.safeguards, fieldName("safety_technical"), old.technical, new.technical)
        text(.safeguards, fieldName("safety_physical"), old.physical, new.physical)
        text(.safeguards, fieldName("emergency_plan"), old.emergencyPlan, new.emergencyPlan)
        members(.safeguards, fieldName("emergency_contact"), old.contacts, new.contacts, \.phrase)
    }

    mutating func publicity(_ old: Plans.Plan, _ new: Plans.Plan) {
        text(.publicity, fieldName("highlights"), old.highlights, new.highlights)
        value(.publicity, fieldName("contact"), Self.contact(old.contact), Self.contact(new.contact))
    }

    private static func yes(_ flag: Bool) -> Text { Text(flag ? "plans.yes" : "plans.no") }
    private static func word(_ text: String) -> Text? { text.isBlank ? nil : Text(verbatim: text) }
    private static func days(_ days: [Weekday]) -> Text? { days.isEmpty ? nil : .days(days) }

    private static func contact(_ contact: Plans.Contact) -> Text? { contact.isBlank ? nil : contact.phrase }
}
