import Foundation

extension SchoolCalendar.HolidaySchedule {
    /// Reads a file of the `holiday-cn` shape.
    ///
    /// *Throws*: `calendar.holiday_file` (invalid) with the file's name and one field fault for each wrong place, the field
    /// being its path in the JSON: `days[3].date`.
    static func read(_ data: Data, file: String) throws -> SchoolCalendar.HolidaySchedule {
        let written: WrittenSchedule
        do {
            written = try JSONDecoder().decode(WrittenSchedule.self, from: data)
        } catch let error as DecodingError {
            throw wrong(file, [error.place])
        }
        var reader = Reader()
        let schedule = reader.schedule(written)
        guard let schedule, reader.faults.isEmpty else { throw wrong(file, reader.faults) }
        return schedule
    }

    private static func wrong(_ file: String, _ faults: [FieldFault]) -> Fault {
        Fault(
            kind: .invalid, code: "calendar.holiday_file",
            arguments: ["file": file, "count": String(faults.count)], fields: faults)
    }
}

/// The file as it stands: everything optional, so that each missing place can be named.
private struct WrittenSchedule: Decodable {
    let year: Int?
    let papers: [String]?
    let days: [WrittenDay]?
}

private struct WrittenDay: Decodable {
    let name: String?
    let date: String?
    let isOffDay: Bool?
    let runsWeekday: Int?
}

private struct Reader {
    typealias HolidaySchedule = SchoolCalendar.HolidaySchedule

    var faults: [FieldFault] = []

    mutating func schedule(_ written: WrittenSchedule) -> HolidaySchedule? {
        guard let year = written.year, (1950...2999).contains(year) else {
            faults.append(FieldFault("year", "calendar.holiday_year"))
            return nil
        }
        guard let writtenDays = written.days else {
            faults.append(FieldFault("days", "field.required"))
            return nil
        }
        // The data set holds an empty list for a year that is not announced yet: taking it would make every weekday a school day.
        if writtenDays.isEmpty { faults.append(FieldFault("days", "calendar.holiday_empty", ["year": String(year)])) }
        var seen: Set<LocalDate> = []
        let days = writtenDays.enumerated().compactMap { index, written -> HolidaySchedule.Day? in
            guard let day = day(written, at: "days[\(index)]", year: year) else { return nil }
            if !seen.insert(day.date).inserted {
                faults.append(
                    FieldFault("days[\(index)].date", "calendar.holiday_twice", ["date": day.date.description]))
            }
            return day
        }
        return HolidaySchedule(year: year, papers: written.papers ?? [], days: days.sorted { $0.date < $1.date })
    }

    private mutating func day(_ written: WrittenDay, at path: String, year: Int) -> HolidaySchedule.Day? {
        let before = faults.count
        let name = written.name?.trimmingCharacters(in: .whitespaces) ?? ""
        if name.isEmpty { faults.append(FieldFault("\(path).name", "field.required")) }
        if written.isOffDay == nil { faults.append(FieldFault("\(path).isOffDay", "field.required")) }
        guard let text = written.date else {
            faults.append(FieldFault("\(path).date", "field.required"))
            return nil
        }
        guard let date = LocalDate(text) else {
            faults.append(FieldFault("\(path).date", "field.date"))
            return nil
        }
        if date.year != year, date.year != year - 1 || date.month != 12 {
            faults.append(FieldFault("\(path).date", "calendar.holiday_other_year", ["year": String(year)]))
        }
        let isOff = written.isOffDay ?? true
        if !isOff, Weekday.schoolDays.contains(date.weekday) {
            faults.append(FieldFault("\(path).isOffDay", "calendar.holiday_worked_weekday", ["date": text]))
        }
        let runs = written.runsWeekday.flatMap(Weekday.init(rawValue:))
        if written.runsWeekday != nil, isOff || !(runs.map(Weekday.schoolDays.contains) ?? false) {
            faults.append(FieldFault("\(path).runsWeekday", "calendar.runs_weekday"))
        }
        return faults.count == before ? .init(date: date, name: name, isOff: isOff, runsWeekday: runs) : nil
    }
}

extension DecodingError {
    fileprivate var place: FieldFault {
        switch self {
        case .typeMismatch, .valueNotFound: FieldFault(path, "calendar.holiday_type")
        case .keyNotFound: FieldFault(path, "field.required")
        case .dataCorrupted: FieldFault(path, "calendar.holiday_json")
        @unknown default: FieldFault(path, "calendar.holiday_json")
        }
    }
}

extension DecodingError {
    /// The place in the JSON that the decoder stopped at: `days[3].date`, or `$` for the whole document.
    var path: String {
        let keys: [any CodingKey] =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            @unknown default: []
            }
        let path = keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return path.isEmpty ? "$" : path
    }
}
