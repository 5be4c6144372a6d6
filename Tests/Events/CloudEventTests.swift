// CloudEvents as anybody may write them: structured and binary mode, with the attributes as they came.

import Base
import Events
import JSON
import Offers
import Testing

@Suite struct CloudEventTests {
    private func sample() throws -> CloudEvent {
        let time = try #require(Timestamp("2026-11-21T09:30:00.125Z"))
        var event = CloudEvent(
            id: "contoso/web/1/0-certify/1/scheduled", source: "/offers/coordinator", type: .stepScheduled,
            subject: "contoso/web", time: time, data: Array(#"{ "title" : "a\u00e9\"b",  "n":1.50 }"#.utf8))
        event["notify"] = "a\"b\\c\n日本 é\u{1}"
        event.set("step", .integer(-3))
        event.set("urgent", .boolean(true))
        return event
    }

    @Test func `An event comes back as it was written`() throws {
        let event = try sample()
        #expect(try CloudEvent(structured: event.structured()) == event)
        var bare = event
        bare.data = []
        #expect(try CloudEvent(structured: bare.structured()) == bare)
    }

    @Test func `The offer's bytes are spliced in as they are, last`() throws {
        let event = try sample()
        let text = String(decoding: event.structured(), as: UTF8.self)
        #expect(text.hasSuffix(#""data":{ "title" : "a\u00e9\"b",  "n":1.50 }}"#))
        #expect(try CloudEvent(structured: event.structured()).data == event.data)
    }

    @Test func `Attributes may come in any order and data anywhere`() throws {
        let json = """
            {"data" : {"a":[1,{"b":"}"}]} , "step":7,"time":"2026-11-21T10:30:00+01:00", "subject":"p/o",
             "note":null, "deep":{"x":1}, "type":"offers.step.scheduled.v1","source":"/s","id":"1","specversion":"1.0"}
            """
        let event = try CloudEvent(structured: Array(json.utf8))
        #expect(event.data == Array(#"{"a":[1,{"b":"}"}]}"#.utf8))
        #expect(event.time.description == "2026-11-21T09:30:00.000Z")
        #expect(event.integer("step") == 7)
        #expect(event.attributes.map(\.name) == ["step"])
    }

    @Test func `Binary mode is read from headers`() throws {
        let headers: [Message.Header] = [
            .init("ce_specversion", "1.0"), .init("ce_id", "1"), .init("ce_source", "/s"),
            .init("ce_type", "offers.command.publish.v1"), .init("ce_subject", "p/o"), .init("ce_step", "4"),
            .init("content-type", "application/json"),
        ]
        let event = try CloudEvent(headers: headers, value: Array("{}".utf8))
        #expect(event.subject == "p/o")
        #expect(event.integer("step") == 4)
        #expect(event.data == Array("{}".utf8))
        #expect(event["content-type"] == nil)
    }

    @Test func `What is missing is named`() {
        let cases = [
            (
                #"{"specversion":"1.0","source":"/s","type":"t"}"#,
                "not an event: the CloudEvents attribute \"id\" is missing"
            ),
            (
                #"{"specversion":"0.3","id":"1","source":"/s","type":"t"}"#,
                "specversion is \"0.3\"; only CloudEvents \"1.0\" is read"
            ),
            (
                #"{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"soon"}"#,
                "time \"soon\" is not an RFC 3339 date-time such as 2026-01-31T09:00:00Z"
            ),
            ("[]", "not an event: expected an object at byte 0"),
        ]
        for (json, text) in cases {
            let error = #expect(throws: EventError.self) { try CloudEvent(structured: Array(json.utf8)) }
            #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
        }
    }

    @Test func `Input that ends at any byte is refused and never crashes`() throws {
        let whole = try sample().structured()
        for end in 0..<whole.count {
            #expect(throws: EventError.self) { try CloudEvent(structured: Array(whole[..<end])) }
        }
    }

    @Test func `A changed byte anywhere never crashes`() throws {
        let whole = try sample().structured()
        for place in whole.indices {
            for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x7D, 0xFF] {
                var changed = whole
                changed[place] = byte
                _ = try? CloudEvent(structured: changed)
            }
        }
    }

    @Test(arguments: [
        #"{"id":"2",@}"#, #"{"step":1,"step":2,@}"#, #"{"data":{},@,"data":{}}"#, "{@}x", "{@}\0x", "{@,}",
        #"{"step":nul,@}"#,
        #"{"step":01x,@}"#, #"{"note":"\u+12f",@}"#, #"{"note":"a\q",@}"#, "{\"note\":\"a\u{1}\",@}",
    ])
    func `Doubled names, trailing bytes and words that are not JSON are refused`(_ template: String) {
        let core = #""specversion":"1.0","id":"1","source":"/s","type":"t""#
        #expect(throws: EventError.self) {
            try CloudEvent(structured: Array(template.replacing("@", with: core).utf8))
        }
    }

    @Test func `What nests deeper than 64 is refused, also in the offer`() {
        func nested(_ depth: Int) -> [UInt8] {
            let data = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return Array(#"{"specversion":"1.0","id":"1","source":"/s","type":"t","data":\#(data)}"#.utf8)
        }
        #expect(throws: Never.self) { try CloudEvent(structured: nested(64)) }
        #expect(throws: EventError.self) { try CloudEvent(structured: nested(65)) }
        #expect(throws: EventError.self) { try CloudEvent(structured: nested(400_000)) }
    }

    @Test func `Escapes are resolved, and half a surrogate pair is refused`() throws {
        func event(_ id: String) -> [UInt8] {
            Array(#"{"specversion":"1.0","id":"\#(id)","source":"/s","type":"t"}"#.utf8)
        }
        #expect(try CloudEvent(structured: event(#"\u0041\ud83d\ude00x\/\t"#)).id == "A😀x/\t")
        #expect(throws: EventError.self) { try CloudEvent(structured: event(#"A\ud800x"#)) }
    }

    @Test func `Numbers with a fraction are kept as text, since CloudEvents has none`() throws {
        let json =
            #"{"specversion":"1.0","id":"1","source":"/s","type":"t","a":1.5,"b":12345678901234567890,"c":7,"d":true}"#
        let event = try CloudEvent(structured: Array(json.utf8))
        #expect(
            event.attributes.map(\.value) == [
                .string("1.5"), .string("12345678901234567890"), .integer(7), .boolean(true),
            ])
        #expect(event["c"] == "7")
        #expect(event["d"] == "true")
        #expect(event.integer("a") == nil)
    }

    @Test func `An event has at most 128 attributes of others`() {
        func event(_ count: Int) -> [UInt8] {
            let attributes = (0..<count).map { ",\"a\($0)\":1" }.joined()
            return Array(#"{"specversion":"1.0","id":"1","source":"/s","type":"t"\#(attributes)}"#.utf8)
        }
        #expect(throws: Never.self) { try CloudEvent(structured: event(128)) }
        #expect(throws: EventError.self) { try CloudEvent(structured: event(129)) }
    }

    @Test func `Attributes are set, replaced and removed by name`() throws {
        var event = try sample()
        event["notify"] = "x"
        event["step"] = nil
        #expect(event.attributes.map(\.name) == ["notify", "urgent"])
        #expect(event["notify"] == "x")
        #expect(event["step"] == nil)
    }

    @Test func `A trace is taken only where it is one`() throws {
        var event = try sample()
        #expect(event.trace == nil)
        event[CloudEvent.traceParent] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        #expect(event.trace?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        event[CloudEvent.traceParent] = "00-1-2-01"
        #expect(event.trace == nil)
    }
}
