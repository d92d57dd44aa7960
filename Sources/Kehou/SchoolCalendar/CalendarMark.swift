import Store

extension SchoolCalendar {
    /// Says, in the transaction that changes a schedule, a term or a single day, that the calendar is another one now. What was
    /// worked out from it is kept under the mark, by every server on the database.
    ///
    /// The mark is an id and no count: one that a failed transaction took never comes again for something else.
    static func mark(_ db: DB) throws {
        try db.run("UPDATE calendar_mark SET mark = \(ID<SchoolCalendar.Announcement>.next()) WHERE one = 1")
    }
}
