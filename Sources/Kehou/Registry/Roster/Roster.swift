/// The import of people: a city's OneRoster files (1.1 or 1.2, CSV, as a folder or zip) become rows of ``Registry``.
///
/// 1. *Read.* Every file is scanned as bytes and laid out in a throw-away SQLite file (``Staging``). Rows that are wrong by
///    themselves (a missing value, a date that is none) are noted.
/// 2. *Check.* SQL finds what is wrong between rows: references that point nowhere, ids that stand twice, organisations
///    that are their own ancestors. Any error ends the import here with nothing written, unless bad rows are skipped; then
///    rows that lean on them go too, and all are listed.
/// 3. *Compare.* What the city should look like is set beside what the database holds: new, changed, gone, unchanged. A
///    dry run ends here.
/// 4. *Apply.* Guardians in portions, then each school in a transaction of its own. An import that was cut off is simply
///    run again: what is done compares as unchanged.
///
/// Gone means left, never deleted: `tobedeleted` rows, and people whom a full file of their school no longer names.
/// Schools that a file does not mention stay as they are, so that one school's file may be imported by itself.
enum Roster {}
