// Limits of a stage's work: time, tries, sizes.

import Base
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime

/// Waits until its task is cancelled.
private func untilCancelled() async throws {
    let gate = AsyncGate()
    await withTaskCancellationHandler {
        await gate.wait()
    } onCancel: {
        gate.open()
    }
    try Task.checkCancellation()
}

struct WorkTimeTests {
    private static let settings = ["work-timeout-s": "100", "work-grace-s": "10"]

    @Test func `Work that takes too long is cancelled, tried again and then blocked; its neighbour goes on`() throws {
        let tries = Mutex(0)
        let bench = try StageFixture(
            ScriptedWork { job in
                guard job.slip.offer.offer == "slow" else { return .completed() }
                tries.withLock { $0 += 1 }
                try await untilCancelled()
                return .completed()
            }, settings: Self.settings)
        bench.schedule("slow")
        bench.schedule("quick")
        try bench.settle()
        #expect(try bench.reports("quick").count == 1)
        for _ in 0..<40 {
            bench.clock.advance(.seconds(11))
            try bench.settle()
        }
        #expect(tries.withLock { $0 } == 3)
        let last = try #require(try bench.reports("slow").last)
        #expect(
            last.outcome
                == .faulted(Fault("timed-out", "the work did not end within 100 s and was canceled")))
        #expect(last.parked != nil)
        #expect(bench.processor.failure == nil)
    }

    @Test func `A profile's time-out wins over the setting`() throws {
        let bench = try StageFixture(
            ScriptedWork { _ in
                try await untilCancelled()
                return .completed()
            }, settings: Self.settings)
        bench.schedule("slow", requires: "notification-address tries:1=1 timeout:1=5000 timeout:2=1")
        try bench.settle()
        bench.clock.advance(.seconds(4))
        try bench.settle()
        #expect(try bench.reports("slow").allSatisfy { $0.outcome.kind != "faulted" })
        bench.clock.advance(.seconds(2))
        try bench.settle()
        #expect(try bench.reports("slow").last?.outcome.kind == "faulted")
    }

    @Test func `Work that ignores its cancellation ends the process after the grace, and what finished is committed`()
        throws
    {
        let gate = AsyncGate()
        let bench = try StageFixture(
            ScriptedWork { job in
                if job.slip.offer.offer == "stuck" { await gate.wait() }
                return .completed()
            }, settings: Self.settings)
        bench.schedule("stuck")
        try bench.settle()
        bench.clock.advance(.seconds(101))
        try bench.settle()
        #expect(bench.processor.failure == nil)
        bench.schedule("beside")
        try bench.settle()
        bench.clock.advance(.seconds(10))
        #expect(throws: StuckWork.self) { try bench.worker.run(until: { false }, heartbeat: {}) }
        #expect(try bench.reports("beside").count { $0.outcome.kind == "completed" } == 1)
        gate.open()
        bench.executor.drain()
    }
}

struct ProfileRetryTests {
    @Test func `A profile says how often a step is tried and with what waits`() throws {
        let tries = Mutex(0)
        let bench = try StageFixture(
            ScriptedWork { _ in
                tries.withLock { $0 += 1 }
                throw Fault("region-away", "the region is away")
            })
        bench.schedule("web-vm", requires: "tries:1=2 backoff:1=60000-60000")
        try bench.settle()
        bench.clock.advance(.seconds(20))
        try bench.settle()
        #expect(tries.withLock { $0 } == 1, "the settings would have tried again after a second")
        bench.clock.advance(.seconds(41))
        try bench.settle()
        #expect(tries.withLock { $0 } == 2)
        #expect(try bench.reports("web-vm").last?.outcome == .faulted(Fault("region-away", "the region is away")))
    }

    @Test func `What waits for another try survives a restart`() throws {
        let tries = Mutex(0)
        let bench = try StageFixture(
            ScriptedWork { _ in
                if tries.withLock({
                    $0 += 1
                    return $0 == 1
                }) {
                    throw Fault("region-away", "the region is away")
                }
                return .completed()
            })
        bench.schedule("web-vm")
        try bench.settle()
        #expect(try bench.events(.outcomes).isEmpty)
        try bench.crash()
        try bench.settle()
        #expect(try bench.reports("web-vm").map(\.outcome) == [.completed(StepOutputs())])
    }
}

struct SizeTests {
    /// A bench whose log takes records up to a size.
    private func bench(_ largest: Int, _ answer: @escaping @Sendable (StageJob) -> StageOutcome) throws -> StageFixture
    {
        let bench = try StageFixture(ScriptedWork { answer($0) })
        bench.broker.largestMessage = largest
        return bench
    }

    /// The larger of what was handed on and what was reported.
    private func largestWritten(_ bench: StageFixture) throws -> Int {
        let records = bench.broker.records(of: .stage(.package)) + bench.broker.records(of: .outcomes)
        let sizes = records.map { record in
            Message(
                topic: .outcomes, key: record.key, value: record.value,
                headers: record.headers
            ).size
        }
        return try #require(sizes.max())
    }

    @Test(arguments: [0, 1, 100_000])
    func `An answer at the limit is written; one above it blocks its step, and its neighbours go on`(above: Int) throws
    {
        let facts = StageOutcome.completed(StepOutputs(["fact": String(repeating: "x", count: 50_000)]))
        let measure = try bench(.max) { _ in facts }
        measure.schedule("large")
        try measure.settle()
        let size = try largestWritten(measure)

        let bench = try bench(size) { job in
            guard job.slip.offer.offer == "large" else { return .completed() }
            return .completed(StepOutputs(["fact": String(repeating: "x", count: 50_000 + above)]))
        }
        bench.schedule("large")
        bench.schedule("small")
        try bench.settle()
        #expect(try bench.reports("small").map(\.outcome.kind) == ["completed"])
        let report = try #require(try bench.reports("large").first)
        #expect(report.outcome.kind == (above == 0 ? "completed" : "faulted"))
        #expect(bench.broker.records(of: .deadLetters).count == (above == 0 ? 0 : 1))
        guard above > 0, case .faulted(let fault) = report.outcome else { return }
        #expect(fault.code == "too-large")
        #expect(fault.description.contains("is above message.max.bytes (\(size))"))
        #expect(report.parked != nil, "an operator can send it on when the limit is raised")
        try bench.crash()
        try bench.settle()
        #expect(try bench.events(.outcomes).count == 2, "nothing comes again")
    }

    @Test func `A record that is itself at the limit becomes a dead letter without its value, which says so`() throws {
        let bench = try StageFixture()
        let rubbish = Message(
            topic: .stage(.certify), key: Array("contoso/web-vm".utf8), value: [UInt8](repeating: 120, count: 20_000))
        bench.broker.largestMessage = rubbish.size
        bench.broker.append(rubbish)
        bench.schedule("small")
        try bench.settle()
        let letter = try #require(bench.broker.records(of: .deadLetters).first)
        #expect(letter.value == nil)
        #expect(letter.key == rubbish.key)
        #expect(
            letter.headers.contains {
                $0.name == "offers-value-left-out" && String(decoding: $0.value, as: UTF8.self) == "20000"
            })
        #expect(try bench.reports("small").count == 1)
    }
}
