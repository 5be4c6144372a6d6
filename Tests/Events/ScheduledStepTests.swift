// The event that travels with a submission from stage to stage, and the way it takes.

import Base
import Events
import JSON
import Offers
import TestSupport
import Testing

let noon = Timestamp(milliseconds: 1_795_251_600_000)
let web = OfferKey(publisher: "contoso", offer: "web")

/// Certification of the first submission, on its way to go-live.
func certify() -> ScheduledStep {
    var step = ScheduledStep(
        SubmissionID(offer: web, number: 1), process: "vm-2018@0badcafe",
        route: Route(step: 2, stages: [.certify, nil, .package, .goLive]), source: "/offers/offer-coordinator", at: noon
    )
    step.offer.bytes = Array(#"{ "a" : [1.50, "é\u00e9"] }"#.utf8)
    return step
}

/// A step with a value for each of its members.
func fullStep() -> ScheduledStep {
    var step = certify()
    step.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    step.attempt = 3
    step.language = .japanese
    step.notify = ["a@contoso.example", "b@contoso.example"]
    step.requiresAddress = true
    step.allowList = "6d1d1a8e-0000-4000-8000-000000000001=enterprise"
    step.approvals = [2, 5]
    step.limits = [
        nil, nil,
        StepLimits(tries: 8, firstWait: .seconds(5), longestWait: .seconds(600), timeout: .seconds(7200)),
    ]
    step.certified = .init(digest: "sha256:1", submission: 1)
    step.liveTerms = "virtual-machine basic:free::"
    step.facts = ["certifieddigest": "sha256:2"]
    return step
}

@Suite struct RouteTests {
    private func profile(_ name: String) throws -> PublishingProfile {
        let file = "deploy/profiles/\(name).json"
        return try PublishingProfile(json: Repository.bytes(file), file: file)
    }

    @Test func `Steps that do not apply are left out, and the others keep their index`() throws {
        let steps = try profile("vm-2018").steps.map {
            StepStatus(ProcessStep($0), state: $0.when == nil ? .notStarted : .skipped)
        }
        var route = Route(steps)
        #expect(route.stages.count == 8)
        #expect(route.stop == .init(step: 0, stage: .validatePrerequisites))
        var stops: [String] = []
        while let next = route.next {
            stops.append("\(next.step):\(next.stop.stage)")
            route = next
        }
        #expect(
            stops == [
                "2:certify", "3:provision-preview", "4:package", "5:publisher-sign-off", "6:provision-production",
                "7:go-live",
            ])
    }

    @Test func `A route begins at the first step that applies and ends behind the last`() {
        let name = LocalizedText(en: "", fr: "", ja: "")
        let steps = [StepState.skipped, .notStarted, .skipped].map {
            StepStatus(ProcessStep(PublishingProfile.Step(stage: .certify, name: name)), state: $0)
        }
        let route = Route(steps)
        #expect(route == Route(step: 1, stages: [.certify, nil]))
        #expect(route.next == nil)
    }
}

@Suite struct ScheduledStepTests {
    @Test func `A step is one CloudEvent with the offer's bytes in it, and nothing that is usual`() throws {
        let message = certify().message
        #expect(message.topic == .stage(.certify))
        #expect(message.key == web.bytes)
        #expect(message.headers == Message.Header.ofStructuredEvents)
        #expect(
            String(decoding: try #require(message.value), as: UTF8.self)
                == #"{"specversion":"1.0","id":"contoso/web/1/2-certify/1/scheduled","source":"/offers/offer-coordinator","#
                + #""type":"offers.step.scheduled.v1","subject":"contoso/web","time":"2026-11-21T09:00:00.000Z","#
                + #""submission":1,"data":{"process":"vm-2018@0badcafe","step":2,"route":["certify",null,"package","go-live"],"#
                + #""offer":{ "a" : [1.50, "é\u00e9"] }}}"#)
    }

    @Test func `A step with every member comes back as it was sent`() throws {
        for step in [certify(), fullStep()] {
            let message = step.message
            #expect(
                try ScheduledStep(key: message.key, value: message.value, headers: message.headers, for: .certify)
                    == step)
            #expect(
                try CloudEvent(structured: message.value ?? []).json == message.value, "anybody reads it as an event")
        }
    }

    @Test func `A step is handed off with the same bytes, the facts and a derived id`() throws {
        let step = fullStep()
        let later = noon + .seconds(5)
        let message = try #require(
            step.handedOff(at: later, adding: ["certifieddigest": "new", "more": "1"], source: "/offers/certify"))
        #expect(message.topic == .stage(.package))
        #expect(message.key == web.bytes)
        var expected = step
        expected.envelope = Envelope(
            id: "contoso/web/1/4-package/1/scheduled", source: "/offers/certify", subject: web, time: later)
        expected.route = Route(step: 4, stages: [.package, .goLive])
        expected.attempt = 1
        expected.facts = ["certifieddigest": "new", "more": "1"]
        let next = try ScheduledStep(json: message.value ?? [])
        #expect(next == expected)
        let last = try ScheduledStep(json: next.handedOff(at: later, adding: [:], source: "/s")?.value ?? [])
        #expect(last.stop == .init(step: 5, stage: .goLive))
        #expect(last.handedOff(at: later, adding: [:], source: "/s") == nil)
    }

    @Test func `A step scheduled once more has the next attempt and an id of its own`() throws {
        let message = fullStep().again(at: noon, source: "/offers/offer-coordinator")
        let again = try ScheduledStep(json: message.value ?? [])
        #expect(again.attempt == 4)
        #expect(again.eventID("completed") == "contoso/web/1/2-certify/4/completed")
        #expect(again.envelope.id == "contoso/web/1/2-certify/4/scheduled")
        #expect(again.stop == fullStep().stop)
        #expect(again.offer == fullStep().offer)
    }

    @Test func `What a step needs to know of itself is read from its lists`() throws {
        #expect(fullStep().needsApproval)
        #expect(fullStep().stepLimits.tries == 8)
        let next = try ScheduledStep(json: fullStep().handedOff(at: noon, adding: [:], source: "/s")?.value ?? [])
        #expect(!next.needsApproval)
        #expect(next.stepLimits == .none)
        #expect(certify().stepLimits == .none)
    }

    @Test func `A submission that brought no trace has one made from its id`() {
        #expect(fullStep().traceContext.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(certify().traceContext == TraceContext(of: "contoso/web/1"))
        var broken = certify()
        broken.trace = "00-1-2-01"
        #expect(broken.traceContext == TraceContext(of: "contoso/web/1"))
    }

    private func poison(
        key: [UInt8]? = web.bytes, headers: [Message.Header] = [], for stage: Stage = .certify, _ old: String = "",
        _ new: String = ""
    ) -> String? {
        let text = String(decoding: fullStep().json, as: UTF8.self)
        #expect(old.isEmpty || text.contains(old), "\(old)")
        let value = Array((old.isEmpty ? text : text.replacing(old, with: new)).utf8)
        return #expect(throws: Poison.self) {
            try ScheduledStep(key: key, value: value, headers: headers, for: stage)
        }?.code
    }

    @Test(arguments: [
        (#""attempt":3"#, #""attempt":0"#), (#""attempt":3"#, #""attempt":1000001"#),
        (#""attempt":3"#, #""attempt":"3""#), (#""attempt":3"#, #""attempt":3,"attempt":3"#),
        (#""submission":1"#, #""submission":0"#), (#""submission":1"#, #""submission":-1"#),
        (#""submission":1"#, #""submission":"1""#), (#""step":2"#, #""step":-1"#),
        (#"["certify",null,"package","go-live"]"#, "[]"), (#"["certify",null,"package","go-live"]"#, "[null]"),
        ("offers.step.scheduled.v1", "offers.step.scheduled.v2"),
        (#""subject":"contoso/web""#, #""subject":"contoso""#),
        (#""specversion":"1.0""#, #""specversion":"1.1""#), ("2026-11-21T", "2026-02-31T"), (#""offer":{"#, #""x":{"#),
        ("[1.50", "[1.5.0"), (#""language":"ja""#, #""language":"tlh""#),
    ])
    func `A step whose parts are wrong is poison`(_ old: String, _ new: String) {
        #expect(poison(old, new) == "not-an-event")
    }

    @Test func `A step that is on the wrong topic or under the wrong key is poison`() {
        #expect(poison(for: .package) == "wrong-stage")
        #expect(poison(key: Array("contoso/wob".utf8)) == "wrong-key")
        #expect(poison(key: nil) == "wrong-key")
        #expect(poison(headers: [.init("ce_specversion", "1.0")]) == "not-an-event")
        let nothing = #expect(throws: Poison.self) {
            try ScheduledStep(key: web.bytes, value: nil, headers: [], for: .certify)
        }
        #expect(nothing?.code == "not-an-event")
    }

    @Test func `Attributes in another order, and unknown ones among them, change nothing`() throws {
        let text = String(decoding: fullStep().json, as: UTF8.self)
            .replacing(#""specversion":"1.0","#, with: "")
            .replacing(#""submission":1,"#, with: #""new":{"x":[]},"submission" : 1,"specversion":"1.0","#)
        #expect(try ScheduledStep(json: Array(text.utf8)) == fullStep())
    }

    @Test func `Every byte missing from the end is an error, and a changed byte never crashes`() {
        let bytes = fullStep().json
        for place in bytes.indices {
            #expect(throws: JSONError.self) { try ScheduledStep(json: Array(bytes[..<place])) }
            for other in [UInt8](#""\,}0 "#.utf8) {
                var changed = bytes
                changed[place] = other
                guard let step = try? ScheduledStep(json: changed) else { continue }
                #expect((try? ScheduledStep(json: step.json)) == step)
            }
        }
    }
}
