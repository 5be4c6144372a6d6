// A stage's worker under pauses: of its stage, of the line, of one offer.

import Base
import Events
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
                self.offers.withLock { $0.append(job.step.key.offer) }
                return .completed()
            }
        }
    }

    private func control(_ fixture: StageFixture, _ scope: Controls.Scope, paused: Bool) throws {
        let pause = paused ? Controls.Pause(since: fixture.clock.now) : nil
        fixture.broker.append(Controls.message(scope, pause, id: "c", source: "/test"))
        fixture.clock.advance(.milliseconds(300))
    }

    @Test(arguments: [Controls.Scope.pipeline, .stage(.certify)])
    func `A paused stage begins nothing, keeps its membership, and resumes where it stopped`(scope: Controls.Scope)
        throws
    {
        let runs = Runs()
        let fixture = try StageFixture(runs.work)
        try control(fixture, scope, paused: true)
        fixture.schedule("web-vm")
        try fixture.settle()
        #expect(runs.all == [])
        try fixture.crash()
        try fixture.settle()
        #expect(runs.all == [], "the pause holds over a restart")
        #expect(try fixture.log.poll(max: 0, wait: .zero).lost.isEmpty, "no rebalance")
        try control(fixture, scope, paused: false)
        try fixture.settle()
        #expect(runs.all == ["web-vm"])
        #expect(try fixture.reports().map(\.outcome.kind) == [.completed])
    }

    @Test func `Another stage's pause stops nothing`() throws {
        let fixture = try StageFixture()
        try control(fixture, .stage(.package), paused: true)
        fixture.schedule("web-vm")
        try fixture.settle()
        #expect(try fixture.reports().count == 1)
    }

    @Test func `What runs when the stage is paused ends and is committed; what was taken in and not begun waits`()
        throws
    {
        let gate = AsyncGate()
        let runs = Mutex(0)
        let fixture = try StageFixture(
            ScriptedWork { _ in
                runs.withLock { $0 += 1 }
                await gate.wait()
                return .completed()
            })
        // Four tasks; a fifth offer waits for one.
        for number in 1...5 { fixture.schedule("offer-\(number)", of: "publisher-\(number)") }
        try fixture.settle()
        #expect(runs.withLock { $0 } == 4)
        try control(fixture, .stage(.certify), paused: true)
        try fixture.worker.turn(wait: .zero)
        gate.open()
        fixture.executor.drain()
        try fixture.settle()
        #expect(runs.withLock { $0 } == 4)
        #expect(try fixture.reports().count { $0.outcome.kind == .completed } == 4)
        try control(fixture, .stage(.certify), paused: false)
        try fixture.settle()
        #expect(try fixture.reports().count { $0.outcome.kind == .completed } == 5)
    }

    @Test func `A paused offer's step goes back unbegun after a second and does not delay others`() throws {
        let runs = Runs()
        let fixture = try StageFixture(runs.work)
        try control(fixture, .offer(OfferKey(publisher: "contoso", offer: "web-vm")), paused: true)
        fixture.schedule("web-vm")
        fixture.schedule("other")
        try fixture.settle()
        #expect(runs.all == ["other"])
        fixture.clock.advance(.seconds(2))
        try fixture.settle()
        let reports = try fixture.reports()
        let held = try #require(reports.first { $0.submission.offer.offer == "web-vm" })
        #expect(held.outcome == .faulted(.paused))
        #expect(
            held.parked == scheduledCertify("web-vm"))
        #expect(runs.all == ["other"])
        try fixture.crash()
        try fixture.settle()
        #expect(try fixture.reports().count == 2, "the record is finished: it holds up nobody")
    }

    @Test func `A pause that is lifted within the second is never seen by the offer`() throws {
        let runs = Runs()
        let fixture = try StageFixture(runs.work)
        let scope = Controls.Scope.offer(OfferKey(publisher: "contoso", offer: "web-vm"))
        try control(fixture, scope, paused: true)
        fixture.schedule("web-vm")
        try fixture.settle()
        try control(fixture, scope, paused: false)
        fixture.clock.advance(.seconds(1))
        try fixture.settle()
        #expect(runs.all == ["web-vm"])
        #expect(try fixture.reports("web-vm").map(\.outcome.kind).filter { $0 != .started } == [.completed])
    }

    @Test func `A control that nobody can read changes nothing`() throws {
        let fixture = try StageFixture()
        try control(fixture, .pipeline, paused: true)
        for value in ["rubbish", #"{"specversion":"1.0","id":"1","source":"/x","type":"offers.control.paused.v9"}"#] {
            fixture.broker.append(
                Message(topic: .controls, key: Array("pipeline".utf8), value: Array(value.utf8)))
        }
        fixture.broker.append(Message(topic: .controls, key: Array("??".utf8), value: Array("{}".utf8)))
        fixture.schedule("web-vm")
        fixture.clock.advance(.milliseconds(300))
        try fixture.settle()
        #expect(try fixture.reports().isEmpty)
    }
}
