// A record names its members once; reader, writer and schema walk that list.

import JSON
import Testing

private enum Color: String, JSONValue, CaseIterable { case red, green }

private struct Street: JSONRecord, Equatable {
    var name = ""
    var number: Int?

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("name", &name)
        try v.member("number", &number)
    }
}

/// A record with every kind of member.
private struct House: JSONRecord, Equatable {
    var title = ""
    var floors: Int?
    var color = Color.red
    var tags: [String] = []
    var street = Street()
    var others: [Street] = []

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("title", &title)
        try v.derived("length", title.count)
        try v.member("floors", &floors)
        try v.require(floors ?? 1 > 0, "a house has a floor")
        try v.member("color", &color, default: .red)
        try v.member("tags", &tags, default: [])
        try v.member("street", &street)
        try v.member("others", &others, default: [])
    }
}

/// A member that always has the same text.
private struct Sign: JSONRecord, Equatable {
    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.constant("word", "stop")
    }
}

/// Some of whose members lie in an object of their own; the second object is there only if it has something to say.
private struct Parcel: JSONRecord, Equatable {
    var number = 0
    var from = ""
    var note: String?
    var weight = 1

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("number", &number)
        try v.group("way") { (v: inout V) throws(V.Failure) in try v.member("from", &from) }
        try v.derived("class", weight > 10 ? "heavy" : "light", default: "light")
        try v.group("more", isAbsent: note == nil && weight == 1) { (v: inout V) throws(V.Failure) in
            try v.member("note", &note)
            try v.member("weight", &weight, default: 1)
        }
    }
}

@Suite struct JSONRecordTests {
    @Test func `Members may lie in an object of their own, which may be absent where they say nothing`() throws {
        let light = Parcel(number: 1, from: "a")
        #expect(String(decoding: light.json, as: UTF8.self) == #"{"number":1,"way":{"from":"a"}}"#)
        let heavy = Parcel(number: 2, from: "b", weight: 20)
        #expect(
            String(decoding: heavy.json, as: UTF8.self)
                == #"{"number":2,"way":{"from":"b"},"class":"heavy","more":{"weight":20}}"#)
        #expect(try Parcel(json: light.json) == light)
        #expect(try Parcel(json: heavy.json) == heavy)
        let texts = [
            #"{"more":{"other":[1],"weight":20},"way":{"x":{},"from":"b"},"number":2}"#,
            #"{"number":2,"way":{"from":"b","to":"c"},"more":{"weight":20,"note":null}}"#,
            #"{ "number" : 2 , "way" : { "from" : "b" } , "more" : { "weight" : 20 } }"#,
        ]
        for text in texts { #expect(try Parcel(json: Array(text.utf8)) == heavy, "\(text)") }
        #expect(try Parcel(json: Array(#"{"number":1,"way":{"from":"a"},"more":null}"#.utf8)) == light)
        for text in [
            #"{"number":1}"#, #"{"number":1,"way":null}"#, #"{"number":1,"way":{}}"#, #"{"number":1,"way":[]}"#,
            #"{"number":1,"way":{"from":"a"},"more":[]}"#, #"{"number":1,"way":{"from":"a","from":"b"}}"#,
        ] {
            #expect(throws: JSONError.self, "\(text)") { try Parcel(json: Array(text.utf8)) }
        }
        #expect(Parcel.schema["required"] == ["number", "way"])
        #expect(Parcel.schema["properties"]?["way"]?["required"] == ["from"])
        #expect(Parcel.schema["properties"]?["class"] == ["type": "string", "default": "light"])
    }

    private func read(_ text: String) throws(JSONError) -> House { try House(json: Array(text.utf8)) }

    private func error(_ text: String) -> String? {
        #expect(throws: JSONError.self) { try read(text) }?.description
    }

    private var whole: House {
        var house = House()
        house.title = "Ünï\""
        house.floors = 3
        house.color = .green
        house.tags = ["a", "b"]
        house.street = Street(name: "x", number: 7)
        house.others = [Street(name: "y"), Street(name: "z", number: 0)]
        return house
    }

    private let bare = #"{"title":"t","length":1,"street":{"name":"x"}}"#

    @Test func `A record is written in the order of its list, without what is nil or usual`() throws {
        #expect(
            String(decoding: whole.json, as: UTF8.self)
                == #"{"title":"Ünï\"","length":4,"floors":3,"color":"green","tags":["a","b"],"#
                + #""street":{"name":"x","number":7},"others":[{"name":"y"},{"name":"z","number":0}]}"#)
        #expect(try House(json: whole.json) == whole)
        let simple = try read(bare)
        #expect(String(decoding: simple.json, as: UTF8.self) == bare)
    }

    @Test func `Members are read in any order, with white space, and among members that nobody knows`() throws {
        let texts = [
            #"{"others":[{"name":"y"},{"number":0,"name":"z"}],"street":{"number":7,"name":"x"},"tags":["a","b"],"#
                + #""color":"green","floors":3,"title":"Ünï\""}"#,
            #" { "title" : "Ünï\"" , "new":{"title":[{"deep":"}"}]}, "floors":3,"color":"green","tags":["a","b"],"#
                + #""street":{"name":"x","more":null,"number":7},"others":[{"name":"y"},{"name":"z","number":0}],"z":1}"#,
            #"{"\u0074itle":"Ünï\u0022","length":4,"floors":3,"color":"gr\u0065en","tags":["a","b"],"#
                + #""street":{"name":"x","number":7},"others":[{"name":"y"},{"name":"z","number":0}]}"#,
        ]
        for text in texts { #expect(try read(text) == whole) }
    }

    @Test func `Null is as good as absent where a member may be missing`() throws {
        let simple = try read(bare)
        #expect(try read(#"{"title":"t","length":1,"floors":null,"street":{"name":"x","number":null}}"#) == simple)
        #expect(try read(#"{"title":"t","color":null,"tags":null,"street":{"name":"x"},"others":null}"#) == simple)
        #expect(try read(#"{"others":null,"street":{"name":"x"},"title":"t"}"#) == simple)
        #expect(throws: JSONError.self) { try read(#"{"title":null,"street":{"name":"x"}}"#) }
        #expect(throws: JSONError.self) { try read(#"{"street":{"name":"x"},"title":null}"#) }
    }

    @Test func `A usual value that is written out is read as well`() throws {
        #expect(try read(#"{"title":"t","length":1,"color":"red","tags":[],"street":{"name":"x"}}"#) == read(bare))
    }

    @Test func `What follows from other members is not believed`() throws {
        for length in ["99", #""x""#, "null", "{}"] {
            #expect(try read(bare.replacing(#""length":1"#, with: #""length":\#(length)"#)) == read(bare))
        }
        #expect(try read(bare.replacing(#""length":1,"#, with: "")) == read(bare))
    }

    @Test func `A member that is missing is named, in order or not`() {
        #expect(error(#"{"title":"t","length":1}"#) == #"the member "street" is missing at byte 0"#)
        #expect(error(#"{"street":{"name":"x"}}"#) == #"the member "title" is missing at byte 0"#)
        #expect(error(#"{"title":"t","street":{}}"#) == #"the member "name" is missing at byte 22"#)
        #expect(error("{}") == #"the member "title" is missing at byte 0"#)
    }

    @Test(arguments: [
        ("{\n  \"title\": 7}", "f:2:12: /title: expected a text in quotes"),
        ("{\n\"title\":\"t\",\"street\":{}}", "f:2:22: /street: the member \"name\" is missing"),
        ("{\"tags\":[\"a\",{}],\"title\":\"t\"}", "f:1:14: /tags/1: expected a text in quotes"),
        ("{\"title\":\"t\",\"color\":\"blue\"}", "f:1:28: /color: unknown word \"blue\""),
        ("{\"a/b\":[[1,]]}", "f:1:12: /a~1b/0/1: expected a value"), ("", "f:1:1: expected an object"),
    ])
    func `The author of a file reads line, column and pointer`(_ text: String, _ expected: String) {
        let bytes = Array(text.utf8)
        let error = #expect(throws: JSONError.self) { try House(json: bytes) }
        #expect(error?.text(in: bytes, of: "f") == expected)
    }

    @Test func `Wrong values are refused with what is right and where`() {
        #expect(error("[]") == "expected an object at byte 0")
        #expect(error(#"{"title":7}"#) == "expected a text in quotes at byte 9")
        #expect(error(#"{"title":"t","floors":"3"}"#) == "expected a value at byte 22")
        #expect(
            error(#"{"title":"t","floors":true,"street":{"name":"x"}}"#)?.hasPrefix("expected a whole number") == true)
        #expect(error(#"{"title":"t","color":"blue"}"#)?.hasPrefix(#"unknown word "blue""#) == true)
        for text in [
            #"{"title":"t","length":1,"floors":0,"street":{"name":"x"}}"#,
            #"{"street":{"name":"x"},"floors":0,"title":"t"}"#,
        ] { #expect(error(text)?.hasPrefix("a house has a floor") == true) }
    }

    @Test func `A doubled name is refused, known or not, in order or not`() {
        for text in [
            #"{"title":"t","title":"t","street":{"name":"x"}}"#, #"{"title":"t","street":{"name":"x"},"title":"t"}"#,
            #"{"title":"t","street":{"name":"x"},"n":1,"n":1}"#, #"{"title":"t","street":{"name":"x","name":"x"}}"#,
            #"{"title":"t","length":1,"length":1,"street":{"name":"x"}}"#,
            #"{"title":"t","street":{"name":"x"},"titl\u0065":"u"}"#,
        ] { #expect(error(text)?.contains("appears more than once") == true, "\(text)") }
    }

    @Test func `Every byte missing from the end is an error, and a changed byte never crashes`() {
        let bytes = whole.json
        for end in bytes.indices { #expect(throws: JSONError.self) { try House(json: Array(bytes[..<end])) } }
        for place in bytes.indices {
            for other in [UInt8](#""\,:{}0 "#.utf8) + [0x00, 0xFF] {
                var changed = bytes
                changed[place] = other
                _ = try? House(json: changed)
            }
        }
    }

    /// Anybody may write such a document, so reading it must not take longer than it is long.
    @Test(.timeLimit(.minutes(1))) func `A great many unknown members are stepped over in no time`() throws {
        let many = (0..<100_000).map { "\"member-\($0)\":0" }.joined(separator: ",")
        #expect(try read(#"{"street":{"name":"x"},\#(many),"title":"t"}"#) == read(bare))
        #expect(throws: JSONError.self) { try read(#"{"street":{"name":"x"},\#(many),"member-7":1,"title":"t"}"#) }
    }

    @Test func `The schema lists the members, which of them must be there, and the usual values`() {
        #expect(
            House.schema
                == [
                    "type": "object",
                    "properties": [
                        "title": ["type": "string"], "length": ["type": "integer"], "floors": ["type": "integer"],
                        "color": ["enum": ["red", "green"], "default": "red"],
                        "tags": ["type": "array", "items": ["type": "string"], "default": []],
                        "street": Street.schema,
                        "others": ["type": "array", "items": Street.schema, "default": []],
                    ],
                    "required": ["title", "length", "street"],
                ])
    }

    @Test(arguments: [#"{"word":"wait"}"#, #"{ "word" : "wait" }"#])
    func `A member that always has one text is refused with another, and the schema names it`(text: String) throws {
        let error = #expect(throws: JSONError.self) { try Sign(json: Array(text.utf8)) }
        #expect(error?.description.hasPrefix(#"word: "wait" is not "stop""#) == true, "\(error as Any)")
        #expect(String(decoding: Sign().json, as: UTF8.self) == #"{"word":"stop"}"#)
        for right in [#"{"word":"stop"}"#, #"{ "word" : "stop" }"#, #"{"word":"st\u006fp"}"#] {
            #expect(try Sign(json: Array(right.utf8)) == Sign())
        }
        #expect(throws: JSONError.self) { try Sign(json: Array("{}".utf8)) }
        #expect(Sign.schema["properties"]?["word"] == ["enum": ["stop"]])
        #expect(Sign.schema["required"] == ["word"])
    }
}
