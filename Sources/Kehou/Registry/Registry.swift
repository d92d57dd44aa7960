/// Who and where: one city with its districts (区市), schools, campuses (校区) and classes (班级), the pupils and their guardians
/// (many to many, all equal), and the staff.
///
/// A pupil is a row of one school; a transfer makes a row in the new school for the same `person`, and the guardians
/// follow. Nothing is deleted when somebody goes: `leftOn` says since when they are gone. People come from rosters
/// (``Roster``); mobiles and pupil numbers are kept as ``Protection`` says.
enum Registry {
    /// A marker for the id that a pupil or teacher keeps from school to school.
    enum Person {}

    /// How many rows a page of a list has.
    static let pageSize = 50
}
