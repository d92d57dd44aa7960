import Testing

@testable import Kehou

/// Random layered changes, judged by a version that is slow and obvious: it walks every rule for every question.
@Suite("Service days, by properties")
struct AlmanacProperties {
    typealias Change = SchoolCalendar.Change

    @Test("Agrees with the slow version on random changes of three layers", arguments: 1...40)
    func agrees(seed: Int) throws {
        var random = Numbers(state: UInt64(seed))
        let schedules = try HolidayFiles.all()
        let first = try day("2024-01-01").adding(days: Int.random(in: 0..<900, using: &random))
        let last = first.adding(days: Int.random(in: 0..<120, using: &random))
        let changes = (0..<60).map { _ in change(from: first, &random) }
        // One change per place and day, as the database holds it.
        let unique = Dictionary(changes.map { (["\($0.date)", $0.layer.rawValue], $0) }) { first, _ in first }.values
            .shuffled(
                using: &random)
        let fast = try SchoolCalendar.Almanac(schedules: schedules, changes: Array(unique)).days(
            from: first, through: last)
        for day in fast {
            let slow = obvious(day.date, schedules, Array(unique))
            #expect(day.isService == slow.service, "\(day.date)")
            #expect(day.runsWeekday == slow.runs, "\(day.date)")
            #expect(day.endsEarlyAt == slow.end, "\(day.date)")
            // What the State Council gives off stays off, and under its own name.
            let off = schedules.flatMap(\.days).last { $0.date == day.date && $0.isOff }
            #expect(off == nil || day.reason == .holiday(off?.name ?? ""), "\(day.date)")
        }
    }

    private func obvious(
        _ date: LocalDate, _ schedules: [SchoolCalendar.HolidaySchedule], _ changes: [Change]
    ) -> (service: Bool, runs: Weekday?, end: TimeOfDay?) {
        let own = date.weekday.rawValue <= 5 ? date.weekday : nil
        let listed = schedules.flatMap(\.days).first { $0.date == date }
        // Before any place is asked.
        if listed?.isOff == true { return (false, nil, nil) }
        func nearest<T>(_ say: (Change) -> T?) -> T? {
            for layer in [SchoolCalendar.Layer.school, .district, .city] {
                for change in changes where change.layer == layer && change.date == date {
                    if let said = say(change) { return said }
                }
            }
            return nil
        }
        let service = nearest(\.service) ?? (listed != nil || own != nil)
        guard service else { return (false, nil, nil) }
        return (true, nearest(\.runsWeekday) ?? own, nearest(\.endsEarlyAt))
    }

    private func change(from first: LocalDate, _ random: inout Numbers) -> Change {
        let kind = Change.Kind.allCases.randomElement(using: &random) ?? .closure
        let runs: Weekday? =
            kind == .makeUp || kind == .timetable ? Weekday.schoolDays.randomElement(using: &random) : nil
        return Change(
            first.adding(days: Int.random(in: 0..<120, using: &random)),
            by: SchoolCalendar.Layer.allCases.randomElement(using: &random) ?? .city, kind, reason: "r",
            service: Bool.random(using: &random), runsWeekday: Bool.random(using: &random) ? runs : nil,
            endsEarlyAt: kind == .earlyDismissal ? TimeOfDay(minutes: 900) : nil)
    }

    /// SplitMix64: the same numbers on every machine.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
