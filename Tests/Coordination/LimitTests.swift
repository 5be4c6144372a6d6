// What a publish command may bring along, and what the profile sends on the way with a submission.

import Base
import Events
import Offers
import Testing

@testable import Coordination

@Suite struct LimitTests {
    private func document(bytes count: Int) -> [UInt8] {
        let head = #"{"publisher":"acme","offer":"web","type":"virtual-machine","padding":""#
        return Array((head + String(repeating: "x", count: count - head.utf8.count - 2) + "\"}").utf8)
    }

    @Test(arguments: [0, 1, 10_000])
    func `A document at the limit is published; a larger one is refused with what to do`(above: Int) throws {
        var desk = try CoordinatorTests.Desk()
        desk.coordinator = try Coordinator(profiles: ["vm-2018": vm2018()], largestDocument: 10_000)
        try desk.publish { $0.event.data = document(bytes: 10_000 + above) }
        let answer = try #require(desk.status?.answer)
        #expect(answer.accepted == (above == 0))
        guard above > 0 else { return }
        #expect(answer.code == "offer-too-large")
        #expect(answer.reason?.hasPrefix("The offer document has \(10_000 + above) bytes; at most 10000") == true)
        #expect(desk.status?.state == .neverPublished)
    }

    @Test func `The tries and times of a profile's steps travel on the slip`() throws {
        var profile = vm2018()
        profile.steps[Place.certify].retry = .init(tries: 8, first: "PT5S", longest: "PT10M")
        profile.steps[Place.certify].timeout = "PT2H"
        var desk = try CoordinatorTests.Desk([profile])
        let messages = try desk.publish()
        let event = try CloudEvent(structured: try #require(messages.first?.value))
        #expect(event["requires"] == "tries:2=8 backoff:2=5000-600000 timeout:2=7200000")
        #expect(try ScheduledStep(event).limits == StepLimits(), "the first step has none of its own")
    }
}
