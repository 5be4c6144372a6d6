// The C callbacks of a client, and the object that they find through librdkafka's opaque pointer. Log lines come on any
// thread; everything else comes only inside a call by the thread that owns the client.
import CLibrdkafka

/// The sink is constant. Only the thread that owns the client uses the rest, because librdkafka calls error, delivery
/// and rebalance callbacks inside that thread's polls.
final class ClientCallbacks {
    typealias Rebalance = (rd_kafka_resp_err_t, UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> Void

    let log: KafkaLogSink
    var rebalance: Rebalance?
    /// The first failed delivery since the last query.
    private var failedDelivery: KafkaError?
    /// Why no broker could be reached the last time; more helpful than "timed out".
    private(set) var lastBrokerProblem: String?
    let tally = RequestTally()

    init(log: @escaping KafkaLogSink) { self.log = log }

    func takeFailedDelivery() -> KafkaError? {
        defer { failedDelivery = nil }
        return failedDelivery
    }

    fileprivate func deliveryFailed(_ message: rd_kafka_message_t) {
        guard failedDelivery == nil else { return }
        let topic = String(cString: rd_kafka_topic_name(message.rkt))
        failedDelivery = KafkaError(operation: "deliver a record to \(topic)/\(message.partition)", code: message.err)
    }

    fileprivate func errorOccurred(_ code: rd_kafka_resp_err_t, _ words: String) {
        lastBrokerProblem = KafkaError.Code(code) == .allBrokersDown ? lastBrokerProblem ?? words : words
        let name = String(cString: rd_kafka_err2name(code))
        let level: KafkaLogLine.Level = KafkaError.Code(code).isPassing ? .warning : .error
        log(KafkaLogLine(level: level, facility: "ERROR", text: "\(words) (\(name))"))
    }

    /// Installs the callbacks. The stored pointer is not retained: the client's handle keeps `self` until
    /// rd_kafka_destroy has returned, after which librdkafka makes no more calls.
    func install(in conf: OpaquePointer, role: ClientRole) {
        rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(self).toOpaque())
        tally.install(in: conf)
        rd_kafka_conf_set_log_cb(conf, logLine)
        rd_kafka_conf_set_error_cb(conf, errorOccurredCallback)
        if case .groupConsumer = role { rd_kafka_conf_set_rebalance_cb(conf, rebalanced) }
        if case .producer = role { rd_kafka_conf_set_dr_msg_cb(conf, deliveryReported) }
    }
}

private func callbacks(_ opaque: UnsafeMutableRawPointer?) -> ClientCallbacks? {
    opaque.map { Unmanaged<ClientCallbacks>.fromOpaque($0).takeUnretainedValue() }
}

private func logLine(
    client: OpaquePointer?, level: Int32, facility: UnsafePointer<CChar>?, words: UnsafePointer<CChar>?
) {
    guard let client, let words, let callbacks = callbacks(rd_kafka_opaque(client)) else { return }
    let facility = facility.map { String(cString: $0) } ?? ""
    let text = String(cString: words)
    // Consumers and producers share a set of properties, so warnings about the other kind's are expected.
    if facility == "CONFWARN", text.contains("will be ignored by this") { return }
    callbacks.log(KafkaLogLine(level: .init(rawValue: Int(level)) ?? .info, facility: facility, text: text))
}

private func errorOccurredCallback(
    client: OpaquePointer?, code: Int32, words: UnsafePointer<CChar>?, opaque: UnsafeMutableRawPointer?
) {
    callbacks(opaque)?.errorOccurred(rd_kafka_resp_err_t(rawValue: code), words.map { String(cString: $0) } ?? "")
}

private func deliveryReported(
    client: OpaquePointer?, message: UnsafePointer<rd_kafka_message_t>?, opaque: UnsafeMutableRawPointer?
) {
    if let message, message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
        callbacks(opaque)?.deliveryFailed(message.pointee)
    }
}

/// librdkafka owns the list and destroys it when this returns.
private func rebalanced(
    client: OpaquePointer?, code: rd_kafka_resp_err_t,
    partitions: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?, opaque: UnsafeMutableRawPointer?
) {
    callbacks(opaque)?.rebalance?(code, partitions)
}
