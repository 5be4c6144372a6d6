// One question to a cluster's administration, and its answer.
import CLibrdkafka

/// The event that holds an answer, and the memory that the answer points into.
struct AdminAnswer: ~Copyable {
    let event: OpaquePointer

    deinit { rd_kafka_event_destroy(event) }
}

extension Admin {
    /// Sends what `request` makes with these options to this queue, and waits for the answer. `operation` is for people.
    func ask(
        _ operation: String, _ kind: rd_kafka_admin_op_t, timeout: Duration,
        _ request: (_ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void
    ) throws(KafkaError) -> AdminAnswer {
        let options = rd_kafka_AdminOptions_new(client.raw, kind)
        defer { rd_kafka_AdminOptions_destroy(options) }
        let milliseconds = max(1, timeout.wholeMilliseconds)
        _ = rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, nil, 0)
        // The broker answers when topics exist, not when the request arrives. Refused for what takes no time.
        _ = rd_kafka_AdminOptions_set_operation_timeout(options, milliseconds, nil, 0)
        let queue = rd_kafka_queue_new(client.raw)
        defer { rd_kafka_queue_destroy(queue) }
        request(options, queue)
        // Longer than the request's own limit, so that its own time-out is reported.
        guard let event = rd_kafka_queue_poll(queue, milliseconds + 1_000) else {
            throw KafkaError(operation: operation, code: RD_KAFKA_RESP_ERR__TIMED_OUT)
        }
        let answer = AdminAnswer(event: event)
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaError(
                operation: operation, code: code, words: rd_kafka_event_error_string(event).map { String(cString: $0) })
        }
        return answer
    }
}
