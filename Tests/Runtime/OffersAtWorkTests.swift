import Base
import KafkaLog
import Log
import Offers
import TestSupport
import Testing

@testable import Runtime

@Suite struct OffersAtWorkTests {
    private func job(_ offer: Int) throws -> Job {
        let name = "contoso/offer-\(offer)"
        let text =
            #"{"specversion":"1.0","id":"i","source":"/s","type":"offers.step.scheduled.v1","subject":"\#(name)","#
            + #""time":"2026-01-31T09:00:00.000Z","submission":"\#(name)/1","route":"0:certify","step":0,"attempt":1,"#
            + #""datacontenttype":"application/json","data":{}}"#
        let record = Record(
            topic: "offers.stage.certify", partition: 0, offset: 0, key: Array(name.utf8), value: Array(text.utf8))
        let slip = try #require(ScheduledStep(key: Array(name.utf8), structured: Array(text.utf8)))
        return Job(record, slip, since: Timestamp(milliseconds: 0))
    }

    @Test(arguments: UInt64(1)...3) func `It says what a dictionary says, in any order of coming and going`(
        _ seed: UInt64
    ) throws {
        var table = OffersAtWork()
        var known: [Int: Job] = [:]
        var random = SeededGenerator(seed: seed)
        // Few offers and many: collisions, gaps that close, and growth.
        for most in [3, 40, 700] {
            for _ in 0..<4000 {
                let offer = Int.random(in: 0..<most, using: &random)
                if let job = known[offer], Int.random(in: 0..<3, using: &random) == 0 {
                    table.remove(job)
                    known[offer] = nil
                } else {
                    let job = try job(offer)
                    #expect(table.replace(with: job) === known.updateValue(job, forKey: offer))
                }
            }
        }
        for (offer, job) in known {
            table.remove(job)
            #expect(table.replace(with: try self.job(offer)) == nil, "offer-\(offer) was taken out")
        }
    }

    @Test func `A number finds its job until that is removed, and no later one in its place`() throws {
        var jobs = JobTable()
        let first = try job(1)
        jobs.add(first)
        let second = try job(2)
        jobs.add(second)
        #expect(jobs[first.number] === first)
        #expect(jobs.count == 2)
        jobs.remove(first)
        let third = try job(3)
        jobs.add(third)
        #expect(jobs[first.number] == nil)
        #expect(third.number > second.number)
        #expect(Set(jobs.map(\.number)) == [second.number, third.number])
        jobs.remove(first)
        #expect(jobs.count == 2)
    }
}
