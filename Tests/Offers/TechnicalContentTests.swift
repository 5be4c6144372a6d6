import Foundation
import JSON
import TestSupport
import Testing

@testable import Offers

@Suite struct JSONNodeTests {
    private func node(_ json: String) throws -> JSONNode { try JSONNode(Array(json.utf8)) }
    private func canonical(_ json: String) throws -> String {
        String(decoding: try node(json).canonical, as: UTF8.self)
    }

    @Test func `A document becomes a tree, and what is not there is nil`() throws {
        let root = try node(#"{"a":[1,"x",null,true],"b":{"c":2.50}}"#)
        #expect(root["a"]?.items.map(\.integer) == [1, nil, nil, nil])
        #expect(root["a"]?.items[1].text == "x")
        #expect(root["b"]?["c"]?.decimal == Decimal(string: "2.5"))
        #expect(root["b"]?["d"] == nil)
        #expect(root["a"]?["x"] == nil)
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":}", "{\"a\" 1}", "nul", "01", "1.", ".5", "+1", "NaN", "[1] x", "[1]\0", "\"a",
        "\"\\u12\"", "\"\\u+123\"", "{\"a\":1,\"a\":2}", "{a:1}", "[1 2]", "[}", "{]", "\"\u{1}\"",
    ])
    func `What is no JSON is refused`(_ json: String) {
        #expect(throws: JSONError.self) { try node(json) }
    }

    @Test func `Size, depth and encoding are bounded`() {
        #expect(throws: JSONError.self) {
            try JSONNode(Array("\"\(String(repeating: "x", count: JSONNode.largest))\"".utf8))
        }
        #expect(throws: JSONError.self) { try node(String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONError.self) { try JSONNode([0x22, 0xC3, 0x28, 0x22]) }
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try node(deep) }
    }

    @Test func `One value has one canonical text`() throws {
        #expect(
            try canonical(#" { "b" : 1.0, "a" : [ 1e2 , -0, 0.10, "\u00e9\/\u0007\n" ], "€":null } "#)
                == #"{"a":[100,0,0.1,"é/\u0007\n"],"b":1,"€":null}"#)
        // RFC 8785, section 3.2.3: names are sorted by UTF-16 code units, so the emoji comes before U+FB33.
        #expect(
            try canonical(#"{"\ufb33":1,"\ud83d\ude00":2,"\r":3,"1":4}"#)
                == "{\"\\r\":3,\"1\":4,\"😀\":2,\"\u{FB33}\":1}")
        #expect(try node(canonical(#"{"a":[1,{"b":"\"\\"}]}"#)) == node(#"{"a":[1,{"b":"\"\\"}]}"#))
    }

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
