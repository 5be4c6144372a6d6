// What the doctor finds on the broker: topics, rights, and the workers' groups.

import BrokerClient
import Deployment
import Events
import Offers

extension Invocation {
    /// Without a broker nothing else can be asked of it.
    func brokerFindings() -> [Finding] {
        let found: [Topic: Int]
        do { found = try broker().partitions() } catch {
            return [.bad("broker", "\(error)", remedy: "start the broker, or give --broker HOST:PORT")]
        }
        return [.good("broker", "answers")] + topicFindings(found) + [rightToRead(found), rightToWrite()]
            + groupFindings()
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
                remedy: "give all topics the same number: an offer must have the same partition in each"),
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
            try broker().checkWriteAccess("offerctl-doctor")
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
            let count = members[group.name] ?? 0
            return count > 0
                ? .good(group.name, count == 1 ? "1 member" : "\(count) members")
                : .bad(group.name, "no worker is in this group", remedy: "start \(group.name)")
        }
    }
}
