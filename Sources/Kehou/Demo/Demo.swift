/// A made-up Qingdao for trying, teaching, testing and measuring Kehou.
///
/// The ten districts are real; every school and every person is invented. A city is a pure function of its `Size` (schools,
/// pupils, seed): each school, family, pupil and member of staff is computed from the seed and its own number alone, so any
/// slice can be made again without the rest, files are written in several passes with flat memory, and the same size gives
/// the same bytes on every machine.
///
/// It enters the database by the same doors as a real city: a OneRoster zip through the roster import, the holiday import,
/// the policy and plan functions. Only the cast's sign-ins and the table row that marks the database as a demo are its own.
enum Demo {}
