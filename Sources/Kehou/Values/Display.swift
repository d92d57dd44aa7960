import Store

extension LocalDate: Displayed {
    /// 2026年9月1日 / 1 Sep 2026
    func display(in language: Language) -> String {
        language.text(
            "value.date", ["year": "\(year)", "month": language.text("value.month.\(month)"), "day": "\(day)"])
    }
}

extension Weekday: Displayed {
    /// 周一 / Mon
    func display(in language: Language) -> String { language.text("value.weekday.\(rawValue)") }
}

extension TimeOfDay: Displayed {
    func display(in language: Language) -> String { description }
}

extension Minutes: Displayed {
    /// 80 分钟 / 80 min
    func display(in language: Language) -> String { language.text("value.minutes", ["count": "\(count)"]) }
}

extension Money: Displayed {
    /// 3.50 元 / ¥3.50
    func display(in language: Language) -> String { language.text("value.money", ["yuan": yuan]) }
}

extension Instant: Displayed {
    /// Date and time in Asia/Shanghai.
    func display(in language: Language) -> String {
        "\(localDate.display(in: language)) \(timeOfDay.description)"
    }
}
