// `offerctl topics describe`.

import BrokerClient
import Events
import Offers

extension CommandSpec {
    static let topicsDescribe = CommandSpec(
        name: "topics describe", group: .setUp,
        summary: "Show the topics",
        details: "Shows every topic: its partitions, how long it keeps records, and what they contain.",
        json: """
            One object a line: topic, partitions (0 if missing), cleanup (compact or delete),
            days (how long records are kept, for delete) and holds.
            """
    ) { invocation in
        let found = try invocation.broker().partitions()
        let topics = Topic.all.map { TopicDescription($0, partitions: found[$0] ?? 0) }
        invocation.show(topics, orText: TopicPage.text(topics, invocation.out.palette))
        let missing = topics.count { $0.partitions == 0 }
        if missing > 0 {
            throw ToolError(
                .refused, "\(missing) of \(Topic.all.count) topics are missing; run \"offerctl topics apply\"")
        }
    }
}

/// A topic as declared, and how many partitions it has; `--json` prints it.
struct TopicDescription: Codable, Equatable {
    var topic: String
    /// 0: it is missing.
    var partitions: Int
    /// `compact` or `delete`.
    var cleanup: String
    /// How long records are kept; nil for `compact`.
    var days: Int?
    var holds: String

    init(_ topic: Topic, partitions: Int) {
        self.topic = topic.name
        self.partitions = partitions
        holds = topic.holds
        switch topic.cleanup {
        case .compact: cleanup = "compact"
        case .delete(let kept):
            cleanup = "delete"
            days = kept
        }
    }
}
