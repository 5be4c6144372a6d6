// Sets up the topics and shows them. A topic that stands with another number of partitions stops everything before
// anything is created: an offer must have the same place in each topic.

import Events
import Offers

extension Execution {
    func applyTopics(partitions: Int?, replication: Int?) throws {
        let desk = try desk()
        let standing = try desk.partitions()
        let wanted = partitions ?? Topic.defaultPartitions
        let different = Topic.all.filter { topic in standing[topic].map { $0 != wanted } ?? false }
        guard different.isEmpty else {
            let counts = Set(standing.values)
            throw PipelineError.partitionsDiffer(
                different, wanted: wanted, standing: counts.count == 1 ? counts.first : nil)
        }
        let plans = Topic.all.filter { standing[$0] == nil }
            .map { TopicPlan(topic: $0, partitions: wanted, replication: replication) }
        let creations = plans.isEmpty ? [:] : try desk.create(plans)
        let reports = Topic.all.map { TopicReport($0, creations[$0] ?? .exists) }
        if isJSON {
            for report in reports { out.write(JSONLine.of(report)) }
        } else {
            out.write(TopicPage.text(reports, out.palette))
        }
        let refused = reports.count { $0.result == .refused }
        if refused > 0 { throw PipelineError.topicsRefused(refused) }
    }

    func describeTopics() throws {
        let standing = try desk().partitions()
        let topics = Topic.all.map { TopicDescription($0, partitions: standing[$0] ?? 0) }
        if isJSON {
            for topic in topics { out.write(JSONLine.of(topic)) }
        } else {
            out.write(TopicPage.text(topics, out.palette))
        }
        let missing = topics.count { $0.partitions == 0 }
        if missing > 0 { throw PipelineError.topicsMissing(missing) }
    }
}

/// What became of a topic; `--json` prints it.
struct TopicReport: Codable, Equatable {
    enum Result: String, Codable {
        case created, exists, refused
    }

    var topic: String
    var result: Result
    /// In the broker's words.
    var reason: String?

    init(_ topic: Topic, _ creation: Creation) {
        self.topic = topic.name
        switch creation {
        case .created: result = .created
        case .exists: result = .exists
        case .refused(let reason):
            result = .refused
            self.reason = reason
        }
    }
}

/// A topic as declared, and how many partitions stand; `--json` prints it.
struct TopicDescription: Codable, Equatable {
    var topic: String
    /// 0: it is missing.
    var partitions: Int
    /// `compact` or `delete`.
    var cleanup: String
    /// How long records are kept; none for `compact`.
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
