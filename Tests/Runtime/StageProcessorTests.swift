import Base
import Events
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
        let next = try #require(try fixture.handedOff().first)
        #expect(next.offer == scheduledCertify("web-vm").offer)
        #expect(next.facts["certifieddigest"] == "sha256:1")
        #expect(next.envelope.id == "contoso/web-vm/1/2-package/1/scheduled")
        let outcome = try #require(try fixture.reports().first)
        #expect(outcome.outcome == .completed(StepOutputs(["certifieddigest": "sha256:1"])))
    }

    @Test func `A stage follows the controls and no other topic, as its rights allow`() throws {
        #expect(try StageFixture().processor.follows == [.controls])
    }

    /// Work that waits gets more tasks: `PauseTests` and `LimitTests` show it.
    @Test func `Short work on many offers is done by one task`() throws {
        let tasks = Mutex<Set<Int>>([])
        let fixture = try StageFixture(
            ScriptedWork { _ in
                withUnsafeCurrentTask { task in
                    guard let task else { return }
                    tasks.withLock { _ = $0.insert(task.hashValue) }
                }
                return .completed()
            })
        for number in 1...40 { fixture.schedule("offer-\(number)") }
        try fixture.settle()
        #expect(try fixture.reports().count == 40)
        #expect(tasks.withLock { $0.count } == 1)
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
        #expect(try fixture.reports().count == 1)
        #expect(try fixture.handedOff().count == 1)
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
        #expect(try fixture.reports().count == 1)
    }

    @Test func `A fault is tried again after its wait, delays nobody else, and then blocks the step`() throws {
        let fixture = try StageFixture(
            ScriptedWork { job in
                if job.step.key.offer == "ill" { throw Fault("region-away", "the region is away") }
                return .completed()
            })
        fixture.schedule("ill")
        fixture.schedule("well")
        try fixture.settle()
        #expect(try fixture.reports().map(\.submission.offer.offer) == ["well"])
        fixture.clock.advance(.milliseconds(500))
        try fixture.settle()
        #expect(!(try fixture.reports().contains { $0.outcome.kind == .faulted }))
        fixture.clock.advance(.seconds(1))
        try fixture.settle()
        fixture.clock.advance(.seconds(10))
        try fixture.settle()
        let blocked = try #require(
            try fixture.reports().first { $0.outcome.kind == .faulted })
        #expect(blocked.submission.offer.offer == "ill")
        #expect(blocked.outcome == .faulted(Fault("region-away", "the region is away")))
    }

    @Test func `The records of one offer are worked on one after another`() throws {
        let order = Mutex<[Int]>([])
        let fixture = try StageFixture(
            ScriptedWork { job in
                order.withLock { $0.append(job.step.attempt) }
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
        #expect(try fixture.reports().count == 1)
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
        #expect(try fixture.reports().isEmpty)
        fixture.clock.advance(.seconds(2))
        try fixture.settle()
        #expect(
            try #require(try fixture.reports().first).outcome
                == .progressed(Progress(percent: 40)))
        gate.open()
        fixture.executor.drain()
        try fixture.settle()
        #expect(try fixture.reports().last?.outcome.kind == .completed)
    }

    @Test func `Two reports of bytes make a rate`() throws {
        let gates = [AsyncGate(), AsyncGate()]
        let fixture = try StageFixture(
            ScriptedWork { job in
                job.report(Progress(percent: 10, bytesDone: 1_000, bytesTotal: 10_000))
                await gates[0].wait()
                job.report(Progress(percent: 30, bytesDone: 3_000, bytesTotal: 10_000))
                await gates[1].wait()
                return .completed()
            })
        fixture.schedule("web-vm")
        try fixture.settle()
        fixture.clock.advance(.seconds(2))
        try fixture.settle()
        gates[0].open()
        fixture.executor.drain()
        fixture.clock.advance(.seconds(4))
        try fixture.settle()
        let rates = try fixture.reports().map { report -> Int64? in
            guard case .progressed(let progress) = report.outcome else { return nil }
            return progress.bytesPerSecond
        }
        #expect(rates == [nil, 500])
        gates[1].open()
        fixture.executor.drain()
        try fixture.settle()
    }

    @Test func `An event for another stage is a dead letter that says so`() throws {
        let fixture = try StageFixture()
        var step = scheduledCertify("web-vm")
        step.route = Route(step: 2, stages: [.package])
        var message = step.message
        message.topic = .stage(.certify)
        fixture.broker.append(message)
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
