// Pauses with real processes: by the tool, over restarts, without a rebalance.

import Base
import Foundation
import Offers
import Testing

extension EndToEndTests {
    @Test func `A paused stage waits over a restart in its group, and a paused offer where it is`() throws {
        let workers = ["offer-coordinator", "validate-prerequisites"]
        let pipeline = try RunningPipeline(only: workers)
        defer { pipeline.stop() }
        #expect(
            try pipeline.run("offerctl", ["pause", "--stage", "validate-prerequisites", "--text", "tried out"]).status
                == 0)
        let first = try #require(pipeline.instances(of: "validate-prerequisites").first)
        try pipeline.eventually("the worker says that it is paused") {
            pipeline.log(of: pipeline.index(of: first)).contains(#""paused""#)
        }
        kill(first.processIdentifier, SIGTERM)
        first.waitUntilExit()
        #expect(first.terminationStatus == 0)
        let second = try pipeline.start("validate-prerequisites", [])
        let name = freshOffer("paused")
        let offer = "contoso/\(name)"
        try pipeline.produce(try pipeline.sample("web-container", as: name), options: [])
        try pipeline.eventually("the offer runs") { try pipeline.status(offer)?.state == .running }
        try pipeline.eventually("the restarted worker joined and is paused") {
            let log = pipeline.log(of: pipeline.index(of: second))
            return log.contains(#""paused""#) && log.contains(#""joined""#)
        }
        #expect(try pipeline.status(offer)?.currentStep == 0)
        #expect(
            try pipeline.run("offerctl", ["list"]).out.contains("Stage validate-prerequisites has been paused since"))

        // The offer is paused as well: when the stage resumes, its step is reclaimed and kept.
        #expect(try pipeline.run("offerctl", ["pause", offer, "--timeout", "60"]).status == 0)
        #expect(try pipeline.run("offerctl", ["resume", "--stage", "validate-prerequisites"]).status == 0)
        try pipeline.eventually("the step was reclaimed") { try pipeline.status(offer)?.paused?.isHeld == true }
        #expect(try pipeline.status(offer)?.currentStep == 0)
        #expect(try pipeline.run("offerctl", ["resume", offer, "--timeout", "60"]).status == 0)
        try pipeline.eventually("the first step is done") { try pipeline.status(offer)?.currentStep ?? 0 > 0 }
        // The step is a new attempt; a worker that reads of the end of the pause late gives it back once more.
        #expect(try pipeline.status(offer)?.steps[0].attempt ?? 0 >= 2)
        #expect(second.isRunning)
    }
}
