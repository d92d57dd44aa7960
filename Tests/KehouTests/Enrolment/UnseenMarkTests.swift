import Store
import Testing

@testable import Kehou

/// What nobody sees is no name and no word, and what turns the writing stands in neither.
@Suite(.database) struct UnseenMarkTests {
    typealias Town = EnrolmentTown

    @Test(arguments: ["", " \u{3000}\n", "\u{200B}", "\u{202E}", "\u{FEFF} \u{2060}", "\u{3164}", "\u{FE0F}", "\u{7}"])
    func whatNobodySeesIsBlank(text: String) {
        #expect(text.isBlank && text.trimmed.isEmpty)
        #expect(FieldFault.inLine("name", text, most: 40)?.code == "field.required")
    }

    @Test(arguments: ["周岚", "买买提·艾力", "👨\u{200D}👩\u{200D}👧", "❤\u{FE0F}", "O'Neil-Żak", "یاسمن\u{200C}ها"])
    func namesOfPeopleAreNames(name: String) {
        #expect(!name.isBlank && name.trimmed == name && " \u{200B}\(name)\u{2060}\n".trimmed == name)
        #expect(FieldFault.inLine("name", name, most: 40) == nil)
        #expect(FieldFault.inLine("name", " \(name) \n", most: 40) == nil, "white space around it is left out")
    }

    @Test(arguments: ["王\u{202E}岚", "\u{2066}王岚", "王岚\u{202C}", "王\u{7}岚", "王\u{0}", "王\u{9F}岚"])
    func marksThatTurnOrControlTheWritingAreRefused(text: String) {
        #expect(FieldFault.inLine("name", text, most: 40)?.code == "field.marks")
        #expect(FieldFault.inText("note", text, most: 40)?.code == "field.marks")
    }

    @Test func aLongTextKeepsItsLinesAndAShortOneHasNone() {
        for text in ["一\n二", "一\r\n二", "一\t二", "一\u{2028}二", "一\u{B}二"] {
            #expect(FieldFault.inText("note", text, most: 40) == nil)
            #expect(FieldFault.inLine("name", text, most: 40)?.code == "field.marks")
        }
    }

    @Test func aTextIsBoundInScalarsToo() {
        let accents = "e" + String(repeating: "\u{301}", count: 1000)
        #expect(accents.count == 1 && FieldFault.inLine("name", accents, most: 40)?.code == "field.too_long")
        #expect(FieldFault.tooLong("note", String(repeating: "字", count: 40), most: 40) == nil)
        #expect(FieldFault.tooLong("note", String(repeating: "字", count: 41), most: 40)?.code == "field.too_long")
        #expect(FieldFault.tooLong("note", String(repeating: "\r\n", count: 40), most: 40) == nil)
        let families = String(repeating: "👨\u{200D}👩\u{200D}👧", count: 20)
        #expect(FieldFault.tooLong("note", families, most: 40) == nil)
    }

    @Test(arguments: Engine.tested) func aPaperNamesWhoAsked(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        let guardian = try await here.number(
            "SELECT guardian_id FROM guardianship WHERE school_id = \(child.schoolID) AND pupil_id = \(child.id)")
        func enter(_ asked: String) async throws -> Site.Answer {
            try await here.site.post(
                "/schools/\(child.schoolID)/pupils/\(child.id)/application",
                [
                    "form": .text("31"), "guardian": .text("\(guardian)"), "askedBy": .text(asked),
                    "askedOn": .text("2026-09-06"), "answer": .text("join"), "days": .array([.text("1")]),
                ], as: here.office)
        }
        for asked in ["\u{200B}", "\u{202E}", "奶\u{202E}奶", "奶" + String(repeating: "\u{301}", count: 1000)] {
            let answer = try await enter(asked)
            #expect(answer.status == 422 && answer.wrongFields == ["askedBy"], "\(answer.body)")
        }
        #expect(try await here.current(child) == nil)
        #expect(try await enter(" 阿依·古丽\u{200B}").status == 303)
        #expect(try await here.current(child)?.askedBy == "阿依·古丽")
    }

    @Test(arguments: Engine.tested) func aCollectorHasAName(engine: Engine) async throws {
        let here = try await Town.open(engine)
        func send(_ name: String) async throws -> Site.Answer {
            let collector = Node.object(["name": .text(name), "mobile": .text("10000000999")])
            let part = Town.part(
                here.children[0], "join", days: [1], seen: nil, ["collectors": .array([collector])])
            return try await here.send([part], as: here.mother)
        }
        for name in ["\u{200B}\u{200B}", "王\u{2067}奶奶"] {
            let answer = try await send(name)
            #expect(answer.status == 422 && answer.wrongFields == ["children.0.collectors.0.name"], "\(answer.body)")
        }
        #expect(try await here.number("SELECT COUNT(*) FROM collector") == 0)
        #expect(try await send("奶奶👵\u{200D}❤\u{FE0F}").status == 303)
    }

    @Test(arguments: Engine.tested) func aPublicNoteSaysSomething(engine: Engine) async throws {
        let here = try await Town.open(engine)
        func extend(_ note: String) async throws -> Site.Answer {
            try await here.site.post(
                "/schools/\(here.school.id)/enrolment/extensions",
                [
                    "term": .text("\(here.term.id)"), "closesOn": .text("2026-09-15"), "closesAt": .text("20:00"),
                    "note": .text(note), "revision": .integer(1),
                ], as: here.office)
        }
        for note in ["\u{200B}", "\u{202E}台风", "台\u{7}风"] {
            let answer = try await extend(note)
            #expect(answer.status == 422 && answer.wrongFields == ["note"], "\(answer.body)")
        }
        #expect(try await extend("台风停课\n延长三天").status == 303)
    }
}
