// Overdue (R27) where nobody is there to do the step, and where nobody is there to look at the clock.

import Base
import Offers
import SimulationHarness
import Testing

struct OverdueTests {
    @Test func `A stage without any worker is noticed once, counted from scheduling, over every restart`() throws {
        let line = try SimulatedPipeline()
        let sample = try SampleOffer("web-vm")
        let place = try #require(line.members.firstIndex { $0.program.name == "validate-prerequisites" })
        line.kill(place)
        line.publish(sample)
        try line.settle()
        func overdue() throws -> Int {
            try Evidence(line).history[sample.key]?.count { $0.transition.kind == .stepOverdue } ?? 0
        }
        line.clock.advance(.seconds(14 * 60))
        try line.crashAll()
        try line.settle()
        #expect(try overdue() == 0, "a restart does not shorten the time")
        line.clock.advance(.seconds(61))
        try line.settle()
        #expect(try overdue() == 1, "and does not begin it anew")
        for _ in 0..<3 {
            try line.crashAll()
            line.clock.advance(.seconds(3600))
            try line.settle()
        }
        #expect(try overdue() == 1)
        let evidence = try Evidence(line)
        let entry = try #require(evidence.history[sample.key]?.first { $0.transition.kind == .stepOverdue })
        let mails = evidence.mails.filter { $0.id.hasPrefix("\(entry.id)/") }
        #expect(mails.count == 2, "the publisher and the operator, once each")
    }
}
