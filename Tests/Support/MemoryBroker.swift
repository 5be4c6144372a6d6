// A broker in memory, for tests and simulation: topics, groups and offsets with metadata as Kafka keeps them, changes
// that are all or nothing, members that come, go and die. No threads and no clock of its own.

import Base
import Events
import Log
import Offers

/// Topics, groups and committed offsets of one simulated cluster. Used from one thread.
public final class MemoryBroker {
    struct Member: Hashable {
        var group: String
        var number: Int
    }

    private struct Group {
        var members: [(number: Int, topics: [String])] = []
        /// Counts rebalances; a commit under an older one is refused.
        var generation = 0
        var committed: [TopicPartition: CommittedOffset] = [:]
    }

    /// How many partitions each topic has.
    public let partitions: Int
    /// The clock of records' time stamps.
    public var now: () -> Timestamp
    /// Sees each record as it is written, in the order of writing over all topics.
    package var onAppend: (Record) -> Void = { _ in }
    /// The largest record that members may write.
    public var largestMessage = Int.max
    private var logs: [TopicPartition: [Record]] = [:]
    private var groups: [String: Group] = [:]
    private var membersSoFar = 0

    public init(partitions: Int = 4, now: @escaping () -> Timestamp = { Timestamp(milliseconds: 0) }) {
        self.partitions = partitions
        self.now = now
    }

    /// Everything in a topic, partition by partition.
    public func records(of topic: Topic) -> [Record] {
        (0..<Int32(partitions)).flatMap { logs[TopicPartition(topic.name, $0)] ?? [] }
    }

    /// Writes a record as any client would; `partition` nil places it as ours do.
    public func append(_ message: Message, partition: Int32? = nil) {
        let place =
            partition ?? message.key.map { Partitioner.partition(of: $0, count: partitions) } ?? Int32(0)
        let at = TopicPartition(message.topic.name, place)
        let record = Record(
            topic: at.topic, partition: place, offset: Int64(logs[at]?.count ?? 0), key: message.key,
            value: message.value, headers: message.headers,
            timestamp: now().milliseconds)
        logs[at, default: []].append(record)
        onAppend(record)
    }

    package func records(_ partition: TopicPartition) -> [Record] { logs[partition] ?? [] }

    // MARK: Groups

    func join(_ group: String, topics: [String]) -> Member {
        membersSoFar += 1
        groups[group, default: Group()].members.append((membersSoFar, topics))
        groups[group]?.generation += 1
        return Member(group: group, number: membersSoFar)
    }

    /// A member left, or died: what it had not committed is gone.
    func leave(_ member: Member) {
        groups[member.group]?.members.removeAll { $0.number == member.number }
        groups[member.group]?.generation += 1
    }

    /// A rebalance in which nobody came or went: every member begins anew at what is committed.
    package func rebalance(_ group: String) { groups[group]?.generation += 1 }

    func generation(of member: Member) -> Int { groups[member.group]?.generation ?? 0 }

    /// The range assignor: each member a run of partition numbers, the same in every topic.
    func assignment(of member: Member) -> [TopicPartition] {
        guard let members = groups[member.group]?.members,
            let index = members.firstIndex(where: { $0.number == member.number })
        else { return [] }
        let share = partitions / members.count
        let extra = partitions % members.count
        let start = index * share + min(index, extra)
        let end = start + share + (index < extra ? 1 : 0)
        return members[index].topics.flatMap { topic in (start..<end).map { TopicPartition(topic, Int32($0)) } }
    }

    /// What a group has committed in a partition; nil where nothing was.
    package func committed(_ partition: TopicPartition, in group: String) -> CommittedOffset? {
        groups[group]?.committed[partition]
    }

    /// One transaction: offsets and outputs, or, where the member is not of the current generation, neither.
    func commit(
        _ outputs: [[Message]], offsets: [CommittedOffset], by member: Member, generation: Int
    ) -> CommitResult {
        guard groups[member.group]?.generation == generation else { return .rolledBack }
        for list in outputs { for output in list { append(output) } }
        for offset in offsets { groups[member.group]?.committed[offset.partition] = offset }
        return .done
    }
}
