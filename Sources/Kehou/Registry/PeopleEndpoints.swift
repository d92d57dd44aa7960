import Store

extension Registry {
    struct PeopleInput: Codable, Sendable {
        let school: ID<School>
        /// The class to show, or all.
        let `class`: ID<SchoolClass>?
        /// The last of the page before.
        let afterName: String?
        let after: Int64?
    }

    struct GuardianMobileInput: Codable, Sendable {
        let school: ID<School>
        let pupil: ID<Pupil>
        let guardian: ID<Guardian>
    }

    struct StaffMobileInput: Codable, Sendable {
        let school: ID<School>
        let staff: ID<Staff>
    }

    static let peopleEndpoints: [Endpoint] = [pupils, guardianMobile, staff, staffMobile]

    static let pupils = Endpoint(
        "registry.pupils", .get, "/schools/{school}/pupils", "A school's pupils and their guardians, numbers masked",
        allow: .roles(.office, .principal, school: \.school),
        example: PeopleInput(school: 1, class: nil, afterName: nil, after: nil), faults: [.notFound],
        inside: { input, caller, app, db in try PupilsPage(input, app.protection, caller.language, db) })

    static let guardianMobile = Endpoint(
        "registry.guardian_mobile", .post, "/schools/{school}/pupils/{pupil}/guardians/{guardian}/mobile",
        "A guardian's whole mobile number; every look leaves an audit row",
        allow: .roles(.office, .principal, school: \.school),
        example: GuardianMobileInput(school: 1, pupil: 1, guardian: 1), faults: [.notFound], isSensitive: true,
        inside: { input, _, app, db in
            let guardians = try Guardian.all(of: input.pupil, in: input.school, db)
            guard let guardian = guardians.first(where: { $0.id == input.guardian }), let mobile = guardian.mobile
            else { throw Fault.notFound() }
            return MobilePage(
                name: guardian.name, mobile: try app.protection.open(mobile).digits,
                backHref: "/schools/\(input.school)/pupils")
        })

    static let staff = Endpoint(
        "registry.staff", .get, "/schools/{school}/staff", "A school's staff, numbers masked",
        allow: .roles(.office, .principal, school: \.school),
        example: PeopleInput(school: 1, class: nil, afterName: nil, after: nil), faults: [.notFound],
        inside: { input, caller, app, db in try StaffPage(input, app.protection, caller.language, db) })

    static let staffMobile = Endpoint(
        "registry.staff_mobile", .post, "/schools/{school}/staff/{staff}/mobile",
        "A member of staff's whole mobile number; every look leaves an audit row",
        allow: .roles(.office, .principal, school: \.school),
        example: StaffMobileInput(school: 1, staff: 1), faults: [.notFound], isSensitive: true,
        inside: { input, _, app, db in
            let person = try Staff.find(input.staff, in: input.school, db)
            guard let mobile = person.mobile else { throw Fault.notFound() }
            return MobilePage(
                name: person.name, mobile: try app.protection.open(mobile).digits,
                backHref: "/schools/\(input.school)/staff")
        })
}
