import Base
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime

struct StageProcessorTests {
    @Test func `A finished job hands off the same offer bytes and reports its outcome`() throws {
        let fixture = try StageFixture(ScriptedWork { _ in .completed(StepOutputs(["certifieddigest": "sha256:1"])) })
        fixture.schedule("web-vm")
        try fixture.settle()
        let next = try #require(try fixture.events(.stage(.package)).first)
        #expect(next.data == scheduledCertify("web-vm").data)
        #expect(next["certifieddigest"] == "sha256:1")
        #expect(next.id == "contoso/web-vm/1/2-package/1/scheduled")
        let outcome = try StepResult(try #require(try fixture.events(.outcomes).first))
        #expect(outcome.outcome == .completed(StepOutputs(["certifieddigest": "sha256:1"])))
    }

    @Test func `A crash before the commit repeats the work and leaves one outcome`() throws {
        let runs = Mutex(0)
        let fixture = try StageFixture(
            ScriptedWork { _ in
                runs.withLock { $0 += 1 }
                return .completed()
            })
        fixture.schedule("web-vm")
        try fixture.worker.turn(wait: .zero)
        fixture.executor.drain()
        try fixture.crash()
        try fixture.settle()
        #expect(runs.withLock { $0 } == 2)
        #expect(try fixture.events(.outcomes).count == 1)
        #expect(try fixture.events(.stage(.package)).count == 1)
    }

    @Test func `A poison record goes to the dead letters unchanged and does not delay others`() throws {
        let fixture = try StageFixture()
        let rubbish = Message(
            topic: .stage(.certify), key: Array("contoso/web-vm".utf8), value: Array("rubbish".utf8),
            headers: [.init("who", "knows")])
        fixture.broker.append(rubbish)
        fixture.schedule("web-vm")
        try fixture.settle()
        let letter = try #require(fixture.broker.records(of: .deadLetters).first)
        #expect(letter.key == rubbish.key)
        #expect(letter.value == rubbish.value)
        let headers = Dictionary(
            uniqueKeysWithValues: letter.headers.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) })
        #expect(headers["who"] == "knows")
        #expect(headers["__connect.errors.topic"] == "offers.stage.certify")
        #expect(headers["__connect.errors.offset"] == "0")
        #expect(headers["__connect.errors.exception.class.name"] == "not-an-event")
        #expect(try fixture.events(.outcomes).count == 1)
    }

    @Test func `A fault is tried again after its wait, delays nobody else, and then blocks the step`() throws {
        let fixture = try StageFixture(
            ScriptedWork { job in
                if job.slip.offer.offer == "ill" { throw Fault("region-away", "the region is away") }
                return .completed()
            })
        fixture.schedule("ill")
        fixture.schedule("well")
        try fixture.settle()
        #expect(try fixture.events(.outcomes).map(\.subject) == ["contoso/well"])
        fixture.clock.advance(.milliseconds(500))
        try fixture.settle()
        #expect(!(try fixture.events(.outcomes).contains { $0.type.rawValue == "offers.step.faulted.v1" }))
        fixture.clock.advance(.seconds(1))
        try fixture.settle()
        fixture.clock.advance(.seconds(10))
        try fixture.settle()
        let blocked = try #require(
            try fixture.events(.outcomes).first { $0.type.rawValue == "offers.step.faulted.v1" })
        #expect(blocked.subject == "contoso/ill")
        #expect(try StepResult(blocked).outcome == .faulted(Fault("region-away", "the region is away")))
    }

    @Test func `The records of one offer are worked on one after another`() throws {
        let order = Mutex<[Int]>([])
        let fixture = try StageFixture(
            ScriptedWork { job in
                order.withLock { $0.append(job.slip.attempt) }
                return .completed()
            })
        for attempt in 1...3 { fixture.schedule("web-vm", attempt: attempt) }
        try fixture.worker.turn(wait: .zero)
        fixture.executor.drain()
        #expect(order.withLock { $0 } == [1])
        try fixture.settle()
        #expect(order.withLock { $0 } == [1, 2, 3])
    }

    @Test func `A result that comes after the partition was lost is dropped`() throws {
        let fixture = try StageFixture()
        fixture.schedule("web-vm")
        try fixture.worker.turn(wait: .zero)
        // A second member joins: every partition changes hands before the result is looked at.
        let other = MemoryLog(fixture.broker, group: "certify", inputs: [.stage(.certify)])
        fixture.executor.drain()
        try fixture.settle()
        other.close()
        try fixture.settle()
        #expect(try fixture.events(.outcomes).count == 1)
    }

    @Test func `Work that takes long says that it started, with the progress it reported`() throws {
        let gate = AsyncGate()
        let fixture = try StageFixture(
            ScriptedWork { job in
                job.report(Progress(percent: 40))
                await gate.wait()
                return .completed()
            })
        fixture.schedule("web-vm")
        try fixture.settle()
        #expect(try fixture.events(.outcomes).isEmpty)
        fixture.clock.advance(.seconds(2))
        try fixture.settle()
        #expect(
            try StepResult(try #require(try fixture.events(.outcomes).first)).outcome
                == .progressed(Progress(percent: 40)))
        gate.open()
        fixture.executor.drain()
        try fixture.settle()
        #expect(try fixture.events(.outcomes).last?.type.rawValue == "offers.step.completed.v1")
    }

    @Test func `An event for another stage is a dead letter that says so`() throws {
        let fixture = try StageFixture()
        var event = scheduledCertify("web-vm")
        event.set("step", .integer(2))
        fixture.broker.append(Message(topic: .stage(.certify), event: event))
        try fixture.settle()
        let letter = try #require(fixture.broker.records(of: .deadLetters).first)
        #expect(
            letter.headers.contains {
                String(decoding: $0.value, as: UTF8.self) == "the event is for package, this is certify"
            })
    }
}

/// Holds a task until it is opened.
final class AsyncGate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if goesOn { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
