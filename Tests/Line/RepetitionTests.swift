import EventLog
import Offers
import TestSupport
import Testing

/// At-least-once: what was written may be written again, because its offsets were not kept. Fences and ids made from
/// what happened let the end be the same.
struct RepetitionTests {
    private final class Flag { var isSet = true }

    /// Four offers go as far as they can, and those that wait for their publisher go live.
    private func walk(_ line: SimulatedLine, _ settle: () throws -> Void) throws {
        for index in 1...4 { line.publish(try SampleOffer("offer-\(index)")) }
        try settle()
        for row in try line.rows() where row.state == .waitingForPublisherReview {
            line.command(.goLive, row.key)
        }
        try settle()
    }

    /// How it ended, without what differs by time.
    private func end(_ line: SimulatedLine) throws -> [String] {
        let evidence = try Evidence(line)
        let rows = evidence.status.values.map { row in
            "\(row.submission ?? "") \(row.state) \(row.steps.map(\.state)) \(row.steps.map(\.attempt)) \(row.liveLinks)"
        }
        let mails = Set(evidence.mails.map(\.id)).sorted()
        return rows.sorted() + evidence.preview.keys.sorted() + evidence.awaiting.keys.sorted()
            + evidence.blocked.keys.sorted() + evidence.catalogue.keys.sorted() + mails
    }

    @Test(arguments: 1...24) func `Written again, the end is the same, and a mail twice has one Message-ID`(seed: Int)
        throws
    {
        let calm = try SimulatedLine(.from(seed: seed))
        try walk(calm) { try calm.settle() }

        let forgets = Flag()
        var logs = 0
        let wild = try SimulatedLine(.from(seed: seed)) { log, _ in
            logs += 1
            return BrokenLog(log, .forgetsOffsets(percent: 40), seed: seed &* 1000 + logs) { forgets.isSet }
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
        #expect(Invariants(evidence: evidence, sent: Sent(), delivery: .atLeastOnce).violations == [], "seed \(seed)")
        #expect(try end(wild) == end(calm), "seed \(seed)")
    }

    @Test func `Repetition does happen in these runs`() throws {
        var mailsTwice = 0
        var handedOnTwice = 0
        for seed in 1...5 {
            let line = try SimulatedLine(.from(seed: seed)) { log, _ in
                BrokenLog(log, .forgetsOffsets(percent: 40), seed: seed)
            }
            try walk(line) {
                try line.settle()
                try line.crashAll()
                try line.settle()
            }
            let evidence = try Evidence(line)
            mailsTwice += evidence.mails.count - Set(evidence.mails.map(\.id)).count
            handedOnTwice += evidence.scheduled.count - Set(evidence.scheduled.map(\.id)).count
        }
        #expect(mailsTwice > 0)
        #expect(handedOnTwice > 0)
    }
}
