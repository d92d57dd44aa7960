import Testing

@testable import Kehou

@Suite("An input names every wrong field at once")
struct InputDecoderTests {
    struct Sample: Codable, Equatable {
        struct Row: Codable, Equatable {
            let start: TimeOfDay
            let title: String
        }

        let school: ID<Registry.School>
        let day: LocalDate
        let fee: Money
        let count: Int
        let agreed: Bool
        let note: String?
        let role: Role
        let rows: [Row]
    }

    static let form = Node.form([
        ("school", "7"), ("day", "2026-09-01"), ("fee", "3.5"), ("count", " 12 "), ("agreed", "on"), ("note", ""),
        ("role", "office"), ("rows.4.start", "16:30"), ("rows.4.title", "a\r\nb"), ("rows.2.start", "8:05"),
        ("rows.2.title", "x"),
    ])

    @Test func `a form becomes typed values, with rows in order and gaps closed`() {
        let (value, faults) = InputDecoder.decode(Sample.self, from: Self.form, source: .form)
        #expect(faults.isEmpty)
        #expect(
            value
                == Sample(
                    school: 7, day: LocalDate("2026-09-01")!, fee: 350, count: 12, agreed: true, note: nil,
                    role: .office,
                    rows: [
                        .init(start: TimeOfDay("08:05")!, title: "x"), .init(start: TimeOfDay("16:30")!, title: "a\nb"),
                    ]))
    }

    @Test func `each wrong field is named with its own code, and right ones keep their values`() {
        let form = Node.form([
            ("school", "abc"), ("day", "2026-02-30"), ("fee", "3.555"), ("count", "x"), ("role", "king"),
            ("rows.0.start", "25:00"), ("rows.0.title", "ok"),
        ])
        let (value, faults) = InputDecoder.decode(Sample.self, from: form, source: .form)
        #expect(
            faults == [
                FieldFault("school", "field.id"), FieldFault("day", "field.date"), FieldFault("fee", "field.money"),
                FieldFault("count", "field.number"), FieldFault("role", "field.choice"),
                FieldFault("rows.0.start", "field.time"),
            ])
        #expect(value?.rows.first?.title == "ok")
    }

    @Test func `missing fields are asked for, an absent checkbox is no`() {
        let (value, faults) = InputDecoder.decode(Sample.self, from: .object([:]), source: .form)
        #expect(faults.map(\.field) == ["school", "day", "fee", "count", "role"])
        #expect(faults.allSatisfy { $0.code == "field.required" })
        #expect(value?.agreed == false)
    }

    @Test func `JSON must bring the right types itself`() throws {
        let json = try Node.json(
            Array(
                #"{"school":"7","day":"2026-09-01","fee":350,"count":"12","agreed":true,"role":"office","rows":[]}"#
                    .utf8))
        let (_, faults) = InputDecoder.decode(Sample.self, from: json, source: .json)
        #expect(faults == [FieldFault("count", "field.number")])
    }

    @Test(arguments: ["a\u{0}b", String(repeating: "长", count: 20_000)])
    func `text that cannot be stored is refused`(_ text: String) {
        struct Note: Codable { let note: String }
        let (_, faults) = InputDecoder.decode(Note.self, from: .object(["note": .text(text)]), source: .form)
        #expect(faults.count == 1)
        #expect(faults.first?.field == "note")
    }

    @Test func `a message says bytes where bytes are counted, and characters where characters are`() throws {
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        let long = Node.form([("note", String(repeating: "长", count: 20_000))])
        let bytes = InputDecoder.decode(Sample.self, from: long, source: .form).faults.first { $0.field == "note" }
        #expect(bytes?.text.display(in: languages.all[0]) == "太长了，最多 40000 字节")
        var own = Plans.PolicyOverrides.none
        own.sections[.content] = String(repeating: "长", count: 5001)
        #expect(own.faults.map { $0.text.display(in: languages.all[0]) } == ["太长了，最多 5000 个字"])
        #expect(own.faults.map { $0.text.display(in: languages.all[1]) } == ["Too long: at most 5000 characters"])
        own.sections[.content] = String(repeating: "长", count: 5000)
        #expect(own.faults.isEmpty)
    }

    @Test func `the shape of an input lists every property, optional ones too`() {
        let fields = Shape.of(Sample.self).fields.map(\.name)
        #expect(fields == ["school", "day", "fee", "count", "agreed", "note", "role", "rows"])
        #expect(Shape.of(Sample.self).field("note") == .optional(.text(format: nil, choices: [])))
    }
}
