// The doctor's checks of the broker: topics, rights, and the workers' groups.

import Base
import BrokerClient
import Deployment
import Events
import Kafka
import Offers

extension Invocation {
    /// Without a broker, nothing else on it can be checked.
    func brokerFindings() -> [Finding] {
        let found: [Topic: Int]
        do { found = try broker().partitions() } catch {
            return [.bad("broker", "\(error)", remedy: "start the broker, or give --broker HOST:PORT")]
        }
        return [
            .good("broker", "answers at \(connection.summary)"), .good("librdkafka", ClientLibrary.version),
        ] + topicFindings(found) + [
            rightToRead(found), rightToWrite(),
        ]
            + groupFindings() + settingFindings() + progressFindings(found)
    }

    /// How the broker keeps the topics.
    private func settingFindings() -> [Finding] {
        let found: [Topic: [String: String]]?
        do { found = try broker().configurations() } catch { return [.unknown("settings", "\(error)")] }
        guard let found else { return [.unknown("settings", "this broker does not say how it keeps topics")] }
        let unknown = Topic.all.filter { found[$0] == nil }.map(\.name)
        let deviations = Topic.all.flatMap { $0.deviations(from: found[$0] ?? [:]) }
        guard deviations.isEmpty else {
            return deviations.map {
                .bad(
                    "settings", "\($0.topic) has \($0.setting)=\($0.found), but needs \($0.needed): \($0.consequence)",
                    remedy: $0.remedy)
            }
        }
        return unknown.isEmpty
            ? [.good("settings", "every topic is kept as declared")]
            : [.unknown("settings", "the user may not read those of \(unknown.count) topics (DescribeConfigs)")]
    }

    private func topicFindings(_ found: [Topic: Int]) -> [Finding] {
        let missing = Topic.all.filter { found[$0] == nil }.map(\.name)
        let counts = Set(found.values).sorted()
        let topics: Finding =
            missing.isEmpty
            ? .good("topics", "all \(Topic.all.count) exist")
            : .bad("topics", "missing: \(missing.joined(separator: ", "))", remedy: "run \"offerctl topics apply\"")
        guard let first = counts.first else { return [topics] }
        if counts.count == 1 { return [topics, .good("partitions", "\(first) in every topic")] }
        return [
            topics,
            .bad(
                "partitions", "topics have different numbers: \(counts.map(String.init).joined(separator: ", "))",
                remedy:
                    "make the topics that differ again with the number of the others. Do not raise the others: offers "
                    + "would move away from their rows"),
        ]
    }

    /// Asks where each topic ends, which needs the right to describe and read it.
    private func rightToRead(_ found: [Topic: Int]) -> Finding {
        for topic in Topic.all where found[topic] != nil {
            do { _ = try broker().end(topic, nil) } catch {
                return .bad(
                    "reading", "\(topic): \(error)", remedy: "give the client's user the right to read and describe it")
            }
        }
        return .good("reading", "every topic can be read")
    }

    private func rightToWrite() -> Finding {
        do {
            try broker().checkWriteAccess(Installation.named("offerctl-doctor"))
            return .good("writing", "the broker assigns a producer id (nothing was written)")
        } catch {
            return .bad(
                "writing", "\(error)",
                remedy: "give the client's user the rights to write, and to the transactional id offerctl-doctor")
        }
    }

    private func groupFindings() -> [Finding] {
        let members: [String: Int]?
        do { members = try broker().members() } catch {
            return [.bad("workers", "\(error)", remedy: "give the client's user the right to describe groups")]
        }
        guard let members else { return [.unknown("workers", "this broker does not say who is in a group")] }
        return Service.all.filter(\.joinsGroup).map { group in
            let count = members[group.group] ?? 0
            return count > 0
                ? .good(group.name, count == 1 ? "1 member" : "\(count) members")
                : .bad(group.name, "no worker is in this group", remedy: "start \(group.name)")
        } + strayFindings(members)
    }

    /// Groups that have read our inputs but are useless and without members: of a worker that had another name, or of a
    /// program that is gone.
    private func strayFindings(_ members: [String: Int]) -> [Finding] {
        let names = Service.all.map(\.group)
        let inputs = Service.all.flatMap(\.inputs)
        // Workers test transactions in separate groups when they start; these expire.
        let others = members.filter { name, count in
            count == 0 && !names.contains(name)
                && !(name.hasSuffix("-probe") && names.contains { name.hasPrefix("\($0)-") })
        }
        return others.keys.sorted().compactMap { name in
            guard let topic = (try? broker().commits(name, inputs))?.first?.topic else { return nil }
            return .unknown(
                "groups",
                "\(name) has read \(topic), has no members and is not a worker's. If a worker had this name, rename it "
                    + "back; if nobody needs it: kafka-consumer-groups.sh --delete --group \(name)")
        }
    }
}
