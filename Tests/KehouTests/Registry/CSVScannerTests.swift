import Foundation
import Testing

@testable import Kehou

@Suite struct CSVScannerTests {
    /// All records of a text, read in portions of a few bytes so that every boundary falls somewhere.
    static func records(_ bytes: [UInt8], portion: Int = 7, limit: Int = 1 << 20) throws -> [[String]] {
        var rest = bytes[...]
        var scanner = CSVScanner(limit: limit) { buffer in
            let part = rest.prefix(min(portion, buffer.count))
            rest = rest.dropFirst(part.count)
            buffer.copyBytes(from: part)
            return part.count
        }
        var record = CSVRecord()
        var records: [[String]] = []
        while try scanner.next(into: &record) {
            records.append((0..<record.count).map { String(decoding: record.field($0), as: UTF8.self) })
        }
        return records
    }

    static func records(_ text: String, portion: Int = 7) throws -> [[String]] {
        try records(Array(text.utf8), portion: portion)
    }

    @Test(arguments: 1...9) func recordsAreTheSameHoweverTheBytesCome(portion: Int) throws {
        let text = "a,b\r\n\"x,1\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",\n,\"\"\r\n青岛,🌊"
        let expected = [["a", "b"], ["x,1", "say \"hi\""], ["two\r\nlines", ""], ["", ""], ["青岛", "🌊"]]
        #expect(try Self.records(text, portion: portion) == expected)
    }

    @Test(arguments: ["a,b\nc,d", "a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "\u{FEFF}a,b\r\nc,d"])
    func lineEndsAndTheMarkMakeNoDifference(text: String) throws {
        #expect(try Self.records(text) == [["a", "b"], ["c", "d"]])
    }

    @Test func nothingGivesNothing() throws {
        #expect(try Self.records("") == [])
        #expect(try Self.records("\u{FEFF}") == [])
        #expect(try Self.records(",") == [["", ""]])
        #expect(try Self.records("\n") == [[""]])
    }

    @Test func aRecordKnowsItsLineEvenAfterQuotedLineEnds() throws {
        var bytes = Array("h\n\"one\ntwo\nthree\"\nlast\n".utf8)[...]
        var scanner = CSVScanner { buffer in
            let part = bytes.prefix(buffer.count)
            bytes = bytes.dropFirst(part.count)
            buffer.copyBytes(from: part)
            return part.count
        }
        var record = CSVRecord()
        var lines: [Int] = []
        while try scanner.next(into: &record) { lines.append(record.line) }
        #expect(lines == [1, 2, 5])
    }

    /// A gigabyte without a line end stops at the limit: no more than that is ever held.
    @Test func anEndlessLineIsAnErrorInBoundedMemory() throws {
        var given = 0
        var scanner = CSVScanner(limit: 100_000) { buffer in
            given += buffer.count
            memset(buffer.baseAddress!, 0x61, buffer.count)
            return buffer.count
        }
        var record = CSVRecord()
        #expect(throws: CSVScanner.Failure.recordTooLong(line: 1, limit: 100_000)) {
            _ = try scanner.next(into: &record)
        }
        #expect(given < 300_000)
    }

    @Test func endlessFieldsAndQuotesAreErrorsToo() throws {
        #expect(throws: CSVScanner.Failure.recordTooLong(line: 1, limit: CSVScanner.maximumFields)) {
            try Self.records([UInt8](repeating: UInt8(ascii: ","), count: 5000), portion: 512)
        }
        #expect(throws: CSVScanner.Failure.unclosedQuote(line: 2)) { try Self.records("a\n\"b\nc\n") }
        #expect(throws: CSVScanner.Failure.utf16) { try Self.records([0xFE, 0xFF, 0x00, 0x61]) }
    }

    @Test func flawsAreNotedWhereTheyAre() throws {
        var bytes = Array("a,\"b\"c,d\nx,y\u{0},z\nx,\"a\"\"b\",5\" y\n\"\"\"!\"\"\",x y\n".utf8)[...]
        var scanner = CSVScanner { buffer in
            let part = bytes.prefix(buffer.count)
            bytes = bytes.dropFirst(part.count)
            buffer.copyBytes(from: part)
            return part.count
        }
        var record = CSVRecord()
        _ = try scanner.next(into: &record)
        #expect(record.flaw == .strayQuote)
        #expect(record.flawedField == 1)
        _ = try scanner.next(into: &record)
        #expect(record.flaw == .controlByte)
        #expect(record.flawedField == 1)
        _ = try scanner.next(into: &record)
        #expect(record.flaw == .bareQuote)
        #expect(record.flawedField == 2)
        // A mark that is written twice in a quoted field is none.
        _ = try scanner.next(into: &record)
        #expect(record.flaw == nil)
        #expect(String(decoding: record.field(0), as: UTF8.self) == "\"!\"")
    }

    @Test func gbkIsToldFromUTF8() {
        let qingdao: [UInt8] = [0xC7, 0xE0, 0xB5, 0xBA]
        #expect(qingdao[...].looksLikeGBK)
        #expect(!Array("plain".utf8)[...].looksLikeGBK)
        #expect(String(validating: qingdao, as: UTF8.self) == nil)
    }
}
