import Store

/// The scopes that follow from being a guardian. A person acts as a guardian only under that appointment: a teacher who is also
/// a mother switches first.
extension Allow {
    /// Whoever acts as a guardian, about their own family only: the path names no child.
    static var anyGuardian: Allow {
        Allow("any guardian") { _, caller, _ in
            if caller.role == .guardian { return .entitled }
            return caller.appointments.contains { $0.role == .guardian } ? .known : .stranger
        }
    }

    /// Guardians of the pupil, also one whose claim the office has not yet confirmed.
    static func guardian(
        school: any KeyPath<Input, ID<Registry.School>> & Sendable,
        pupil: any KeyPath<Input, ID<Registry.Pupil>> & Sendable
    ) -> Allow {
        Allow("guardian of the pupil") { input, caller, db in
            try child(input, caller, school, pupil, db) == nil ? .stranger : .entitled
        }
    }

    /// Guardians of the pupil whom the roster or the office confirms and nobody has restricted: for collectors, care notes,
    /// codes and where the child is.
    static func confirmedGuardian(
        school: any KeyPath<Input, ID<Registry.School>> & Sendable,
        pupil: any KeyPath<Input, ID<Registry.Pupil>> & Sendable
    ) -> Allow {
        Allow("confirmed guardian of the pupil") { input, caller, db in
            guard let child = try child(input, caller, school, pupil, db) else { return .stranger }
            return child.isConfirmed && !child.isRestricted ? .entitled : .known
        }
    }

    private static func child(
        _ input: Input, _ caller: Caller, _ school: any KeyPath<Input, ID<Registry.School>> & Sendable,
        _ pupil: any KeyPath<Input, ID<Registry.Pupil>> & Sendable, _ db: DB
    ) throws -> Registry.FamilyAccount.Child? {
        guard caller.role == .guardian, let account = caller.account else { return nil }
        return try Registry.FamilyAccount.child(
            input[keyPath: pupil], in: input[keyPath: school], of: account, on: caller.today, db)
    }
}
