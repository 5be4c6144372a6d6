// The consumer groups of a cluster and their members. For people; the pipeline does not depend on it.
import CLibrdkafka

/// A consumer group as its coordinator reports it.
public struct GroupState: Hashable, Sendable {
    /// `Stable`, `PreparingRebalance`, `Empty` and so on, as the broker calls it.
    public let state: String
    /// How many members it has now.
    public let members: Int
}

extension Admin {
    /// Every consumer group that the client's user may see, by name. Throws a `KafkaError` if the broker does not
    /// support the request, like librdkafka's mock cluster.
    public func groups(timeout: Duration = .seconds(10)) throws(KafkaError) -> [String: GroupState] {
        var answer: UnsafePointer<rd_kafka_group_list>?
        try check(
            rd_kafka_list_groups(client.raw, nil, &answer, max(1, timeout.wholeMilliseconds)),
            "list the consumer groups", client: client.raw)
        guard let answer else { return [:] }
        defer { rd_kafka_group_list_destroy(answer) }
        var groups: [String: GroupState] = [:]
        let count = Int(answer.pointee.group_cnt)
        for group in UnsafeBufferPointer(start: answer.pointee.groups, count: count)
        where group.err == RD_KAFKA_RESP_ERR_NO_ERROR {
            guard let name = group.group else { continue }
            let state = group.state.map { String(cString: $0) } ?? ""
            groups[String(cString: name)] = GroupState(state: state, members: Int(group.member_cnt))
        }
        return groups
    }
}
