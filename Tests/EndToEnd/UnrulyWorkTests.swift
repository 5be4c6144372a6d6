// Work that ends its process, and work that never returns, with real processes: how the line goes on all the same.

import Base
import Events
import Foundation
import Offers
import Testing

extension EndToEndTests {
    @Test func `A record that crashes every worker is a dead letter after three, and its neighbours are done`() throws {
        let line = try RunningLine(only: [])
        defer { line.stop() }
        let names = ["crash-\(freshOffer("x"))", freshOffer("one"), freshOffer("two"), freshOffer("three")]
        for name in names { try line.schedule(name) }
        var ended: [Process.TerminationReason] = []
        // A supervisor: it starts the worker again as often as it ends.
        var worker = try line.start("unruly-stage", [])
        try line.eventually("the record is a dead letter, and the others are done") {
            if !worker.isRunning {
                ended.append(worker.terminationReason)
                worker = try line.start("unruly-stage", [])
            }
            let done = try names.dropFirst().allSatisfy { try !line.consume(.outcomes, key: "contoso/\($0)").isEmpty }
            return try done && !line.consume(.deadLetters, key: "contoso/\(names[0])").isEmpty
        }
        #expect(ended == Array(repeating: .uncaughtSignal, count: 3))
        #expect(worker.isRunning)
        let said = try line.consume(.outcomes, key: "contoso/\(names[0])")
        #expect(said.filter { $0.contains("offers.step.faulted.v1") && $0.contains("crashes-worker") }.count == 1)
        #expect(try line.consume(.deadLetters, key: "contoso/\(names[0])").count == 1)
        for name in names.dropFirst() {
            let completed = try line.consume(.outcomes, key: "contoso/\(name)").filter { $0.contains("completed") }
            // At-least-once may say it again after a crash; it is the same event.
            #expect(Set(completed).count >= 1, "\(name)")
        }
    }

    @Test func `Work that never returns ends its process after the grace; work that ends when it is canceled does not`()
        throws
    {
        let line = try RunningLine(only: [])
        defer { line.stop() }
        let slow = "sleep-\(freshOffer("x"))"
        try line.schedule(slow)
        let times = ["--work-timeout-s", "1", "--work-grace-s", "2"]
        let first = try line.start("unruly-stage", times)
        try line.eventually("three tries took too long") {
            try line.consume(.outcomes, key: "contoso/\(slow)").contains {
                $0.contains("offers.step.faulted.v1") && $0.contains("timed-out")
            }
        }
        #expect(first.isRunning)

        let stuck = "stuck-\(freshOffer("x"))"
        let beside = freshOffer("beside")
        try line.schedule(stuck)
        try line.schedule(beside)
        try line.eventually("the process ended by itself") { !first.isRunning }
        #expect(first.terminationReason == .exit)
        #expect(first.terminationStatus == 70)
        #expect(
            line.log(of: line.index(of: first)).contains("does not return; exiting so that the other offers continue"))
        #expect(try line.consume(.outcomes, key: "contoso/\(beside)").contains { $0.contains("completed") })
        // Each process that it ends counts; the fourth makes it a dead letter.
        var worker = try line.start("unruly-stage", times)
        try line.eventually("the record is a dead letter") {
            if !worker.isRunning { worker = try line.start("unruly-stage", times) }
            return try !line.consume(.deadLetters, key: "contoso/\(stuck)").isEmpty
        }
        #expect(worker.isRunning)
    }
}

extension RunningLine {
    /// Writes a step of certification for an offer, as the coordinator would.
    func schedule(_ name: String) throws {
        let submission = "contoso/\(name)/1"
        var event = CloudEvent(
            id: "\(submission)/0-certify/1/scheduled", source: "/offers/coordinator", type: .stepScheduled,
            subject: "contoso/\(name)", time: World.real.now(),
            data: Array(#"{"publisher":"contoso","offer":"\#(name)","type":"container-image"}"#.utf8))
        event[ScheduledStep.Name.submission] = submission
        event[ScheduledStep.Name.route] = "0:certify"
        event.set(ScheduledStep.Name.step, .integer(0))
        event.set(ScheduledStep.Name.attempt, .integer(1))
        let file = folder.appending(path: "event-\(name)").path
        try Data(event.structured()).write(to: URL(filePath: file))
        // One partition for all, so that they are neighbours.
        let sent = try run(
            "/usr/bin/kcat",
            [
                "-P", "-b", broker, "-t", Topic.stage(.certify).name, "-p", "0", "-k", "contoso/\(name)", "-H",
                "content-type=application/cloudevents+json", file,
            ])
        #expect(sent.status == 0, "\(sent.err)")
    }
}
