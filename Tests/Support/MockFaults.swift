// Faults of the embedded broker, for tests: failing requests, late answers, broken connections.

import Base
import CLibrdkafka
import Kafka

extension MockCluster {
    /// Makes the next requests of kind `apiKey` (Kafka's number: 0 produce, 1 fetch, 8 offset commit…) fail with
    /// these codes, one each.
    public func failNextRequests(apiKey: Int16, with codes: [KafkaError.Code]) {
        let errors = codes.map { rd_kafka_resp_err_t(rawValue: $0.rawValue) }
        rd_kafka_mock_push_request_errors_array(raw, apiKey, errors.count, errors)
    }

    /// Drops errors of `failNextRequests` that no request has met.
    public func forgetErrors(apiKey: Int16) { rd_kafka_mock_clear_request_errors(raw, apiKey) }

    /// Delays each answer of broker 1.
    public func delayAnswers(by delay: Duration) throws(KafkaError) {
        let milliseconds = Int32(clamping: Int64(delay / .milliseconds(1)))
        try check(rd_kafka_mock_broker_set_rtt(raw, 1, milliseconds), "delay answers")
    }

    /// Breaks all connections to broker 1, which accepts new ones at once.
    public func breakConnections() throws(KafkaError) {
        try takeDown()
        try bringUp()
    }

    /// Breaks all connections to broker 1, which accepts none until `bringUp`.
    public func takeDown() throws(KafkaError) {
        try check(rd_kafka_mock_broker_set_down(raw, 1), "break connections")
    }

    /// Lets broker 1 accept connections.
    public func bringUp() throws(KafkaError) {
        try check(rd_kafka_mock_broker_set_up(raw, 1), "accept connections")
    }

    private func check(_ code: rd_kafka_resp_err_t, _ operation: String) throws(KafkaError) {
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(operation: operation, code: code) }
    }
}
