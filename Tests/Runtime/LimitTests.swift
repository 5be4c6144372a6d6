// Limits of a stage's work: time, tries, sizes.

import Base
import Events
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime

/// Waits until its task is canceled.
private func untilCanceled() async throws {
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

    @Test func `Work that takes too long is canceled, tried again and then blocked, and does not delay others`() throws
    {
        let tries = Mutex(0)
        let fixture = try StageFixture(
            ScriptedWork { job in
                guard job.step.key.offer == "slow" else { return .completed() }
                tries.withLock { $0 += 1 }
                try await untilCanceled()
                return .completed()
            }, settings: Self.settings)
        fixture.schedule("slow")
        fixture.schedule("quick")
        try fixture.settle()
        #expect(try fixture.reports("quick").count == 1)
        for _ in 0..<40 {
            fixture.clock.advance(.seconds(11))
            try fixture.settle()
        }
        #expect(tries.withLock { $0 } == 3)
        let last = try #require(try fixture.reports("slow").last)
        #expect(
            last.outcome
                == .faulted(Fault("timed-out", "the work did not end within 100 s and was canceled")))
        #expect(last.parked != nil)
        #expect(fixture.processor.failure == nil)
    }

    @Test func `A profile's time-out wins over the setting`() throws {
        let fixture = try StageFixture(
            ScriptedWork { _ in
                try await untilCanceled()
                return .completed()
            }, settings: Self.settings)
        fixture.schedule("slow", limits: StepLimits(tries: 1, timeout: .seconds(5)))
        try fixture.settle()
        fixture.clock.advance(.seconds(4))
        try fixture.settle()
        #expect(try fixture.reports("slow").allSatisfy { $0.outcome.kind != .faulted })
        fixture.clock.advance(.seconds(2))
        try fixture.settle()
        #expect(try fixture.reports("slow").last?.outcome.kind == .faulted)
    }

    @Test func `Work that ignores its cancellation ends the process after the grace, and what finished is committed`()
        throws
    {
        let gate = AsyncGate()
        let fixture = try StageFixture(
            ScriptedWork { job in
                if job.step.key.offer == "stuck" { await gate.wait() }
                return .completed()
            }, settings: Self.settings)
        fixture.schedule("stuck")
        try fixture.settle()
        fixture.clock.advance(.seconds(101))
        try fixture.settle()
        #expect(fixture.processor.failure == nil)
        fixture.schedule("beside")
        try fixture.settle()
        fixture.clock.advance(.seconds(10))
        #expect(throws: StuckWork.self) { try fixture.worker.run(until: { false }, heartbeat: {}) }
        #expect(try fixture.reports("beside").count { $0.outcome.kind == .completed } == 1)
        gate.open()
        fixture.executor.drain()
    }
}

struct ProfileRetryTests {
    @Test func `A profile says how often a step is tried and with what waits`() throws {
        let tries = Mutex(0)
        let fixture = try StageFixture(
            ScriptedWork { _ in
                tries.withLock { $0 += 1 }
                throw Fault("region-away", "the region is away")
            })
        fixture.schedule("web-vm", limits: StepLimits(tries: 2, firstWait: .seconds(60), longestWait: .seconds(60)))
        try fixture.settle()
        fixture.clock.advance(.seconds(20))
        try fixture.settle()
        #expect(tries.withLock { $0 } == 1, "the settings would have tried again after a second")
        fixture.clock.advance(.seconds(41))
        try fixture.settle()
        #expect(tries.withLock { $0 } == 2)
        #expect(try fixture.reports("web-vm").last?.outcome == .faulted(Fault("region-away", "the region is away")))
    }

    @Test func `What waits for another try survives a restart`() throws {
        let tries = Mutex(0)
        let fixture = try StageFixture(
            ScriptedWork { _ in
                if tries.withLock({
                    $0 += 1
                    return $0 == 1
                }) {
                    throw Fault("region-away", "the region is away")
                }
                return .completed()
            })
        fixture.schedule("web-vm")
        try fixture.settle()
        #expect(try fixture.reports().isEmpty)
        try fixture.crash()
        try fixture.settle()
        #expect(try fixture.reports("web-vm").map(\.outcome) == [.completed(StepOutputs())])
    }
}

struct SizeTests {
    /// A fixture whose log takes records up to a size.
    private func fixture(_ largest: Int, _ answer: @escaping @Sendable (StageJob) -> StageOutcome) throws
        -> StageFixture
    {
        let fixture = try StageFixture(ScriptedWork { answer($0) })
        fixture.broker.largestMessage = largest
        return fixture
    }

    /// The larger of what was handed off and what was reported.
    private func largestWritten(_ fixture: StageFixture) throws -> Int {
        let records = fixture.broker.records(of: .stage(.package)) + fixture.broker.records(of: .outcomes)
        let sizes = records.map { record in
            Message(
                topic: .outcomes, key: record.key, value: record.value,
                headers: record.headers
            ).size
        }
        return try #require(sizes.max())
    }

    @Test(arguments: [0, 1, 100_000])
    func `An answer at the limit is written; one above it blocks its step and does not delay others`(above: Int) throws
    {
        let facts = StageOutcome.completed(StepOutputs(["fact": String(repeating: "x", count: 50_000)]))
        let measure = try fixture(.max) { _ in facts }
        measure.schedule("large")
        try measure.settle()
        let size = try largestWritten(measure)

        let fixture = try fixture(size) { job in
            guard job.step.key.offer == "large" else { return .completed() }
            return .completed(StepOutputs(["fact": String(repeating: "x", count: 50_000 + above)]))
        }
        fixture.schedule("large")
        fixture.schedule("small")
        try fixture.settle()
        #expect(try fixture.reports("small").map(\.outcome.kind) == [.completed])
        let report = try #require(try fixture.reports("large").first)
        #expect(report.outcome.kind == (above == 0 ? .completed : .faulted))
        #expect(fixture.broker.records(of: .deadLetters).count == (above == 0 ? 0 : 1))
        guard above > 0, case .faulted(let fault) = report.outcome else { return }
        #expect(fault.code == "too-large")
        #expect(fault.description.contains("is above message.max.bytes (\(size))"))
        #expect(report.parked != nil, "an operator can send it on when the limit is raised")
        try fixture.crash()
        try fixture.settle()
        #expect(try fixture.reports().count == 2, "nothing comes again")
    }

    @Test func `A record that is itself at the limit becomes a dead letter with a part of its value, which says so`()
        throws
    {
        let fixture = try StageFixture()
        let rubbish = Message(
            topic: .stage(.certify), key: Array("contoso/web-vm".utf8), value: [UInt8](repeating: 120, count: 20_000))
        fixture.broker.largestMessage = rubbish.size
        fixture.broker.append(rubbish)
        fixture.schedule("small")
        try fixture.settle()
        let letter = try #require(fixture.broker.records(of: .deadLetters).first)
        #expect(letter.value.map { $0.count < 20_000 && $0.count > 15_000 } == true)
        #expect(letter.key == rubbish.key)
        #expect(
            letter.headers.contains {
                $0.name == "offers-value-cut" && String(decoding: $0.value, as: UTF8.self) == "20000"
            })
        #expect(try fixture.reports("small").count == 1)
    }
}
