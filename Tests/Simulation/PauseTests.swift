// Pauses on the whole line in memory, with every process crashing in between.

import Base
import Offers
import SimulationHarness
import Testing

struct PauseTests {
    private let offer = OfferKey(publisher: "contoso", offer: "web-vm")

    private func status(_ line: SimulatedPipeline) throws -> OfferStatus {
        try #require(try line.rows().first { $0.key == offer })
    }

    private func look(_ line: SimulatedPipeline) throws {
        line.clock.advance(.seconds(2))
        try line.settle()
    }

    @Test func `An offer paused before its first step goes nowhere, also over restarts, and goes live after resume`()
        throws
    {
        let line = try SimulatedPipeline()
        let sample = try SampleOffer("web-vm", changes: SampleOffer.noTestDrive)
        line.publish(sample)
        try line.members.first { $0.program.name == "offer-coordinator" }.map { _ = try $0.turn() }
        line.command(.pause, sample.key)
        try line.members.first { $0.program.name == "offer-coordinator" }.map { _ = try $0.turn() }
        line.clock.advance(.seconds(1))
        try line.settle()
        try look(line)
        let key = sample.key
        var row = try #require(try line.rows().first { $0.key == key })
        #expect(row.paused?.isHeld == true)
        #expect(row.currentStep == 0)
        try line.crashAll()
        try look(line)
        row = try #require(try line.rows().first { $0.key == key })
        #expect(row.currentStep == 0)
        line.command(.resume, key)
        try line.settle()
        row = try #require(try line.rows().first { $0.key == key })
        #expect(row.state == .waitingForPublisherReview)

        // At sign-off: go live is taken, and nothing is begun behind it before the offer resumes.
        line.command(.pause, key)
        try look(line)
        line.command(.goLive, key)
        try look(line)
        try line.crashAll()
        try look(line)
        row = try #require(try line.rows().first { $0.key == key })
        #expect(row.steps[row.currentStep ?? 0].stage == .provisionProduction)
        #expect(row.paused?.isHeld == true)
        line.command(.resume, key)
        try line.settle()
        row = try #require(try line.rows().first { $0.key == key })
        #expect(row.state == .succeeded)
        let kinds = try Evidence(line).history[key]?.map(\.transition.kind) ?? []
        #expect(kinds.count { $0 == .paused } == 2)
        #expect(kinds.count { $0 == .resumed } == 2)
    }
}
