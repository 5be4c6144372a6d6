// The writer gives one text for a value: no white space, members in their order, and no more escapes than RFC 8785 has.

import Base
import Foundation
import JSON
import Testing

@Suite struct JSONWriterTests {
    private func text(_ value: some JSONValue) -> String { String(decoding: value.json, as: UTF8.self) }

    @Test func `A text has the escapes of RFC 8785, section 3.2.2.2, and no others`() throws {
        let short: [UInt8: String] = [0x08: "b", 0x09: "t", 0x0A: "n", 0x0C: "f", 0x0D: "r"]
        for code in UInt8(0)..<0x20 {
            let character = String(Unicode.Scalar(code))
            let escape = short[code].map { "\\\($0)" } ?? "\\u00" + (code < 16 ? "0" : "") + String(code, radix: 16)
            #expect(text("a\(character)b") == "\"a\(escape)b\"")
            #expect(try String(json: "a\(character)b".json) == "a\(character)b")
        }
        #expect(text("\"\\") == #""\"\\""#)
        let plain = "/<>&'\u{7F}\u{80}é\u{2028}\u{2029}\u{FEFF}\u{FFFF}日😀"
        #expect(text(plain) == "\"\(plain)\"")
    }

    @Test func `Members are written in the order in which they are given, none of them twice or with a space`() {
        let bytes = JSONWriter.bytes(capacity: 1) { json in
            json.object { json in
                json.member("b", 1)
                json.member("absent", String?.none)
                json.member(
                    "a",
                    with: { json in
                        json.array { json in
                            json.element("x"); json.element([1, 2])
                        }
                    })
                json.member("empty", with: { json in json.object { _ in } })
                json.member(named: "q\"", true)
                json.member("none", [Int]())
                json.member("last", [Int?.some(1), nil])
            }
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"b":1,"a":["x",[1,2]],"empty":{},"q\"":true,"none":[],"last":[1,null]}"#)
    }

    @Test func `Numbers, times and dictionaries have one text`() {
        #expect(
            [0, 9, 10, -1, Int.max, Int.min].map { text($0) }
                == ["0", "9", "10", "-1", "9223372036854775807", "-9223372036854775808"])
        #expect(text(Duration.milliseconds(1_500)) == "1500")
        #expect(text(Timestamp(milliseconds: 1_795_251_600_007)) == #""2026-11-21T09:00:00.007Z""#)
        #expect(text(["b": "2", "a": "1", "é": ""]) == #"{"a":"1","b":"2","é":""}"#)
        #expect(text(Decimal(string: "0.0450") ?? 0) == "0.045")
        #expect(text(RawJSON(Array(#"{ "a" : 1.50 }"#.utf8))) == #"{ "a" : 1.50 }"#)
    }

    @Test func `A writer grows, begins anew on the same memory, and ends lines`() {
        var json = JSONWriter(capacity: 1)
        let long = String(repeating: "é\"x", count: 5_000)
        json.object { json in json.member("a", long) }
        #expect(json.bytes.count == 5_000 * 5 + 8)
        json.removeAll()
        json.object { json in json.member("a", 1) }
        json.endLine()
        json.object { json in json.member("b", 2) }
        json.endLine()
        #expect(String(decoding: json.bytes, as: UTF8.self) == "{\"a\":1}\n{\"b\":2}\n")
        #expect(json.withBytes { $0.count } == 16)
    }

    @Test func `Plain values come back as they were written`() throws {
        #expect(try Bool(json: true.json) && !Bool(json: false.json))
        #expect(try [String](json: ["", "a"].json) == ["", "a"])
        #expect(try [Int?](json: [1, nil, 2].json) == [1, nil, 2])
        #expect(try [String: String](json: ["a": "1", "b": ""].json) == ["a": "1", "b": ""])
        #expect(try Decimal(json: Array("4.50".utf8)) == Decimal(string: "4.5"))
        #expect(try Duration(json: Duration.seconds(3).json) == .seconds(3))
        let time = Timestamp(milliseconds: 1_795_251_600_007)
        #expect(try Timestamp(json: time.json) == time)
        for wrong in [#""soon""#, "7", "null", #""2026-02-30T00:00:00Z""#] {
            #expect(throws: JSONError.self) { try Timestamp(json: Array(wrong.utf8)) }
        }
    }
}
