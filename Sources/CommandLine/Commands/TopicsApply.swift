// `offerctl topics apply`. Creates nothing if a topic has another number of partitions: an offer must have the same
// partition in every topic.

import BrokerClient
import Events
import Offers

extension CommandSpec {
    static let topicsApply = CommandSpec(
        name: "topics apply", group: .setUp, options: [.partitions, .replication],
        summary: "Create the topics that are missing",
        details: """
            Creates every missing topic of the pipeline with its settings. Existing topics stay
            unchanged: the command shows which of their settings differ. It creates nothing if a topic
            has another number of partitions, because that needs a migration.
            """,
        json: """
            One object a line: topic, result (created, exists, differs or refused), reason if
            it differs or was refused.
            """
    ) { invocation in
        let wanted = invocation.arguments.number(.partitions) ?? Topic.defaultPartitions
        let replication = invocation.arguments.number(.replication)
        let broker = try invocation.broker()
        let found = try broker.partitions()
        let different = Topic.all.filter { topic in found[topic].map { $0 != wanted } ?? false }
        if !different.isEmpty { throw invocation.partitionsDiffer(different, wanted: wanted, found: Set(found.values)) }
        let missing = Topic.all.filter { found[$0] == nil }
        let created = missing.isEmpty ? [:] : try broker.create(missing, wanted, replication)
        let settings = try broker.configurations() ?? [:]
        let reports = Topic.all.map { topic in
            TopicReport(
                topic, created[topic] ?? .alreadyExists,
                missing.contains(topic) ? [] : topic.deviations(from: settings[topic] ?? [:]))
        }
        invocation.show(reports, orText: TopicPage.text(reports, invocation.out.palette))
        for topic in Topic.all where !missing.contains(topic) {
            for deviation in topic.deviations(from: settings[topic] ?? [:]) { invocation.out.warn("\(deviation)") }
        }
        let deviant = reports.count { $0.result == .differs }
        if deviant > 0 {
            throw ToolError(
                .refused, "\(deviant) of \(Topic.all.count) topics are not kept as needed; nothing was changed on them")
        }
        let refused = reports.count { $0.result == .refused }
        if refused > 0 {
            throw ToolError(
                .refused,
                "the broker refused \(refused) of \(Topic.all.count) topics; fix what it says and run this again")
        }
    }
}

extension OptionSpec {
    fileprivate static let partitions = OptionSpec(
        name: "--partitions", value: "N", accepts: .number(1...10_000),
        help: "Partitions of each topic (default \(Topic.defaultPartitions))")
    static let replication = OptionSpec(
        name: "--replication", value: "N", accepts: .number(1...100),
        help: "Replicas of each partition (default: the broker's)")
}

extension Invocation {
    fileprivate func partitionsDiffer(_ topics: [Topic], wanted: Int, found: Set<Int>) -> ToolError {
        let names = topics.prefix(3).map(\.name).joined(separator: ", ")
        let more = topics.count > 3 ? " and \(topics.count - 3) more" : ""
        let keep = found.count == 1 ? "give --partitions \(found.first ?? 0) to keep what exists, or " : ""
        return ToolError(
            .refused,
            """
            not of \(wanted) partitions: \(names)\(more). Nothing was changed: all topics need the same number, \
            and another number moves offers to other partitions; \(keep)migrate
            """)
    }
}

/// The result for a topic; `--json` prints it.
struct TopicReport: Codable, Equatable {
    enum Result: String, Codable {
        case created, exists, differs, refused
    }

    var topic: String
    var result: Result
    /// The broker's reason, or the differences.
    var reason: String?

    init(_ topic: Topic, _ creation: TopicCreation, _ deviations: [TopicDeviation]) {
        self.topic = topic.name
        switch creation {
        case .created: result = .created
        case .alreadyExists where deviations.isEmpty: result = .exists
        case .alreadyExists:
            result = .differs
            reason = deviations.map { "\($0.setting)=\($0.found)" }.joined(separator: ", ")
        case .refused(let reason):
            result = .refused
            self.reason = reason
        }
    }
}
