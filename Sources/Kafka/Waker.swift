// Ends the wait of a consuming client from another thread; only one thread may use anything else of a consumer.
import CLibrdkafka
import Dispatch
import Synchronization

/// Wakes the consumer that it was taken from, or the consumer that replaced it.
public final class Waker: Sendable {
    private let queue: Mutex<ConsumerQueue>
    /// For a consumer that rests and takes nothing from the queue; signaled once until it is noticed.
    private let bell = DispatchSemaphore(value: 0)
    private let hasRung = Atomic(false)

    init(_ queue: ConsumerQueue) { self.queue = Mutex(queue) }

    func turn(to other: ConsumerQueue) { queue.withLock { $0 = other } }

    /// Ends the wait of the current poll, or of the next one: a wake-up just before a poll is not lost. From any
    /// thread.
    public func wake() {
        if !hasRung.exchange(true, ordering: .acquiringAndReleasing) { bell.signal() }
        queue.withLock { rd_kafka_queue_yield($0.raw) }
    }

    /// Waits only for `wake`; does not serve the client meanwhile.
    func wait(_ wait: Duration) {
        _ = bell.wait(timeout: .now() + .milliseconds(Int(wait.wholeMilliseconds)))
        hasRung.store(false, ordering: .releasing)
    }
}

/// The queue by which a consuming client is polled.
///
/// @unchecked Sendable: owns a C queue, which any thread may yield.
final class ConsumerQueue: @unchecked Sendable {
    /// Retained because librdkafka needs the queue freed before its client.
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
