// What workers report of a step.

import Base
import Events
import JSON
import Offers
import Testing

@Suite struct StepResultTests {
    private static let outcomes: [Outcome] = [
        .started,
        .progressed(
            Progress(
                percent: 50,
                regions: [
                    .init(name: "eu", percent: 50, state: "copying", bytesDone: 5, bytesTotal: 10),
                    .init(name: "us", percent: 0, state: "waiting"),
                ])),
        .completed(StepOutputs()),
        .completed(StepOutputs(["digest": "x"], notes: [Remark("n", ["a": "b"])], progress: Progress(percent: 100))),
        .waiting(StepOutputs()), .waiting(StepOutputs(["previewlink": "https://p.example"])),
        .rejected([Problem(at: "/a", "title-too-long", ["most": "50"]), Problem(at: "", "b")]), .rejected([]),
        .faulted(Fault("region-away", "gone")), .faulted(.paused),
    ]

    private func result(_ outcome: Outcome, sequence: Int? = nil) -> StepResult {
        StepResult(
            outcome, of: certify(), began: noon, at: noon + .seconds(9), sequence: sequence, source: "/offers/certify")
    }

    @Test(arguments: outcomes) func `A result comes back as it was sent, with an id that is the same on every try`(
        _ outcome: Outcome
    ) throws {
        for step in [certify(), fullStep()] {
            let result = StepResult(outcome, of: step, began: noon, at: noon + .seconds(9), source: "/offers/certify")
            let message = result.message
            #expect(message.topic == .outcomes)
            #expect(message.key == web.bytes)
            #expect(result.eventID == step.eventID(outcome.kind.rawValue))
            #expect(try StepResult(json: message.value ?? []) == result)
            let event = try CloudEvent(structured: message.value ?? [])
            #expect(event.type == .outcome(outcome.kind))
            #expect(event.type.outcomeKind == outcome.kind)
            #expect(event.json == message.value)
        }
    }

    @Test func `A result is as short as can be`() {
        #expect(
            String(decoding: result(.completed(StepOutputs())).json, as: UTF8.self)
                == #"{"specversion":"1.0","id":"contoso/web/1/2-certify/1/completed","source":"/offers/certify","#
                + #""type":"offers.step.completed.v1","subject":"contoso/web","time":"2026-11-21T09:00:09.000Z","#
                + #""submission":1,"step":2,"stage":"certify","began":"2026-11-21T09:00:00.000Z"}"#)
    }

    @Test func `Repeated progress is numbered`() {
        #expect(
            result(.progressed(Progress(percent: 1)), sequence: 4).eventID == "contoso/web/1/2-certify/1/progressed-4")
    }

    @Test func `A step that waits for an operator is kept whole, any other is not`() throws {
        for outcome in Self.outcomes {
            let isKept = [.faulted, .waiting].contains(outcome.kind)
            let result = try StepResult(json: result(outcome).json)
            #expect(result.parked == (isKept ? certify() : nil))
            #expect(result.isHeld == (outcome == .faulted(.paused)))
        }
        var gate = certify()
        gate.route = Route(step: 5, stages: [.publisherSignOff, .goLive])
        let waiting = StepResult(.waiting(StepOutputs()), of: gate, began: noon, at: noon, source: "/s")
        #expect(waiting.parked == nil, "at sign-off the worker keeps it")
        let blocked = StepResult(.faulted(Fault("a", "b")), of: gate, began: noon, at: noon, source: "/s")
        #expect(blocked.parked == gate)
    }

    @Test func `What is not said is read as nothing found`() throws {
        let whole = String(decoding: result(.waiting(StepOutputs())).json, as: UTF8.self)
        let head = whole.prefix { _ in true }.split(separator: #","data":"#)[0]
        #expect(try StepResult(json: Array("\(head)}".utf8)).outcome == .waiting(StepOutputs()))
        #expect(try StepResult(json: Array("\(head),\"data\":null}".utf8)).outcome == .waiting(StepOutputs()))
        #expect(try StepResult(json: Array("\(head),\"data\":{}}".utf8)).outcome == .waiting(StepOutputs()))
    }

    @Test(arguments: [
        (#""step":2"#, #""step":"2""#), (#""stage":"certify""#, #""x":1"#),
        (#""submission":1"#, #""submission":0"#), (#""began":"2026"#, #""began":"x"#),
        (#""stage":"certify""#, #""stage":"certify","attempt":0"#),
        (#""stage":"certify""#, #""stage":"certify","attempt":9223372036854775807"#),
        ("offers.step.faulted.v1", "offers.step.faulted.v2"), ("offers.step.faulted.v1", "offers.step.scheduled.v1"),
        ("offers.step.faulted.v1", "offers.step.progressed.v1"), (#""fault":{"#, #""fault":[{"#),
        (#""code":"region-away","#, ""),
    ])
    func `A result whose parts are wrong is refused`(_ old: String, _ new: String) {
        let text = String(decoding: result(.faulted(Fault("region-away", "gone"))).json, as: UTF8.self)
        // Only the result's own part, not the step that it keeps.
        let (own, kept) =
            text.firstRange(of: #","parked":"#).map { (text[..<$0.lowerBound], text[$0.lowerBound...]) }
            ?? (text[...], "")
        #expect(own.contains(old))
        #expect(throws: JSONError.self) { try StepResult(json: Array((own.replacing(old, with: new) + kept).utf8)) }
    }

    @Test func `Every byte missing from the end is an error, and a changed byte never crashes`() {
        for outcome in Self.outcomes {
            let bytes = result(outcome).json
            for place in bytes.indices {
                #expect(throws: JSONError.self) { try StepResult(json: Array(bytes[..<place])) }
                var changed = bytes
                changed[place] = [UInt8](#""\,}0 "#.utf8)[place % 6]
                guard let read = try? StepResult(json: changed) else { continue }
                #expect((try? StepResult(json: read.json)) == read)
            }
        }
    }
}
