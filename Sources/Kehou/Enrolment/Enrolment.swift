/// Asking every family, and pressing none: invitations, needs, applications, coverage.
///
/// A *guardian* (家长) comes in by a *one-time code* to the mobile on the roster, or with a *paper code* (邀请码) of one pupil.
/// Somebody whose mobile no roster knows makes a *claim* (认领), which the school's office confirms or refuses; until then they see
/// the application and nothing of where the child is. All guardians of a pupil are equal: the last answer stands, the others
/// are told, and only the office ends a tie or *restricts* (限制) one. A *consent* (同意) is given for one kind of data, in one
/// version of its text, and can be taken back at any time. A family is *reached* (知晓) once somebody of it signed in or
/// opened the page of their code.
///
/// *Source*: the notice, clauses 1b to 1e; the law on personal data of under-14s: separate consent, least privilege.
enum Enrolment {
    /// The ways in, the family's own pages, and the office's.
    static let invitationEndpoints: [Endpoint] =
        entryEndpoints + joinEndpoints + officeEndpoints + claimEndpoints + familyEndpoints
}
