// A ticket forgets nothing, and the records of an ordinary submission stay small.

import Base
import Events
import JSON
import Offers
import TestSupport
import Testing

@testable import Coordination

@Suite struct RecordTests {
    /// The row in a ticket depends on its own members, so `CoordinatorTests` reads a whole ticket back.
    static let records = [RecordCheck(Ticket.self)]

    @Test(arguments: records) func `A record of the module is whole`(_ record: RecordCheck) throws {
        #expect(record.forgotten() == [])
        #expect(try record.superfluous() == [])
    }

    @Test func `Every record of the module is checked`() throws {
        #expect(try RecordCheck.declared(in: "Coordination") == Self.records.map(\.description))
    }

    /// One kilobyte, as the benchmark has it.
    private static var document: [UInt8] {
        let text = String(repeating: "Lorem ipsum dolor sit amet. ", count: 26)
        return Array(
            """
            {"publisher":"contoso","offer":"offer-1","type":"virtual-machine","version":1,"listing":{"title":\
            "An offer of the tests","summary":"Moves through the line","description":"\(text)"},"notifications":\
            {"emails":["publisher@contoso.example"],"language":"en"},"plans":[]}
            """.utf8)
    }

    /// The largest record of each topic on the way of the benchmark's offer to its end, in bytes; of a step what is beside the
    /// offer.
    @Test func `The records of the benchmark's offer stay small`() throws {
        let file = "Tests/Benchmarks/profiles/bench.json"
        let profile = try PublishingProfile(json: Repository.bytes(file), file: file)
        #expect(profile.steps.count == 6)
        var line = try Line(profiles: [profile])
        try line.send(Message(topic: .commands, key: nil, value: Self.document))
        #expect(line.status("contoso/offer-1")?.state == .succeeded)
        func largest(_ topics: [Topic], less: Int = 0) -> Int {
            line.records.filter { topics.contains($0.topic) }.map { ($0.value?.count ?? 0) - less }.max() ?? 0
        }
        let sizes = [
            "status": largest([.status]), "history": largest([.history]), "outcome": largest([.outcomes]),
            "step": largest(profile.steps.map { .stage($0.stage) }, less: Self.document.count),
        ]
        #expect(sizes["status"] ?? .max <= 1_100)
        #expect(sizes["history"] ?? .max <= 540)
        #expect(sizes["step"] ?? .max <= 450)
        #expect(sizes["outcome"] ?? .max <= 350)
    }
}
