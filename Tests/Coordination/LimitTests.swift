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
        var desk = try Desk()
        desk.coordinator = try Coordinator(profiles: ["vm-2018": vm2018()], largestDocument: 10_000)
        let messages = try desk.publish { $0.event.data = document(bytes: 10_000 + above) }
        guard above > 0 else {
            #expect(desk.status?.answer?.accepted == true)
            return
        }
        #expect(desk.status == nil, "an offer that never was gets no row by a refusal")
        let refusal = Refusal.offerTooLarge(bytes: 10_000 + above, most: 10_000)
        #expect(try HistoryEntry(json: messages[0].value ?? []).transition.refusal == refusal.remark)
    }

    @Test func `A title, addresses and a text of one long character leave a short row and a short history`() throws {
        let long = "Z" + String(repeating: "\u{301}", count: 100_000)
        var desk = try Desk()
        let messages = try desk.publish {
            $0.event.data = Array(
                """
                {"publisher":"acme","offer":"web","type":"virtual-machine","listing":{"title":"\(long)"},
                 "notifications":{"emails":["\(long)@acme.example","ada@acme.example"]},"plans":[]}
                """.utf8)
        }
        var help = Command(.requestSupport, offer: offer, id: "help", at: morning)
        help.event["text"] = long
        let answers = try desk.take(help.message)
        let status = try #require(desk.status)
        #expect(status.title.utf8.count <= 800)
        #expect(status.title.unicodeScalars.first == "Z")
        #expect(status.notify.map { $0.utf8.count <= 1_600 } == [true, true])
        // The document itself travels with the step alone.
        for message in messages + answers where message.topic != .stage(.validatePrerequisites) {
            #expect((message.value?.count ?? 0) < 40_000, "\(message.topic)")
        }
    }

    @Test func `The tries and times of a profile's steps travel with the submission`() throws {
        var profile = vm2018()
        profile.steps[Place.certify].retry = .init(tries: 8, first: "PT5S", longest: "PT10M")
        profile.steps[Place.certify].timeout = "PT2H"
        var desk = try Desk([profile])
        let step = try Desk.step(try desk.publish()[0])
        let limits = StepLimits(tries: 8, firstWait: .seconds(5), longestWait: .seconds(600), timeout: .seconds(7200))
        #expect(step.limits == [nil, nil, limits, nil, nil, nil, nil, nil])
        #expect(step.stepLimits == .none, "the first step has none of its own")
    }
}
