// How the broker is configured to keep its topics.
import CLibrdkafka

extension Admin {
    /// The effective settings of each topic, by name. Leaves out topics whose settings the client's user may not read.
    /// Throws a `KafkaError` if the broker does not support the request, like librdkafka's mock cluster.
    public func configurations(
        of topics: [String], timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> [String: [String: String]] {
        guard !topics.isEmpty else { return [:] }
        var resources: [OpaquePointer?] = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
        defer { for resource in resources { rd_kafka_ConfigResource_destroy(resource) } }
        let options = rd_kafka_AdminOptions_new(client.raw, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        let milliseconds = max(1, timeout.wholeMilliseconds)
        _ = rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, nil, 0)
        let queue = rd_kafka_queue_new(client.raw)
        defer { rd_kafka_queue_destroy(queue) }
        rd_kafka_DescribeConfigs(client.raw, &resources, resources.count, options, queue)
        guard let event = rd_kafka_queue_poll(queue, milliseconds + 1_000) else {
            throw KafkaError(operation: "read the topics' settings", code: RD_KAFKA_RESP_ERR__TIMED_OUT)
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            throw KafkaError(
                operation: "read the topics' settings", code: code,
                words: rd_kafka_event_error_string(event).map { String(cString: $0) })
        }
        return Self.configurations(in: event)
    }

    private static func configurations(in event: OpaquePointer) -> [String: [String: String]] {
        guard let result = rd_kafka_event_DescribeConfigs_result(event) else { return [:] }
        var count = 0
        guard let found = rd_kafka_DescribeConfigs_result_resources(result, &count) else { return [:] }
        var topics: [String: [String: String]] = [:]
        for resource in UnsafeBufferPointer(start: found, count: count) {
            guard let resource, rd_kafka_ConfigResource_error(resource) == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            var size = 0
            guard let entries = rd_kafka_ConfigResource_configs(resource, &size) else { continue }
            var settings: [String: String] = [:]
            for entry in UnsafeBufferPointer(start: entries, count: size) {
                guard let entry, let name = rd_kafka_ConfigEntry_name(entry),
                    let value = rd_kafka_ConfigEntry_value(entry)
                else { continue }
                settings[String(cString: name)] = String(cString: value)
            }
            topics[String(cString: rd_kafka_ConfigResource_name(resource))] = settings
        }
        return topics
    }
}
