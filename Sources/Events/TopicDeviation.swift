// How a topic on a broker differs from its declaration. Others create topics, too: a broker on first use, Terraform,
// MirrorMaker.

/// A topic setting that the pipeline cannot work with.
public struct TopicDeviation: Sendable, Equatable, CustomStringConvertible {
    public var topic: Topic
    /// The setting, by Kafka's name.
    public var setting: String
    public var found: String
    public var needed: String
    /// What comes of it.
    public var consequence: String
    /// Whether it causes the loss of offers' state.
    public var losesState = false

    public var description: String {
        "\(topic) has \(setting)=\(found), but needs \(needed): \(consequence). \(remedy)"
    }

    /// The command that fixes it.
    public var remedy: String {
        "Run kafka-configs.sh --alter --entity-type topics --entity-name \(topic) --add-config \(setting)=\(needed)"
    }
}

extension Topic {
    /// None of our records is larger: `message.max.bytes` of the clients.
    static let largestMessage = 1_000_000

    /// The differences that matter. `settings` are the effective ones, by Kafka's names; a missing one is unknown.
    public func deviations(from settings: [String: String]) -> [TopicDeviation] {
        func deviation(_ setting: String, _ needed: String, _ consequence: String, losesState: Bool = false)
            -> TopicDeviation
        {
            TopicDeviation(
                topic: self, setting: setting, found: settings[setting] ?? "", needed: needed, consequence: consequence,
                losesState: losesState)
        }
        var found: [TopicDeviation] = []
        let policy = settings["cleanup.policy"]
        switch cleanup {
        case .compact:
            if let policy, policy != "compact" {
                found.append(
                    deviation("cleanup.policy", "compact", "the broker deletes rows that are needed", losesState: true))
            }
        case .delete(let days):
            if let policy, policy != "delete" {
                found.append(deviation("cleanup.policy", "delete", "the broker drops older records of an offer unread"))
            }
            let needed = Int64(days) * 86_400_000
            if let kept = settings["retention.ms"].flatMap({ Int64($0) }), kept >= 0, kept < needed {
                let consequence = "records are kept for less than \(Cleanup.text(ofDays: days))"
                found.append(deviation("retention.ms", "\(needed)", consequence))
            }
            if let kept = settings["retention.bytes"].flatMap({ Int64($0) }), kept >= 0 {
                found.append(deviation("retention.bytes", "-1", "records may be deleted before they are read"))
            }
        }
        if let most = settings["max.message.bytes"].flatMap({ Int($0) }), most < Self.largestMessage {
            found.append(deviation("max.message.bytes", "1048588", "commits with larger records fail"))
        }
        if isPublic, let type = settings["message.timestamp.type"], type != "LogAppendTime" {
            found.append(
                deviation(
                    "message.timestamp.type", "LogAppendTime",
                    "a record with a wrong time is deleted at once, or never"))
        }
        return found
    }
}
