// The reader takes what RFC 8259 allows and nothing else, whether it makes a tree, steps over a value or fills a record.

import JSON
import Testing

/// A record whose members may come in any order; what it does not know is stepped over.
private struct Pair: JSONRecord {
    var a = 0
    var b: String?

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("a", &a, default: 0)
        try v.member("b", &b)
    }
}

@Suite struct JSONReaderTests {
    private func read(_ text: String) throws(JSONError) -> JSONNode { try JSONNode(Array(text.utf8)) }

    /// Whether the tree and a step over the value say the same.
    private func isRead(_ text: [UInt8]) -> Bool {
        let tree = (try? JSONNode(text)) != nil
        let skipped = (try? RawJSON(json: text)) != nil
        #expect(tree == skipped, "\(String(decoding: text, as: UTF8.self))")
        return tree && skipped
    }

    @Test(arguments: [
        "", " ", "\n", "{", "[", "}", "]", "{]", "[}", "{,}", "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]", #"["a" "b"]"#,
        #"{"a":1,}"#, #"{,"a":1}"#, #"{"a" 1}"#, #"{"a":}"#, #"{"a"}"#, #"{"a":1 "b":2}"#, #"{"a":1;"b":2}"#,
        "{a:1}", "{'a':1}", "{1:1}", "{null:1}", #"{"a":1]"#, "[1}", #""a"#, #"""#, "a", "nul", "nulls", "nullnull",
        "True", "TRUE", "truefalse", "true1", "[true false]", "[1] x", "[1]\0", "\0", "\01", "{}{}", "{}[]", "1 2",
        "/**/1", "1//", "#1", "\u{A0}1", "1\u{2028}", "\u{B}1", "\u{C}1", " \u{FEFF}1", "\u{FEFF}\u{FEFF}1", "\u{FEFF}",
        "undefined", "(1)", "[1]]", "{}}",
    ])
    func `What RFC 8259 does not allow is refused`(_ text: String) {
        #expect(!isRead(Array(text.utf8)))
        #expect(throws: JSONError.self) { try Pair(json: Array(text.utf8)) }
    }

    @Test(arguments: [
        "{}", " {\t}\r\n", "[ ]", "[1 ,2]", #"{ "a" : 1 , "b" : [ ] }"#, "null", " true ", "false", "\"\"",
    ])
    func `White space may be anywhere between marks`(_ text: String) {
        #expect(isRead(Array(text.utf8)))
    }

    @Test func `A byte order mark in front is passed over`() throws {
        #expect(try read("\u{FEFF}{\"a\":1}") == ["a": 1])
        #expect(try Pair(json: Array("\u{FEFF}{\"a\":1}".utf8)).a == 1)
        #expect(try read("\"\u{FEFF}\"") == "\u{FEFF}", "in a text it is a character")
    }

    // MARK: Texts

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u65E5""#, "Aé日"), (#""\u0000""#, "\0"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD800\uDC00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}"), (#""é日😀""#, "é日😀"),
        (#""\ufeff\uffff""#, "\u{FEFF}\u{FFFF}"), ("\"\u{7F}\"", "\u{7F}"), (#""x\ud83d\ude00x""#, "x😀x"),
    ])
    func `Escapes are resolved`(_ json: String, _ text: String) throws {
        #expect(try String(json: Array(json.utf8)) == text)
        #expect(try read("{\(json):1}") == .object([.init(text, 1)]), "in a name as well")
    }

    @Test(arguments: [
        #"\ud800"#, #"\udc00"#, #"\ude00\ud83d"#, #"\ud800x"#, #"\ud800\u0041"#, #"\ud800\n"#, #"\ud800\ud800"#,
        #"\ud83d\ude0"#, #"\q"#, #"\u12"#, #"\u+123"#, #"\u12g4"#, #"\U0041"#, #"\x41"#, #"\'"#, #"\"#, "\u{1}", "\n",
        "\t", "\0", "\u{1F}",
    ])
    func `Unknown escapes, half surrogate pairs and control characters are refused`(_ text: String) {
        #expect(!isRead(Array("\"\(text)\"".utf8)))
        #expect(!isRead(Array("{\"\(text)\":1}".utf8)))
    }

    @Test(
        arguments: [
            [0x80], [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE2, 0x82],
            [0xE2, 0x28, 0xA1],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0xF0, 0x9F, 0x98, 0x28],
        ] as [[UInt8]])
    func `Bytes that are not UTF-8 are refused`(_ bytes: [UInt8]) {
        for around in ["", "x", "seven..", "eight..."] {
            let text = Array(around.utf8)
            #expect(!isRead([0x22] + text + bytes + text + [0x22]))
        }
        #expect(!isRead([0x22] + bytes))
        #expect(!isRead(bytes + Array("1".utf8)))
    }

    @Test(arguments: 0..<24) func `A text ends at its quote wherever in a word of eight bytes it lies`(length: Int)
        throws
    {
        let plain = String(repeating: "x", count: length)
        for special in ["", "\"", "\\", "\n", "é\u{7F}", "😀"] {
            let text = plain + special + plain
            #expect(try String(json: text.json) == text)
            #expect(try [String](json: [text, "y"].json) == [text, "y"])
        }
        #expect(throws: JSONError.self) { try String(json: Array("\"\(plain)\u{1}\(plain)\"".utf8)) }
        #expect(throws: JSONError.self) { try String(json: Array("\"\(plain)".utf8)) }
    }

    @Test func `Many escapes are resolved one by one`() throws {
        let text = String(repeating: #"é\u0041"#, count: 10_000)
        #expect(try read("\"\(text)\"").text == String(repeating: "éA", count: 10_000))
    }

    // MARK: Numbers

    @Test(arguments: [
        "0", "-0", "7", "-7", "10", "1.5", "0.0", "-0.10", "1e5", "1E5", "1e+5", "1e-05", "-1.25E-10", "1e999",
        "123456789012345678901234567890",
    ])
    func `A number is what section 6 of RFC 8259 says, and keeps its digits`(_ digits: String) throws {
        #expect(try read(digits) == .number(digits))
        #expect(try read("[ \(digits) ]") == [.number(digits)])
        #expect(isRead(Array("{\"a\":\(digits)}".utf8)))
    }

    @Test(arguments: [
        "01", "00", "-01", "-", "--1", "+1", ".5", "-.5", "1.", "1.e5", "1..2", "1.2.3", "1e", "1e+", "1e5.0", "e5",
        "0x10", "1_000", "1,5", "NaN", "Infinity", "-Infinity", "inf", "١", "1a", "1-", "- 1",
    ])
    func `What only looks like a number is refused`(_ digits: String) {
        #expect(!isRead(Array(digits.utf8)))
        #expect(!isRead(Array("{\"a\":\(digits)}".utf8)))
    }

    @Test func `Whole numbers go as far as the machine's`() throws {
        for number in [0, 1, -1, 999_999_999_999_999_999, Int.max, Int.min] {
            #expect(try Int(json: number.json) == number)
        }
        for wrong in ["9223372036854775808", "-9223372036854775809", "1.5", "1e-2", "\"5\"", "true", "null"] {
            #expect(throws: JSONError.self) { try Int(json: Array(wrong.utf8)) }
        }
    }

    // MARK: Bounds and places

    @Test(arguments: ["[", "{\"a\":"]) func `What nests deeper than 64 is refused`(_ open: String) {
        func nested(_ depth: Int) -> [UInt8] {
            let close = open == "[" ? "]" : "}"
            let inner = open == "[" ? "[]" : "{}"
            return Array(
                (String(repeating: open, count: depth - 1) + inner + String(repeating: close, count: depth - 1)).utf8)
        }
        #expect(isRead(nested(64)))
        #expect(!isRead(nested(65)))
        #expect(!isRead(nested(100_000)))
        #expect(!isRead(Array(String(repeating: open, count: 100_000).utf8)))
    }

    @Test func `A document is at most as large as allowed`() {
        let text = Array("\"\(String(repeating: "x", count: 98))\"".utf8)
        #expect(throws: Never.self) { try JSONNode(text, largest: 100) }
        #expect(throws: JSONError("more than 99 bytes", at: 99)) { try JSONNode(text, largest: 99) }
    }

    @Test func `A document holds at most as many values as allowed, whatever they are`() {
        for text in ["[1,2,3,4]", #"{"a":{"b":[]},"c":[null]}"#, "[[[[\"x\"]]]]"] {
            #expect(throws: Never.self) { try JSONNode(Array(text.utf8), mostValues: 5) }
            #expect(throws: JSONError.self) { try JSONNode(Array(text.utf8), mostValues: 4) }
        }
    }

    @Test func `A text is found by its path, and all else is stepped over`() throws {
        let text = Array(#"{"x":[{"a":1}],"a":{"n":1,"b\u0062":"found \n","c":"other"},"d":"b"}"#.utf8)
        #expect(try JSONReader.text(at: ["a", "bb"], in: text) == "found \n")
        #expect(try JSONReader.text(at: ["d"], in: text) == "b")
        for path in [["a"], ["a", "n"], ["x", "a"], ["d", "b"], ["nowhere"]] {
            #expect(try JSONReader.text(at: path, in: text) == nil, "\(path)")
        }
        #expect(throws: JSONError.self) { try JSONReader.text(at: ["a"], in: Array(#"{"a":"b""#.utf8)) }
    }

    @Test func `A doubled name is refused, however it is written`() {
        for text in [#"{"a":1,"a":2}"#, #"{"a":1,"b":"","a":1}"#, #"{"a":1,"\u0061":2}"#, #"{"c":1,"c":2}"#] {
            #expect(throws: JSONError.self) { try read(text) }
            #expect(throws: JSONError.self) { try Pair(json: Array(text.utf8)) }
        }
        #expect(throws: JSONError.self) { try [String: String](json: Array(#"{"a":"1","a":"2"}"#.utf8)) }
    }

    @Test(arguments: [
        ("", 1, 1), ("x", 1, 1), ("{\"a\":1,\n \"é日\": x}", 2, 8), ("[1,\n2,\n3", 3, 2), ("[1]\n\n1", 3, 1),
        ("{\"a\":01}", 1, 6), ("[\"\\q\"]", 1, 3),
    ])
    func `An error has its line and column`(_ text: String, _ line: Int, _ column: Int) throws {
        let error = try #require(throws: JSONError.self) { try read(text) }
        let place = try #require(error.place(in: Array(text.utf8)))
        #expect(place.line == line)
        #expect(place.column == column, "\(error)")
    }

    @Test func `A text that ends at any byte, or has another one anywhere, is refused or read, and never crashes`() {
        let whole = Array(#"{"a":12,"b":"x\u00e9\ud83d\ude00é","list":[1.5e3,{"deep":[null,true]},""],"more":{}}"#.utf8)
        #expect(isRead(whole))
        let others = [UInt8](#""\,:{}[]0e.- u"#.utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xFF]
        for place in whole.indices {
            #expect(!isRead(Array(whole[..<place])))
            for other in others {
                for changed in [
                    whole[..<place] + [other] + whole[(place + 1)...], whole[..<place] + [other] + whole[place...],
                ] {
                    let isWhole = isRead(Array(changed))
                    if (try? Pair(json: Array(changed))) != nil {
                        #expect(isWhole, "\(String(decoding: changed, as: UTF8.self))")
                    }
                }
            }
        }
    }
}
