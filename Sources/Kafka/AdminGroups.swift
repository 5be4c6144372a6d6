// The consumer groups of a cluster and the number of their members. For people; the pipeline does not depend on it.
import CLibrdkafka
import Glibc

extension Admin {
    /// The number of members of every consumer group that the client's user may see, by its name. At least one where a group
    /// of KIP-848 has members and this librdkafka cannot count them (before 2.10). Throws a `KafkaError` if the broker does
    /// not support the request, like librdkafka's mock cluster.
    public func groups(timeout: Duration = .seconds(10)) throws(KafkaError) -> [String: Int] {
        let active = try listGroups(timeout)
        let counts = try countMembers(of: Array(active.keys), timeout)
        return active.reduce(into: [:]) { groups, group in
            groups[group.key] = max(counts[group.key] ?? 0, group.value ? 1 : 0)
        }
    }

    /// All groups by name, and whether they have members.
    private func listGroups(_ timeout: Duration) throws(KafkaError) -> [String: Bool] {
        let operation = "list the consumer groups"
        let answer = try ask(operation, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, timeout: timeout) {
            rd_kafka_ListConsumerGroups(client.raw, $0, $1)
        }
        let result = rd_kafka_event_ListConsumerGroups_result(answer.event)
        var count = 0
        if let errors = rd_kafka_ListConsumerGroups_result_errors(result, &count), count > 0, let error = errors[0] {
            throw KafkaError(
                operation: operation, code: rd_kafka_error_code(error),
                words: String(cString: rd_kafka_error_string(error)))
        }
        guard let groups = rd_kafka_ListConsumerGroups_result_valid(result, &count) else { return [:] }
        var active: [String: Bool] = [:]
        for case let group? in UnsafeBufferPointer(start: groups, count: count) {
            let state = rd_kafka_ConsumerGroupListing_state(group)
            active[String(cString: rd_kafka_ConsumerGroupListing_group_id(group))] =
                state != RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY && state != RD_KAFKA_CONSUMER_GROUP_STATE_DEAD
        }
        return active
    }

    private func countMembers(of groups: [String], _ timeout: Duration) throws(KafkaError) -> [String: Int] {
        guard !groups.isEmpty else { return [:] }
        var names = groups.map { UnsafePointer(strdup($0)) }
        defer { for name in names { free(UnsafeMutablePointer(mutating: name)) } }
        let answer = try ask("describe the consumer groups", RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, timeout: timeout)
        {
            rd_kafka_DescribeConsumerGroups(client.raw, &names, names.count, $0, $1)
        }
        var count = 0
        guard
            let found = rd_kafka_DescribeConsumerGroups_result_groups(
                rd_kafka_event_DescribeConsumerGroups_result(answer.event), &count)
        else { return [:] }
        var members: [String: Int] = [:]
        for case let group? in UnsafeBufferPointer(start: found, count: count)
        where rd_kafka_ConsumerGroupDescription_error(group) == nil {
            members[String(cString: rd_kafka_ConsumerGroupDescription_group_id(group))] =
                Int(rd_kafka_ConsumerGroupDescription_member_count(group))
        }
        return members
    }
}
