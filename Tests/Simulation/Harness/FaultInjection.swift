// FaultInjection inside a turn: a process dies, is thrown out of its group or hears nothing of its commit's fate between any two
// steps of the loop. The loop's steps all go through its log, so faults are injected there.

import Base
import Events
import Log
import Offers
import TestSupport

/// The process was killed, or it found itself fenced and ended.
struct Killed: Error {}

/// What may happen at a step of a turn.
enum InjectedFault {
    case none
    case dies
    /// The group begins anew: the commit that follows is refused.
    case rebalances
    /// The process stands still, is thrown out, and others continue before it wakes and is fenced.
    case stalls
    /// The commit is done and its answer lost, so that a new producer begins at what is committed.
    case losesAnswer
}

/// The chance of a run and how many faults there are. Everything that is left to chance comes from `random`.
final class FaultInjection {
    var random: SeededGenerator
    /// Of a thousand steps, how many are hit.
    var strength = 0
    let delivery: Invariants.DeliveryGuarantee
    /// Lets others continue while one stands still.
    var meanwhile: () throws -> Void = {}
    /// What time it is.
    var now: () -> Timestamp = { Timestamp(milliseconds: 0) }
    /// Lets time go by.
    var passes: (Duration) -> Void = { _ in }
    /// Called for each fault, with the name of the worker.
    var seen: (String) -> Void = { _ in }
    private var someoneStalls = false

    init(random: SeededGenerator, delivery: Invariants.DeliveryGuarantee) {
        self.random = random
        self.delivery = delivery
    }

    func fault(of faults: [InjectedFault]) -> InjectedFault {
        guard strength > 0, Int.random(in: 0..<1000, using: &random) < strength else { return .none }
        return faults.randomElement(using: &random) ?? .none
    }

    /// A commit takes its time, so that a busy worker's next batch waits for company; now and then so much that deadlines
    /// come meanwhile.
    func commitTakesTime() {
        guard strength > 0, random.chance(60) else { return }
        passes(
            random.chance(4)
                ? .seconds(3600 * Int.random(in: 1...60, using: &random))
                : .milliseconds(Int.random(in: 1...120, using: &random)))
    }

    func stall() throws {
        guard !someoneStalls else { return }
        someoneStalls = true
        defer { someoneStalls = false }
        try meanwhile()
    }
}

/// A member's log under fault injection.
final class FaultyLog: EventLog {
    private let log: any EventLog
    private let worker: String
    private let broker: MemoryBroker
    private let injection: FaultInjection
    private(set) var standsStill = false
    private var lastFollowed: Timestamp?

    init(_ log: any EventLog, at post: SimulatedPipeline.Post, _ injection: FaultInjection) {
        self.log = log
        worker = post.worker
        broker = post.broker
        self.injection = injection
    }

    private func die(_ place: String) throws -> Never {
        injection.seen("\(worker) dies \(place)")
        throw Killed()
    }

    func poll(max: Int, wait: Duration) throws -> PollBatch {
        // Records come in ones and twos as well, so that those of two topics meet in every order.
        let isSlow = injection.strength > 0 && injection.random.chance(30)
        let intake = try log.poll(
            max: isSlow ? min(max, Int.random(in: 0...2, using: &injection.random)) : max, wait: wait)
        if case .dies = injection.fault(of: [.dies]), !intake.records.isEmpty { try die("with records in hand") }
        return intake
    }

    func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws {
        if case .dies = injection.fault(of: [.dies]) { try die("while restoring") }
        try log.restore(tables, each: each)
    }

    /// Everything that is there at first; later records may be five seconds late, also where the clock was set back.
    func follow(_ topics: [Topic], each: (Record) throws -> Void) throws {
        let now = injection.now()
        if let lastFollowed, now - lastFollowed < .seconds(5), injection.strength > 0, injection.random.chance(30),
            lastFollowed <= now
        {
            return
        }
        lastFollowed = now
        try log.follow(topics, each: each)
    }

    var largestMessage: Int { log.largestMessage }

    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        injection.commitTakesTime()
        return switch injection.delivery {
        case .exactlyOnce: try commitAtOnce(outputs, finished)
        case .atLeastOnce: try commitAfterwards(outputs, finished)
        }
    }

    private func commitAtOnce(_ outputs: [[Message]], _ finished: [RecordID]) throws -> CommitResult {
        switch injection.fault(of: [.dies, .rebalances, .stalls]) {
        case .dies: try die("before its commit")
        case .rebalances:
            injection.seen("\(worker) rebalances before its commit")
            broker.rebalance(worker)
        case .stalls:
            injection.seen("\(worker) stands still before its commit")
            log.close()
            standsStill = true
            defer { standsStill = false }
            try injection.stall()
            guard try log.commit(outputs, finished: finished) == .rolledBack else { return .done }
            try die("fenced")
        case .none, .losesAnswer: break
        }
        let result = try log.commit(outputs, finished: finished)
        guard result == .done else { return result }
        switch injection.fault(of: [.dies, .losesAnswer]) {
        case .dies: try die("after its commit")
        case .losesAnswer:
            injection.seen("\(worker) hears nothing of its commit")
            broker.rebalance(worker)
            return .rolledBack
        case .none, .rebalances, .stalls: return .done
        }
    }

    /// Without transactions: outputs, then offsets, and anything may happen in between.
    private func commitAfterwards(_ outputs: [[Message]], _ finished: [RecordID]) throws -> CommitResult {
        if case .dies = injection.fault(of: [.dies]) { try die("before its outputs") }
        for output in outputs.joined() { broker.append(output) }
        switch injection.fault(of: [.dies, .rebalances, .losesAnswer]) {
        case .dies: try die("between its outputs and its offsets")
        case .rebalances, .losesAnswer:
            injection.seen("\(worker) rebalances between its outputs and its offsets")
            broker.rebalance(worker)
        case .none, .stalls: break
        }
        return try log.commit([], finished: finished)
    }

    func close() { log.close() }
}
