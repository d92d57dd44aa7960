import Store

/// What tells whether the calendar is still the one that a program worked something out from.
extension Migration {
    static let m0017CalendarMark = Migration(
        number: 17, name: "calendar_mark",
        statements: [
            """
            CREATE TABLE calendar_mark (
                one \(.int) NOT NULL PRIMARY KEY CHECK (one = 1),
                mark \(.id) NOT NULL
            )\(.tableEnd)
            """,
            "INSERT INTO calendar_mark (one, mark) VALUES (1, 1)",
        ])
}
