// One publisher's work beside another's: turns, and a share that nobody exceeds.

import Base
import Events
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime

@Suite struct FairnessTests {
    private static func record(_ message: Message) -> Record {
        Record(topic: message.topic.name, partition: 0, offset: 0, key: message.key, value: message.value)
    }

    private func attempt(_ publisher: String, _ number: Int) -> Attempt {
        let step = scheduledCertify("offer-\(number)", of: publisher)
        return Attempt(
            Job(number, Self.record(step.message), step, group: RecordKey([]), since: Timestamp(milliseconds: 0)))
    }

    @Test func `Publishers take turns, and each has half of the slots`() {
        var queue = FairQueue(slots: 4)
        for number in 0..<10 { queue.add(attempt("mallory", number)) }
        queue.add(attempt("contoso", 10))
        queue.add(attempt("fabrikam", 11))
        #expect(queue.ready == 4)
        var lines: [FairQueue.Line] = []
        var order: [String] = []
        while let next = queue.next() {
            lines.append(next.line)
            order.append(next.attempt.publisher)
        }
        #expect(order == ["mallory", "contoso", "fabrikam", "mallory"])
        #expect(queue.ready == 0 && !queue.isEmpty)
        queue.ended(lines[1])
        #expect(queue.next() == nil, "the place of another is not for somebody with half of them")
        queue.ended(lines[0])
        #expect(queue.next()?.attempt.number == 2, "the order of one publisher stays")
    }

    @Test func `What is reclaimed is not dispatched, and leaves no turn`() {
        var queue = FairQueue(slots: 1)
        let (first, second) = (attempt("contoso", 1), attempt("contoso", 2))
        queue.add(first)
        queue.add(second)
        #expect(queue.remove(first) && !queue.remove(first))
        #expect(queue.next()?.attempt === second)
        #expect(queue.isEmpty && queue.next() == nil)
    }

    @Test func `What belongs to no publisher has all slots`() {
        var queue = FairQueue(slots: 2)
        for number in 0..<3 {
            let record = Self.record(Message(topic: .notifications, key: [1], value: [1]))
            queue.add(Attempt(Job(number, record, nil, group: RecordKey([]), since: Timestamp(milliseconds: 0))))
        }
        #expect(queue.ready == 3)
    }

    /// Four tasks, of which one publisher's work holds as many as it gets.
    @Test func `Work that does not end holds up nobody else's`() throws {
        let stuck = Mutex<[CheckedContinuation<Void, Never>]>([])
        let fixture = try StageFixture(
            ScriptedWork { job in
                if job.step.key.publisher == "mallory" {
                    await withCheckedContinuation { more in stuck.withLock { $0.append(more) } }
                }
                return .completed()
            })
        for number in 0..<40 { fixture.broker.append(scheduledCertify("slow-\(number)", of: "mallory").message) }
        try fixture.settle()
        #expect(stuck.withLock { $0.count } == 2)
        for number in 0..<20 { fixture.schedule("web-\(number)") }
        try fixture.settle()
        let done = try fixture.handedOff().map(\.key.publisher)
        #expect(done == Array(repeating: "contoso", count: 20))
        #expect(stuck.withLock { $0.count } == 2)
        // Each that is done makes room for the next of the same publisher.
        for _ in 0..<20 {
            let (waiting) = stuck.withLock { stuck in
                defer { stuck = [] }
                return stuck
            }
            for one in waiting { one.resume() }
            try fixture.settle()
        }
        #expect(try fixture.handedOff().count == 60)
    }
}
