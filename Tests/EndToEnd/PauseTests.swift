// Pauses with real processes: by the tool, over restarts, without a rebalance.

import Base
import Foundation
import Offers
import Testing

extension EndToEndTests {
    @Test func `A paused stage waits over a restart in its group, and a paused offer where it stands`() throws {
        let workers = ["offer-coordinator", "validate-prerequisites"]
        let line = try RunningLine(only: workers)
        defer { line.stop() }
        #expect(
            try line.run("offerctl", ["pause", "--stage", "validate-prerequisites", "--text", "tried out"]).status == 0)
        let first = try #require(line.instances(of: "validate-prerequisites").first)
        try line.eventually("the worker says that it is paused") {
            line.log(of: line.index(of: first)).contains(#""paused""#)
        }
        kill(first.processIdentifier, SIGTERM)
        first.waitUntilExit()
        #expect(first.terminationStatus == 0)
        let second = try line.start("validate-prerequisites", [])
        let name = freshOffer("paused")
        let offer = "contoso/\(name)"
        try line.produce(try line.sample("web-container", as: name), options: [])
        try line.eventually("the offer runs") { try line.status(offer)?.state == .running }
        try line.eventually("the restarted worker joined and is paused") {
            let log = line.log(of: line.index(of: second))
            return log.contains(#""paused""#) && log.contains(#""joined""#)
        }
        #expect(try line.status(offer)?.currentStep == 0)
        #expect(try line.run("offerctl", ["list"]).out.contains("Stage validate-prerequisites has been paused since"))

        // The offer is paused as well: when the stage goes on, its step is given back and kept.
        #expect(try line.run("offerctl", ["pause", offer, "--timeout", "60"]).status == 0)
        #expect(try line.run("offerctl", ["resume", "--stage", "validate-prerequisites"]).status == 0)
        try line.eventually("the step was given back") { try line.status(offer)?.paused?.isHeld == true }
        #expect(try line.status(offer)?.currentStep == 0)
        #expect(try line.run("offerctl", ["resume", offer, "--timeout", "60"]).status == 0)
        try line.eventually("the first step is done") { try line.status(offer)?.currentStep ?? 0 > 0 }
        // The step is a new attempt; a worker that reads of the end of the pause late gives it back once more.
        #expect(try line.status(offer)?.steps[0].attempt ?? 0 >= 2)
        #expect(second.isRunning)
    }
}
