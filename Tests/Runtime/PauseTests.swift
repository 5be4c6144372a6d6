// A stage's worker under pauses: of its stage, of the line, of one offer.

import Base
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime

struct PauseTests {
    private final class Runs: Sendable {
        let offers = Mutex<[String]>([])
        var all: [String] { offers.withLock { $0 } }

        var work: ScriptedWork {
            ScriptedWork { job in
                self.offers.withLock { $0.append(job.slip.offer.offer) }
                return .completed()
            }
        }
    }

    private func control(_ bench: StageFixture, _ scope: Controls.Scope, paused: Bool) throws {
        let pause = paused ? Controls.Pause(since: bench.clock.now) : nil
        bench.broker.append(Controls.message(scope, pause, id: "c", source: "/test"))
        bench.clock.advance(.milliseconds(300))
    }

    @Test(arguments: [Controls.Scope.line, .stage(.certify)])
    func `A paused stage begins nothing, keeps its membership, and goes on where it stood`(scope: Controls.Scope) throws
    {
        let runs = Runs()
        let bench = try StageFixture(runs.work)
        try control(bench, scope, paused: true)
        bench.schedule("web-vm")
        try bench.settle()
        #expect(runs.all == [])
        try bench.crash()
        try bench.settle()
        #expect(runs.all == [], "the pause holds over a restart")
        #expect(try bench.log.poll(max: 0, wait: .zero).lost.isEmpty, "no rebalance")
        try control(bench, scope, paused: false)
        try bench.settle()
        #expect(runs.all == ["web-vm"])
        #expect(try bench.events(.outcomes).map(\.type.rawValue) == ["offers.step.completed.v1"])
    }

    @Test func `Another stage's pause stops nothing`() throws {
        let bench = try StageFixture()
        try control(bench, .stage(.package), paused: true)
        bench.schedule("web-vm")
        try bench.settle()
        #expect(try bench.events(.outcomes).count == 1)
    }

    @Test func `What runs when the stage is paused ends and is committed; what was taken in and not begun waits`()
        throws
    {
        let gate = AsyncGate()
        let runs = Mutex(0)
        let bench = try StageFixture(
            ScriptedWork { _ in
                runs.withLock { $0 += 1 }
                await gate.wait()
                return .completed()
            })
        // Four lanes; a fifth offer waits for one.
        for number in 1...5 { bench.schedule("offer-\(number)") }
        try bench.settle()
        #expect(runs.withLock { $0 } == 4)
        try control(bench, .stage(.certify), paused: true)
        try bench.worker.turn(wait: .zero)
        gate.open()
        bench.executor.drain()
        try bench.settle()
        #expect(runs.withLock { $0 } == 4)
        #expect(try bench.events(.outcomes).count { $0.type.rawValue == "offers.step.completed.v1" } == 4)
        try control(bench, .stage(.certify), paused: false)
        try bench.settle()
        #expect(try bench.events(.outcomes).count { $0.type.rawValue == "offers.step.completed.v1" } == 5)
    }

    @Test func `A paused offer's step is given back unbegun after a second, and its neighbours go on`() throws {
        let runs = Runs()
        let bench = try StageFixture(runs.work)
        try control(bench, .offer(OfferKey(publisher: "contoso", offer: "web-vm")), paused: true)
        bench.schedule("web-vm")
        bench.schedule("other")
        try bench.settle()
        #expect(runs.all == ["other"])
        bench.clock.advance(.seconds(2))
        try bench.settle()
        let reports = try bench.events(.outcomes).map { try StepResult($0) }
        let held = try #require(reports.first { $0.submission.offer.offer == "web-vm" })
        #expect(held.outcome == .faulted(.paused))
        #expect(try ScheduledStep(Event(structured: try #require(held.parked))).event == scheduledCertify("web-vm"))
        #expect(runs.all == ["other"])
        try bench.crash()
        try bench.settle()
        #expect(try bench.events(.outcomes).count == 2, "the record is finished: it holds up nobody")
    }

    @Test func `A pause that is lifted within the second is never seen by the offer`() throws {
        let runs = Runs()
        let bench = try StageFixture(runs.work)
        let scope = Controls.Scope.offer(OfferKey(publisher: "contoso", offer: "web-vm"))
        try control(bench, scope, paused: true)
        bench.schedule("web-vm")
        try bench.settle()
        try control(bench, scope, paused: false)
        bench.clock.advance(.seconds(1))
        try bench.settle()
        #expect(runs.all == ["web-vm"])
        #expect(try bench.reports("web-vm").map(\.outcome.kind).filter { $0 != "started" } == ["completed"])
    }

    @Test func `A control that nobody can read changes nothing`() throws {
        let bench = try StageFixture()
        try control(bench, .line, paused: true)
        for value in ["rubbish", #"{"specversion":"1.0","id":"1","source":"/x","type":"offers.control.paused.v9"}"#] {
            bench.broker.append(
                Message(topic: .controls, key: Array("line".utf8), value: Array(value.utf8)))
        }
        bench.broker.append(Message(topic: .controls, key: Array("??".utf8), value: Array("{}".utf8)))
        bench.schedule("web-vm")
        bench.clock.advance(.milliseconds(300))
        try bench.settle()
        #expect(try bench.events(.outcomes).isEmpty)
    }
}
