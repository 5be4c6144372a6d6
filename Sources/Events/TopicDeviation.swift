// How a topic on a broker differs from its declaration. Topics are made by others, too: by a broker that makes them when
// asked, by Terraform, by MirrorMaker.

/// A setting of a topic that is not as the pipeline needs it.
public struct TopicDeviation: Sendable, Equatable, CustomStringConvertible {
    public var topic: Topic
    /// The setting, by Kafka's name.
    public var setting: String
    public var found: String
    public var needed: String
    /// What comes of it.
    public var consequence: String
    /// Whether what is known of offers is lost by it.
    public var losesState = false

    public var description: String {
        "\(topic) has \(setting)=\(found), but needs \(needed): \(consequence). \(remedy)"
    }

    /// The command that mends it.
    public var remedy: String {
        "Run kafka-configs.sh --alter --entity-type topics --entity-name \(topic) --add-config \(setting)=\(needed)"
    }
}

extension Topic {
    /// What no record of ours is above: `message.max.bytes` of the clients.
    static let largestMessage = 1_000_000

    /// What differs in a way that matters. `settings` are those in force, by Kafka's names; one that is missing is unknown.
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
