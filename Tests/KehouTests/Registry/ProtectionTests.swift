import Foundation
import Store
import Testing

@testable import Kehou

@Suite(.database) struct ProtectionTests {
    @Test(arguments: ["13800001234", "+86 138-0000-1234", "0086 13800001234", "86 138 0000 1234", "(138)00001234"])
    func mobilesHaveOneSpelling(text: String) {
        #expect(Mobile(text)?.digits == "13800001234")
        #expect(Mobile(text)?.masked == "138****1234")
    }

    @Test(arguments: ["", "12345", "tel. 138", "1380000123a", "1234567890123456", "+", "１３８００００１２３４"])
    func whatIsNoNumberIsNone(text: String) {
        #expect(Mobile(text) == nil)
    }

    @Test func numbersOfOtherCountriesKeepTheirCode() {
        #expect(Mobile("+852 5123 4567")?.digits == "+85251234567")
        #expect(Mobile("0082-10-1234-5678")?.digits == "+821012345678")
        #expect(Mobile("+85251234567")?.masked == "****67")
    }

    @Test func aSealedMobileOpensAgainAndEqualOnesAreFound() throws {
        let protection = Protection(.random())
        let mobile = Mobile("13800001234")!
        let (one, two) = (try protection.seal(mobile), try protection.seal(mobile))
        #expect(one.bytes != two.bytes)
        #expect(one.index == two.index)
        #expect(one.index == protection.index(of: mobile))
        #expect(try protection.open(one) == mobile)
    }

    @Test func changedBytesAndOtherKeysOpenNothing() throws {
        let protection = Protection(.random())
        let sealed = try protection.seal(Mobile("13800001234")!)
        var bytes = sealed.bytes
        bytes[15] ^= 1
        #expect(throws: Fault.self) { try protection.open(.init(bytes: bytes, key: sealed.key, index: sealed.index)) }
        #expect(throws: Fault.self) { try protection.open(.init(bytes: sealed.bytes, key: "old", index: sealed.index)) }
        #expect(throws: Fault.self) { try Protection(.random()).open(sealed) }
    }

    @Test func anOlderKeyStillOpens() throws {
        let old = ProtectionKeys.random()
        let sealed = try Protection(old).seal(Mobile("13800001234")!)
        let lines = old.text.replacingOccurrences(of: "seal k1", with: "seal k1")
        let new = try ProtectionKeys(
            text: "seal k2 " + Data(repeating: 7, count: 32).base64EncodedString() + "\n" + lines)
        #expect(new.current.id == "k2")
        #expect(try Protection(new).open(sealed).digits == "13800001234")
    }

    @Test func keysSurviveTheirText() throws {
        let keys = ProtectionKeys.random()
        #expect(try ProtectionKeys(text: keys.text).text == keys.text)
        #expect(try ProtectionKeys(text: keys.text.replacingOccurrences(of: "\n", with: ";")).text == keys.text)
    }

    @Test(arguments: ["", "seal k1 AAAA", "index AAAA", "lock k1 x", "seal k1"]) func badKeysAreRefused(text: String) {
        #expect(throws: Fault.self) { try ProtectionKeys(text: text) }
    }

    @Test func theKeyFileIsMadeOnceAndIsItsOwnersAlone() async throws {
        try await withFolder { folder in
            let database = "sqlite:" + folder.appending(path: "town.sqlite").path
            let first = try ProtectionKeys.find(configured: nil, file: nil, database: database)
            #expect(first.isNew)
            let file = try #require(first.file)
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
            let second = try ProtectionKeys.find(configured: nil, file: nil, database: database)
            #expect(!second.isNew)
            #expect(second.keys.text == first.keys.text)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            let fault = #expect(throws: Fault.self) {
                try ProtectionKeys.find(configured: nil, file: nil, database: database)
            }
            #expect(fault?.code == "protection.file_open_to_others")
        }
    }

    @Test func aServerWithoutAKeyIsToldSo() {
        let fault = #expect(throws: Fault.self) {
            try ProtectionKeys.find(configured: nil, file: nil, database: "postgres://localhost/kehou")
        }
        #expect(fault?.code == "protection.no_keys")
    }
}
