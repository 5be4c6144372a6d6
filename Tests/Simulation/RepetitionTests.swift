import Base
import Events
import Log
import Offers
import SimulationHarness
import TestSupport
import Testing

/// At-least-once: what was written may be written again, because its offsets were not kept. Fences and ids made from
/// what happened let the end be the same.
struct RepetitionTests {
    private final class Flag { var isSet = true }

    /// Four offers go as far as they can, and those that wait for their publisher go live.
    private func walk(_ line: SimulatedPipeline, _ settle: () throws -> Void) throws {
        for index in 1...4 { line.publish(try SampleOffer("offer-\(index)")) }
        try settle()
        for row in try line.rows() where row.state == .waitingForPublisherReview {
            line.command(.goLive, row.key)
        }
        try settle()
    }

    /// How it ended, without what differs by time.
    private func end(_ line: SimulatedPipeline) throws -> [String] {
        let evidence = try Evidence(line)
        let rows = evidence.status.values.map { row in
            let steps = row.steps.map { "\($0.state) \($0.attempt)" }.joined(separator: ", ")
            return "\(row.submission ?? "") \(row.state): \(steps); \(row.liveLinks.joined(separator: " "))"
        }
        let mails = Set(evidence.mails.map(\.id)).sorted()
        let kept: [[String]] = [
            evidence.preview.keys.sorted(), evidence.awaiting.keys.sorted(), evidence.parked.keys.sorted(),
            evidence.catalog.keys.sorted(),
        ]
        return rows.sorted() + kept.joined() + mails
    }

    @Test(arguments: 1...24) func `Written again, the end is the same, and a mail twice has one Message-ID`(seed: Int)
        throws
    {
        let calm = try SimulatedPipeline(.from(seed: seed))
        try walk(calm) { try calm.settle() }

        let forgets = Flag()
        var logs = 0
        let wild = try SimulatedPipeline(.from(seed: seed)) { log, post in
            logs += 1
            return BrokenLog(log, at: post, .forgetsOffsets(percent: 40), seed: seed &* 1000 + logs) { forgets.isSet }
        }
        try walk(wild) {
            forgets.isSet = true
            for _ in 0..<2 {
                try wild.settle()
                try wild.crashAll()
            }
            forgets.isSet = false
            try wild.settle()
        }
        let evidence = try Evidence(wild)
        #expect(Invariants(evidence: evidence, delivery: .atLeastOnce).violations == [], "seed \(seed)")
        #expect(try end(wild) == end(calm), "seed \(seed)")
    }

    @Test(arguments: 1...40) func `Every promise holds under fault injection, too, where the pipeline writes again`(
        seed: Int
    ) throws {
        let forgets = Flag()
        var logs = 0
        let simulation = try Simulation(
            seed: seed, delivery: .atLeastOnce,
            wrap: { log, post in
                logs += 1
                return BrokenLog(log, at: post, .forgetsOffsets(percent: 30), seed: seed &* 1000 + logs) {
                    forgets.isSet
                }
            })
        defer { simulation.line.stop() }
        try simulation.blow()
        try simulation.rest()
        forgets.isSet = false
        try simulation.line.crashAll()
        try simulation.rest()
        let broken = try simulation.violations()
        #expect(broken == [], "seed \(seed)")
        #expect(try simulation.finish(), "seed \(seed): an offer still waits for people who have done their part")
        let brokenAfter = try simulation.violations()
        #expect(brokenAfter == [], "seed \(seed), after people did their part")
    }

    @Test func `A submission said again cannot take a newer one's place at sign-off`() throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web-vm")
        for kind in [CommandKind.cancel, .goLive] {
            line.publish(offer)
            try line.settle()
            if kind == .cancel { line.command(kind, offer.key) }
            try line.settle()
        }
        let gate = line.broker.records(of: .stage(.publisherSignOff))
        let first = try #require(gate.first { String(decoding: $0.value ?? [], as: UTF8.self).contains("web-vm/1/5") })
        line.broker.append(
            Message(topic: .stage(.publisherSignOff), event: try CloudEvent(structured: first.value ?? [])))
        try line.settle()
        #expect(try Evidence(line).preview["contoso/web-vm"]?.integer("submission") == 2)
        line.command(.goLive, offer.key)
        try line.settle()
        #expect(try line.rows().map(\.state) == [.succeeded])
    }

    @Test func `An attempt that ended blocked, read again and now done, takes its offer on`() throws {
        // More failures than one reading of a record has tries (3), fewer than two have.
        let line = try SimulatedPipeline(
            Script { $0.stop.stage == .provisionPreview && $0.attempt <= 2 ? .fail(times: 5) : .complete })
        let offer = try SampleOffer("web-vm")
        line.publish(offer)
        try line.settle()
        line.command(.resume, offer.key)
        try line.settle()
        #expect(try line.rows().map { $0.steps[3].state } == [.blocked])
        #expect(try line.rows().map { $0.steps[3].attempt } == [2])

        let attempts = line.broker.records(of: .stage(.provisionPreview))
        #expect(attempts.count == 2)
        line.broker.append(
            Message(topic: .stage(.provisionPreview), event: try CloudEvent(structured: attempts[0].value ?? [])))
        try line.settle()
        let evidence = try Evidence(line)
        #expect(evidence.status[offer.key]?.state == .waitingForPublisherReview)
        #expect(evidence.parked.isEmpty)
        #expect(Invariants(evidence: evidence, delivery: .atLeastOnce).violations == [])
        // Without repetition nothing of the kind can happen, and the rules report it.
        #expect(Invariants(evidence: evidence).violations.contains { $0.contains("cannot follow") })
    }

    @Test func `Repetition does happen in these runs`() throws {
        var mailsTwice = 0
        var handedOnTwice = 0
        for seed in 1...5 {
            let line = try SimulatedPipeline(.from(seed: seed)) { log, post in
                BrokenLog(log, at: post, .forgetsOffsets(percent: 40), seed: seed)
            }
            try walk(line) {
                try line.settle()
                try line.crashAll()
                try line.settle()
            }
            let evidence = try Evidence(line)
            mailsTwice += evidence.mails.count - Set(evidence.mails.map(\.id)).count
            handedOnTwice += evidence.scheduled.count - Set(evidence.scheduled.map(\.envelope.id)).count
        }
        #expect(mailsTwice > 0)
        #expect(handedOnTwice > 0)
    }
}
