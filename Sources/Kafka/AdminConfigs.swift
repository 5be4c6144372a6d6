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
        let answer = try ask("read the topics' settings", RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout: timeout) {
            rd_kafka_DescribeConfigs(client.raw, &resources, resources.count, $0, $1)
        }
        return Self.configurations(in: answer.event)
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
