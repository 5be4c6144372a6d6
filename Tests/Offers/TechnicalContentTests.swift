// Which places of a document count as technical, and that a change at any of them shows.

import JSON
import Offers
import TestSupport
import Testing

@Suite struct PointerPatternTests {
    private func node(_ json: String) throws -> JSONNode { try JSONNode(Array(json.utf8)) }

    @Test func `A pattern matches every place that is there`() throws {
        let root = try node(#"{"plans":[{"id":"a","images":[1]},{"id":"b"}],"a/b":{"~":5}}"#)
        func places(_ text: String) throws -> [String] {
            try #require(PointerPattern(text)).matches(in: root).map(\.pointer)
        }
        #expect(try places("/plans/*/id") == ["/plans/0/id", "/plans/1/id"])
        #expect(try places("/plans/*/images/*") == ["/plans/0/images/0"])
        #expect(try places("/a~1b/~0") == ["/a~1b/~0"])
        #expect(try places("/plans/1") == ["/plans/1"])
        #expect(try places("") == [""])
        #expect(try places("/none/*") == [])
        #expect(PointerPattern("plans") == nil)
        #expect(PointerPattern("/a~1b/*")?.description == "/a~1b/*")
    }
}

@Suite struct TechnicalContentTests {
    private func policy() throws -> Policy {
        try Policy(json: Repository.bytes("deploy/policy/policy.json"), file: "policy.json")
    }

    private func content(_ change: (String) -> String = { $0 }) throws -> String {
        let text = change(try Repository.text("schemas/samples/offer-vm.json"))
        return String(
            decoding: try TechnicalContent.bytes(of: Array(text.utf8), keys: policy().technicalKeys), as: UTF8.self)
    }

    @Test func `Marketing changes leave the technical content as it is`() throws {
        let same = try content()
        #expect(try content { $0.replacing("Contoso Web Server", with: "Contoso Site Server") } == same)
        #expect(try content { $0.replacing("\"perHour\": 0.05", with: "\"perHour\": 0.04") } == same)
        #expect(try content { $0.replacing("\n", with: "").replacing("  ", with: "") } == same)
        #expect(try content { $0.replacing("support@contoso", with: "help@contoso") } == same)
    }

    @Test(arguments: [
        ("web-server-1-0-1.vhd", "web-server-1-0-2.vhd"), ("\"lun\": 0", "\"lun\": 1"), ("Debian 12", "Debian 13"),
        ("standard-d2", "standard-d8"), ("\"port\": 443", "\"port\": 8443"),
        ("\"version\": \"1.0.1\"", "\"version\": \"1.0.2\""),
        ("test-drive/package.zip", "test-drive/package-2.zip"), ("\"id\": \"basic\"", "\"id\": \"plain\""),
    ])
    func `Every technical change shows`(_ old: String, _ new: String) throws {
        let before = try content()
        #expect(try content { $0.replacing(old, with: new) } != before)
    }

    @Test func `The content names its places, sorted`() throws {
        let text = try content()
        #expect(text.hasPrefix(#"{"/plans/0/id":"basic","/plans/0/images":[{"dataDisks":[{"lun":0,"url":"#))
        #expect(
            text.hasSuffix(
                #""/testDrive/packageUrl":"https://www.contoso.example/test-drive/package.zip","/type":"virtual-machine"}"#
            ))
    }
}
