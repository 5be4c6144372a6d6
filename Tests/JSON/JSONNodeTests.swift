// A document as a tree, and its one canonical text.

import Foundation
import JSON
import Testing

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
        #expect(root["b"]?.items == [])
    }

    @Test func `A tree is written as it was read, its members in their order`() throws {
        let text = #"{"b":[1.50,-0,1e2,"é\"",null],"a":{},"c":[[],false]}"#
        #expect(String(decoding: try node(text).json, as: UTF8.self) == text)
        let built: JSONNode = ["b": [1, "x", true], "a": [:]]
        #expect(String(decoding: built.json, as: UTF8.self) == #"{"b":[1,"x",true],"a":{}}"#)
    }

    @Test func `One value has one canonical text`() throws {
        #expect(
            try canonical(#" { "b" : 1.0, "a" : [ 1e2 , -0, 0.10, "\u00e9\/\u0007\n" ], "€":null } "#)
                == #"{"a":[100,0,0.1,"é/\u0007\n"],"b":1,"€":null}"#)
        // Names are sorted by UTF-16 code units, so the emoji comes before U+FB33.
        #expect(
            try canonical(#"{"\ufb33":1,"\ud83d\ude00":2,"\r":3,"1":4}"#)
                == "{\"\\r\":3,\"1\":4,\"😀\":2,\"\u{FB33}\":1}")
        #expect(try node(canonical(#"{"a":[1,{"b":"\"\\"}]}"#)) == node(#"{"a":[1,{"b":"\"\\"}]}"#))
        #expect(try canonical(#"[{"b":1,"a":{"d":[],"c":2}}]"#) == #"[{"a":{"c":2,"d":[]},"b":1}]"#)
    }

    @Test(arguments: [
        ("0", "0"), ("-0.0", "0"), ("1.0", "1"), ("10e-1", "1"), ("4.50", "4.5"), ("2e-3", "0.002"),
        ("9007199254740992", "9007199254740992"), ("-1E2", "-100"), ("333333333.33333329", "333333333.3333333"),
    ])
    func `A number has one canonical text`(_ digits: String, _ text: String) throws {
        #expect(try canonical(digits) == text)
    }
}

@Suite struct JSONPlacesTests {
    @Test(arguments: [
        ("", 1, 3), ("/a", 2, 1), ("/a/0", 3, 2), ("/a/1/é", 4, 3), ("/a/1/é/none", 4, 3), ("/b~1c", 6, 1),
        ("/none", 1, 3),
    ])
    func `A value is at its name or, in a list, where it begins`(pointer: String, line: Int, column: Int) throws {
        let text = "  {\n\"a\": [\n 1,\n{ \"\\u00e9\": 2}\n],\n\"b/c\": {}}"
        let place = try #require(JSONPlaces(Array(text.utf8)).place(of: pointer))
        #expect(place == (line, column))
    }

    @Test func `What is before an error has its place`() throws {
        let place = try #require(JSONPlaces(Array("{\"a\": 1, \"b\": }".utf8)).place(of: "/b"))
        #expect(place == (1, 10))
    }
}
