// `offerctl lag`: the unread records of each worker's group.

import BrokerClient
import Deployment
import Events
import Offers

extension CommandSpec {
    static let lag = CommandSpec(
        name: "lag", group: .views,
        summary: "Show the consumer lag of each worker",
        details: """
            Shows the lag of each worker's consumer group on each of its topics, and the number of its
            members.
            """,
        json: """
            One object a line: group, topic, waiting (records to be read), partitions (those
            with any) and members (missing if the broker does not say).
            """
    ) { invocation in
        let members = try invocation.broker().members()
        var reports: [LagReport] = []
        for group in Service.all where group.joinsGroup {
            for topic in group.inputs {
                let waiting = try invocation.broker().waiting(group.group, topic)
                reports.append(
                    LagReport(
                        group: group.group, topic: topic.name, waiting: waiting.values.reduce(0, +),
                        partitions: waiting.count, members: members.map { $0[group.group] ?? 0 }))
            }
        }
        invocation.show(reports, orText: LagPage.text(reports, invocation.out.palette))
    }
}

/// The lag of a group on a topic; `--json` prints it.
struct LagReport: Codable, Equatable {
    var group: String
    var topic: String
    /// Unread records; some of them may be in work.
    var waiting: Int
    /// The number of partitions with unread records.
    var partitions: Int
    /// Nil: the broker does not say.
    var members: Int?
}
