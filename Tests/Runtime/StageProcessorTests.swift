import Base
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime

struct StageProcessorTests {
    @Test func `A finished job hands on with the same offer bytes and reports its outcome`() throws {
        let bench = try StageFixture(ScriptedWork { _ in .completed(StepOutputs(["certifieddigest": "sha256:1"])) })
        bench.schedule("web-vm")
        try bench.settle()
        let next = try #require(try bench.events(.stage(.package)).first)
        #expect(next.data == scheduledCertify("web-vm").data)
        #expect(next["certifieddigest"] == "sha256:1")
        #expect(next.id == "contoso/web-vm/1/2-package/1/scheduled")
        let outcome = try StepResult(try #require(try bench.events(.outcomes).first))
        #expect(outcome.outcome == .completed(StepOutputs(["certifieddigest": "sha256:1"])))
    }

    @Test func `A crash before the commit repeats the work and leaves one outcome`() throws {
        let runs = Mutex(0)
        let bench = try StageFixture(
            ScriptedWork { _ in
                runs.withLock { $0 += 1 }
                return .completed()
            })
        bench.schedule("web-vm")
        try bench.worker.turn(wait: .zero)
        bench.executor.drain()
        try bench.crash()
        try bench.settle()
        #expect(runs.withLock { $0 } == 2)
        #expect(try bench.events(.outcomes).count == 1)
        #expect(try bench.events(.stage(.package)).count == 1)
    }

    @Test func `A poison record goes to the dead letters unchanged, and its neighbours go on`() throws {
        let bench = try StageFixture()
        let rubbish = Message(
            topic: .stage(.certify), key: Array("contoso/web-vm".utf8), value: Array("rubbish".utf8),
            headers: [.init("who", "knows")])
        bench.broker.append(rubbish)
        bench.schedule("web-vm")
        try bench.settle()
        let letter = try #require(bench.broker.records(of: .deadLetters).first)
        #expect(letter.key == rubbish.key)
        #expect(letter.value == rubbish.value)
        let headers = Dictionary(
            uniqueKeysWithValues: letter.headers.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) })
        #expect(headers["who"] == "knows")
        #expect(headers["__connect.errors.topic"] == "offers.stage.certify")
        #expect(headers["__connect.errors.offset"] == "0")
        #expect(headers["__connect.errors.exception.class.name"] == "not-an-event")
        #expect(try bench.events(.outcomes).count == 1)
    }

    @Test func `A fault is tried again after its wait, delays nobody else, and then blocks the step`() throws {
        let bench = try StageFixture(
            ScriptedWork { job in
                if job.slip.offer.offer == "ill" { throw Fault("region-away", "the region is away") }
                return .completed()
            })
        bench.schedule("ill")
        bench.schedule("well")
        try bench.settle()
        #expect(try bench.events(.outcomes).map(\.subject) == ["contoso/well"])
        bench.clock.advance(.milliseconds(500))
        try bench.settle()
        #expect(!(try bench.events(.outcomes).contains { $0.type.rawValue == "offers.step.faulted.v1" }))
        bench.clock.advance(.seconds(1))
        try bench.settle()
        bench.clock.advance(.seconds(10))
        try bench.settle()
        let blocked = try #require(
            try bench.events(.outcomes).first { $0.type.rawValue == "offers.step.faulted.v1" })
        #expect(blocked.subject == "contoso/ill")
        #expect(try StepResult(blocked).outcome == .faulted(Fault("region-away", "the region is away")))
    }

    @Test func `The records of one offer are worked on one after another`() throws {
        let order = Mutex<[Int]>([])
        let bench = try StageFixture(
            ScriptedWork { job in
                order.withLock { $0.append(job.slip.attempt) }
                return .completed()
            })
        for attempt in 1...3 { bench.schedule("web-vm", attempt: attempt) }
        try bench.worker.turn(wait: .zero)
        bench.executor.drain()
        #expect(order.withLock { $0 } == [1])
        try bench.settle()
        #expect(order.withLock { $0 } == [1, 2, 3])
    }

    @Test func `A result that comes after the partition was lost is dropped`() throws {
        let bench = try StageFixture()
        bench.schedule("web-vm")
        try bench.worker.turn(wait: .zero)
        // A second member joins: every partition changes hands before the result is looked at.
        let other = MemoryLog(bench.broker, group: "certify", inputs: [.stage(.certify)])
        bench.executor.drain()
        try bench.settle()
        other.close()
        try bench.settle()
        #expect(try bench.events(.outcomes).count == 1)
    }

    @Test func `Work that takes long says that it started, with the progress it reported`() throws {
        let gate = AsyncGate()
        let bench = try StageFixture(
            ScriptedWork { job in
                job.report(Progress(percent: 40))
                await gate.wait()
                return .completed()
            })
        bench.schedule("web-vm")
        try bench.settle()
        #expect(try bench.events(.outcomes).isEmpty)
        bench.clock.advance(.seconds(2))
        try bench.settle()
        #expect(
            try StepResult(try #require(try bench.events(.outcomes).first)).outcome
                == .progressed(Progress(percent: 40)))
        gate.open()
        bench.executor.drain()
        try bench.settle()
        #expect(try bench.events(.outcomes).last?.type.rawValue == "offers.step.completed.v1")
    }

    @Test func `An event for another stage is a dead letter that says so`() throws {
        let bench = try StageFixture()
        var event = scheduledCertify("web-vm")
        event.set("step", .integer(2))
        bench.broker.append(Message(topic: .stage(.certify), event: event))
        try bench.settle()
        let letter = try #require(bench.broker.records(of: .deadLetters).first)
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
