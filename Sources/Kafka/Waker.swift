// Ends the wait of a consuming client from another thread; everything else of a consumer belongs to one thread.
import CLibrdkafka
import Dispatch
import Synchronization

/// Wakes the consumer that it was taken from, or the one that took that one's place.
public final class Waker: Sendable {
    private let queue: Mutex<ConsumerQueue>
    /// For a consumer that rests and takes nothing from the queue; raised once until it is heard.
    private let bell = DispatchSemaphore(value: 0)
    private let hasRung = Atomic(false)

    init(_ queue: ConsumerQueue) { self.queue = Mutex(queue) }

    func turn(to other: ConsumerQueue) { queue.withLock { $0 = other } }

    /// Ends the wait of the running poll, or of the next: a wake-up just before a poll is not lost. From any thread.
    public func wake() {
        if !hasRung.exchange(true, ordering: .acquiringAndReleasing) { bell.signal() }
        queue.withLock { rd_kafka_queue_yield($0.raw) }
    }

    /// Waits for `wake` alone; the client serves nothing meanwhile.
    func wait(_ wait: Duration) {
        _ = bell.wait(timeout: .now() + .milliseconds(Int(wait.wholeMilliseconds)))
        hasRung.store(false, ordering: .releasing)
    }
}

/// The queue that a consuming client is polled by.
///
/// @unchecked Sendable: owns a C queue, which librdkafka lets any thread yield.
final class ConsumerQueue: @unchecked Sendable {
    /// Kept, as librdkafka wants the queue freed before its client.
    private let client: ClientHandle
    fileprivate let raw: OpaquePointer

    init(_ client: ClientHandle) throws(KafkaError) {
        guard let raw = rd_kafka_queue_get_consumer(client.raw) else {
            throw KafkaError(operation: "make a consumer", code: RD_KAFKA_RESP_ERR__UNKNOWN_GROUP)
        }
        self.client = client
        self.raw = raw
    }

    deinit { rd_kafka_queue_destroy(raw) }
}
