// Work that ends its process, and work that never returns, with real processes: how the pipeline continues all the same.

import Base
import Events
import Foundation
import JSON
import Offers
import Testing

extension EndToEndTests {
    @Test func `A record that crashes every worker is a dead letter after three, and its neighbors are done`() throws {
        let pipeline = try RunningPipeline(only: [])
        defer { pipeline.stop() }
        let names = ["crash-\(freshOffer("x"))", freshOffer("one"), freshOffer("two"), freshOffer("three")]
        for name in names { try pipeline.schedule(name) }
        var ended: [Process.TerminationReason] = []
        // A supervisor: it starts the worker again as often as it ends.
        var worker = try pipeline.start("unruly-stage", [])
        try pipeline.eventually("the record is a dead letter, and the others are done") {
            if !worker.isRunning {
                ended.append(worker.terminationReason)
                worker = try pipeline.start("unruly-stage", [])
            }
            let done = try names.dropFirst().allSatisfy {
                try !pipeline.consume(.outcomes, key: "contoso/\($0)").isEmpty
            }
            return try done && !pipeline.consume(.deadLetters, key: "contoso/\(names[0])").isEmpty
        }
        #expect(ended == Array(repeating: .uncaughtSignal, count: 3))
        #expect(worker.isRunning)
        let said = try pipeline.consume(.outcomes, key: "contoso/\(names[0])")
        #expect(said.filter { $0.contains("offers.step.faulted.v1") && $0.contains("crashes-worker") }.count == 1)
        #expect(try pipeline.consume(.deadLetters, key: "contoso/\(names[0])").count == 1)
        for name in names.dropFirst() {
            let completed = try pipeline.consume(.outcomes, key: "contoso/\(name)").filter { $0.contains("completed") }
            // At-least-once may say it again after a crash; it is the same event.
            #expect(Set(completed).count >= 1, "\(name)")
        }
    }

    @Test func `Work that never returns ends its process after the grace; work that ends when it is canceled does not`()
        throws
    {
        let pipeline = try RunningPipeline(only: [])
        defer { pipeline.stop() }
        let slow = "sleep-\(freshOffer("x"))"
        try pipeline.schedule(slow)
        let times = ["--work-timeout-s", "1", "--work-grace-s", "2"]
        let first = try pipeline.start("unruly-stage", times)
        try pipeline.eventually("three tries took too long") {
            try pipeline.consume(.outcomes, key: "contoso/\(slow)").contains {
                $0.contains("offers.step.faulted.v1") && $0.contains("timed-out")
            }
        }
        #expect(first.isRunning)

        let stuck = "stuck-\(freshOffer("x"))"
        let beside = freshOffer("beside")
        try pipeline.schedule(stuck)
        try pipeline.schedule(beside)
        try pipeline.eventually("the process ended by itself") { !first.isRunning }
        #expect(first.terminationReason == .exit)
        #expect(first.terminationStatus == 70)
        #expect(
            pipeline.log(of: pipeline.index(of: first)).contains(
                "does not return; exiting so that the other offers continue"))
        #expect(try pipeline.consume(.outcomes, key: "contoso/\(beside)").contains { $0.contains("completed") })
        // Each process that it ends counts; the fourth makes it a dead letter.
        var worker = try pipeline.start("unruly-stage", times)
        try pipeline.eventually("the record is a dead letter") {
            if !worker.isRunning { worker = try pipeline.start("unruly-stage", times) }
            return try !pipeline.consume(.deadLetters, key: "contoso/\(stuck)").isEmpty
        }
        #expect(worker.isRunning)
    }
}

extension RunningPipeline {
    /// Writes a step of certification for an offer, as the coordinator would.
    func schedule(_ name: String) throws {
        var step = ScheduledStep(
            SubmissionID(offer: OfferKey(publisher: "contoso", offer: name), number: 1), process: "test@00000000",
            route: Route(step: 0, stages: [.certify]), source: "/offers/coordinator", at: World.real.now())
        step.offer = RawJSON(Array(#"{"publisher":"contoso","offer":"\#(name)","type":"container-image"}"#.utf8))
        // One partition for all, so that they are neighbors.
        try send(step, options: ["-p", "0"])
    }
}
