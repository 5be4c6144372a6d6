import Base
import Events
import Testing

@testable import Offers

/// A slip read in place says and writes what one read by way of its event does.
@Suite struct SlipRecordTests {
    private let morning = Timestamp(milliseconds: 1_800_000_000_123)
    private let noon = Timestamp(milliseconds: 1_800_000_300_456)
    private let key = Array("contoso/web".utf8)

    private func record(
        attributes: String = "", data: String = #"{"a": [1, "é\n", {"b": null}], "c": "x\"}"}"#, step: Int = 2,
        time: String = "2026-01-31T09:00:00.000Z"
    ) -> [UInt8] {
        Array(
            #"{"specversion":"1.0","id":"i","source":"/s","type":"offers.step.scheduled.v1","subject":"contoso/web","#
                .utf8)
            + Array(#""time":"\#(time)","submission":"contoso/web/12","profile":"vm-2018","#.utf8)
            + Array(
                #""route":"0:validate-prerequisites 2:certify 17:go-live","step":\#(step),"attempt":1\#(attributes)"#
                    .utf8)
            + Array(#","datacontenttype":"application/json","data":\#(data)}"#.utf8)
    }

    private func both(_ record: [UInt8]) throws -> (inPlace: ScheduledStep, byEvent: ScheduledStep) {
        (try #require(ScheduledStep(key: key, structured: record)), try ScheduledStep(CloudEvent(structured: record)))
    }

    private let attributes = [
        "", #","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01""#, #","flag":true,"n":0,"m":42"#,
        #","requires":"approval:2 tries:2=7""#,
        #","notify":"zoë@contoso.example","certifieddigest":"a","certifiedby":"b""#,
    ]

    @Test func `It says the same of the step`() throws {
        for more in attributes {
            let (slip, other) = try both(record(attributes: more))
            #expect(slip.event == other.event)
            #expect(slip.submission == other.submission)
            #expect(slip.stop == other.stop)
            #expect(slip.next == other.next)
            #expect(slip.attempt == other.attempt)
            #expect(slip.needsApproval == other.needsApproval)
            #expect(slip.limits == other.limits)
            #expect(slip.key == other.key)
            #expect(slip.event.data == other.event.data)
        }
    }

    @Test func `What follows is the same to the byte`() throws {
        for more in attributes {
            let (slip, other) = try both(record(attributes: more))
            for facts in [[:], ["digest": "d\"", "route": "2:certify 17:go-live"]] {
                #expect(
                    slip.handedOn(at: noon, adding: facts, source: "/offers/certify")?.value
                        == other.handedOn(at: noon, adding: facts, source: "/offers/certify")?.value)
            }
            #expect(slip.again(at: noon, source: "/o").value == other.again(at: noon, source: "/o").value)
            let outcomes: [Outcome] = [
                .started, .progressed(Progress(percent: 3)), .completed(StepOutputs()), .rejected([]),
                .completed(StepOutputs(["x": "y"], notes: [Remark("n", ["a": "b"])], progress: Progress(percent: 100))),
                .waiting(StepOutputs()),
                .faulted(Fault("away", "gone")), .rejected([Problem(at: "/a", "b", ["c": "d"])]),
            ]
            for outcome in outcomes {
                for sequence in [nil, 0, 11] {
                    let message = slip.report(
                        outcome, began: morning, at: noon, sequence: sequence, source: "/offers/x")
                    let report = StepResult(outcome, of: other, began: morning, at: noon, sequence: sequence)
                    #expect(message == report.message(source: "/offers/x"))
                    #expect(message.value.map { $0.count <= message.valueSize } == true)
                }
            }
        }
    }

    @Test func `What is handed on is never longer than its message says, however short a foreign record's texts are`()
        throws
    {
        let long = String(repeating: "p", count: 50) + "/" + String(repeating: "o", count: 50)
        let text = String(decoding: record(), as: UTF8.self)
            .replacing("contoso/web/12", with: "\(long)/999999999").replacing("contoso/web", with: long)
            .replacing(#""attempt":1"#, with: #""attempt":1000000"#)
            .replacing("2026-01-31T09:00:00.000Z", with: "2026-01-31T09:00:00Z")
        let slip = try #require(ScheduledStep(key: Array(long.utf8), structured: Array(text.utf8)))
        let source = "/offers/validate-prerequisites"
        let messages = [slip.handedOn(at: noon, adding: [:], source: source), slip.again(at: noon, source: source)]
        for message in messages {
            let message = try #require(message)
            #expect(message.value.map { $0.count <= message.valueSize } == true)
        }
    }

    @Test func `Attributes in another order are put in their places`() throws {
        let text = String(decoding: record(), as: UTF8.self).replacing(
            #""step":2,"attempt":1"#, with: #""attempt":10,"x":"y","step":2"#)
        let (slip, other) = try both(Array(text.utf8))
        #expect(
            slip.handedOn(at: noon, adding: [:], source: "/s")?.value
                == other.handedOn(at: noon, adding: [:], source: "/s")?.value)
        #expect(slip.attempt == 10)
    }

    @Test func `A record that is written in any other way is left to those who read it whole`() throws {
        let usual = String(decoding: record(), as: UTF8.self)
        #expect(ScheduledStep(key: key, structured: Array(usual.utf8)) != nil)
        let changes: [(String, String)] = [
            (#","subject""#, #", "subject""#), (#""id":"i""#, #""id":"\u0069""#), (#""id":"i""#, #""id":"""#),
            (#""attempt":1"#, #""attempt":01"#), (#""attempt":1"#, #""attempt":"1""#),
            (#""attempt":1"#, #""attempt":-1"#),
            (#""attempt":1"#, #""attempt":1000001"#), (#""attempt":1"#, #""attempt":1,"attempt":1"#),
            (#""attempt":1"#, #""attempt":1,"time":"2026-01-31T09:00:00.000Z""#),
            (#""attempt":1"#, #""attempt":1,"data":"x""#), (#""attempt":1"#, #""attempt":1,"x":null"#),
            (#""attempt":1"#, #""attempt":1,"x":{}"#), (#""attempt":1"#, #""attempt":1,"x":1.5"#),
            ("application/json", "text/plain"), ("contoso/web/12", "contoso/web"),
            ("contoso/web/12", "contoso/other/12"),
            ("contoso/web/12", "contoso/web/012"), (#"subject":"contoso/web"#, #"subject":"contoso/wib"#),
            ("2026-01-31T", "2026-02-31T"), ("scheduled.v1", "scheduled.v2"), (#""step":2"#, #""step":3"#),
            (#""b": null}"#, #""b": null"#), (#"{"b": null}"#, #"{"b": null}}"#), (#"{"b": null}"#, "\u{1}"),
            (#""specversion":"1.0""#, #""specversion":"1.1""#),
        ]
        for (text, other) in changes {
            #expect(usual.contains(text), "\(text)")
            let changed = usual.replacing(text, with: other)
            #expect(ScheduledStep(key: key, structured: Array(changed.utf8)) == nil, "\(changed)")
        }
        #expect(ScheduledStep(key: key, structured: Array((usual + " ").utf8)) == nil)
        #expect(ScheduledStep(key: key, structured: Array(usual.dropLast().utf8)) == nil)
        #expect(ScheduledStep(key: Array("contoso/wob".utf8), structured: Array(usual.utf8)) == nil)
        for count in 0..<usual.utf8.count {
            #expect(ScheduledStep(key: key, structured: Array(usual.utf8.prefix(count))) == nil)
        }
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(ScheduledStep(key: key, structured: record(data: deep)) == nil)
    }

    @Test func `A value that is written late is the one that is sent`() throws {
        let slip = try both(record()).inPlace
        let message = try #require(slip.handedOn(at: noon, adding: [:], source: "/s"))
        let page = JSONPage()
        // Large, small, large: a page is used again.
        for sent in [message, Message(topic: .outcomes, key: nil, value: [1, 2]), message] {
            sent.withValue(on: page) { #expect($0.map { Array($0) } == sent.value) }
        }
        Message(topic: .outcomes, key: nil, value: nil).withValue(on: page) { #expect($0 == nil) }
    }
}
