import Store

extension Messages {
    struct CityHoursInput: Codable, Sendable {
        let city: ID<Registry.City>
    }

    struct SetHoursInput: Codable, Sendable {
        let city: ID<Registry.City>
        let quietFrom: TimeOfDay
        let quietUntil: TimeOfDay
        let mustFrom: TimeOfDay
        let mustUntil: TimeOfDay
    }

    static let hoursEndpoints: [Endpoint] = [hours, setHours]

    static let hours = Endpoint(
        "messages.hours", .get, "/cities/{city}/quiet-hours", "A city's quiet hours",
        allow: .roles(.bureau, city: \.city), example: CityHoursInput(city: 1), faults: [.notFound]
    ) { input, _, db in try HoursPage(input.city, nil, db) }

    static let setHours = Endpoint(
        "messages.set_hours", .post, "/cities/{city}/quiet-hours", "Set a city's quiet hours",
        allow: .roles(.bureau, city: \.city),
        example: SetHoursInput(
            city: 1, quietFrom: QuietHours.usual.from, quietUntil: QuietHours.usual.until,
            mustFrom: QuietHours.usualForMustKnow.from, mustUntil: QuietHours.usualForMustKnow.until),
        faults: [.notFound, .invalid],
        again: { typed, input, _, db in try HoursPage(input.city, typed, db) }
    ) { input, _, db in
        _ = try Registry.City.find(input.city, db)
        let hours = CityHours(
            plain: QuietHours(from: input.quietFrom, until: input.quietUntil),
            mustKnow: QuietHours(from: input.mustFrom, until: input.mustUntil))
        try hours.set(input.city, db)
        return SeeOther.to("/cities/\(input.city)/quiet-hours", Text("message.hours_kept"))
    }

    /// A city's two nights.
    struct HoursPage: Page {
        static let template = "messages/hours"
        let action: String
        let errors: [FormBuilder.Summary]
        let plain: [FormField]
        let mustKnow: [FormField]
        let breadcrumbs: [Link]

        init(_ city: ID<Registry.City>, _ typed: Endpoint.Typed?, _ db: DB) throws {
            _ = try Registry.City.find(city, db)
            let hours = try CityHours.of(city, db)
            var form = FormBuilder(typed)
            plain = [
                form.add(.time, "quietFrom", Text("message.quiet_from"), stored: hours.plain.from.description),
                form.add(.time, "quietUntil", Text("message.quiet_until"), stored: hours.plain.until.description),
            ]
            mustKnow = [
                form.add(.time, "mustFrom", Text("message.quiet_from"), stored: hours.mustKnow.from.description),
                form.add(.time, "mustUntil", Text("message.quiet_until"), stored: hours.mustKnow.until.description),
            ]
            errors = form.errors
            action = "/cities/\(city)/quiet-hours"
            breadcrumbs = [Link(Text("message.sent_title"), "/cities/\(city)/messages")]
        }
    }
}
