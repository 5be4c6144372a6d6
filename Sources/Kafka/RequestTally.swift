// How the requests of a client end, as librdkafka's interceptor reports it: facts from the wire instead of error texts.
import CLibrdkafka
import Synchronization

/// Facts about one client. librdkafka's threads write them, any thread reads them.
final class RequestTally: Sendable {
    private let askedAgain = Atomic(false)
    private let fetchLost = Atomic(false)
    /// When a broker last answered after it had accepted the client; before the first answer, when the client was made.
    private let answered = Mutex(ContinuousClock.now)

    /// AddPartitionsToTxn, AddOffsetsToTxn, EndTxn, TxnOffsetCommit. A late Produce does not matter: the broker
    /// recognizes it by its sequence number.
    private static let ofTransactions: Set<Int16> = [24, 25, 26, 28]
    private static let fetch: Int16 = 1
    /// SaslHandshake, ApiVersions, SaslAuthenticate: answered before a broker accepts a client.
    private static let ofGreeting: Set<Int16> = [17, 18, 36]

    /// Whether a request of a transaction got no answer, because its connection broke or it timed out. librdkafka
    /// repeats it, and the first request may still be on its way.
    var hasAskedAgain: Bool { askedAgain.load(ordering: .acquiring) }

    /// Whether a fetch got no answer since the last call, because its connection broke or it timed out.
    func takeLostFetch() -> Bool { fetchLost.exchange(false, ordering: .acquiringAndReleasing) }

    /// The time since a broker last answered.
    var silence: Duration { answered.withLock { $0.duration(to: .now) } }

    fileprivate func ended(_ request: Int16, _ error: rd_kafka_resp_err_t) {
        if error != RD_KAFKA_RESP_ERR_NO_ERROR {
            if Self.ofTransactions.contains(request) { askedAgain.store(true, ordering: .releasing) }
            if request == Self.fetch { fetchLost.store(true, ordering: .releasing) }
        } else if !Self.ofGreeting.contains(request) {
            answered.withLock { $0 = .now }
        }
    }

    /// The pointer is not retained: the client's handle keeps `self` until rd_kafka_destroy has returned.
    func install(in conf: OpaquePointer) {
        rd_kafka_conf_interceptor_add_on_new(conf, "tally", clientMade, Unmanaged.passUnretained(self).toOpaque())
    }
}

private func clientMade(
    client: OpaquePointer?, conf: OpaquePointer?, tally: UnsafeMutableRawPointer?, words: UnsafeMutablePointer<CChar>?,
    size: Int
) -> rd_kafka_resp_err_t { rd_kafka_interceptor_add_on_response_received(client, "tally", requestEnded, tally) }

/// Called when a request got its answer, or will not get one; for many requests twice.
private func requestEnded(
    client: OpaquePointer?, socket: Int32, name: UnsafePointer<CChar>?, broker: Int32, request: Int16, version: Int16,
    number: Int32, size: Int, time: Int64, error: rd_kafka_resp_err_t, tally: UnsafeMutableRawPointer?
) -> rd_kafka_resp_err_t {
    if let tally { Unmanaged<RequestTally>.fromOpaque(tally).takeUnretainedValue().ended(request, error) }
    return RD_KAFKA_RESP_ERR_NO_ERROR
}
