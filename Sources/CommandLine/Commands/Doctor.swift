// `doctor`: looks at everything that the line stands on, changes nothing, and says of what is wrong what to do.

import Deployment
import Events
import Offers

/// What was found of one thing; `--json` prints it.
struct Finding: Codable, Equatable {
    enum State: String, Codable {
        case good, unknown, bad
    }

    var what: String
    var state: State
    var says: String
    /// What to do.
    var remedy: String?

    static func good(_ what: String, _ says: String) -> Finding { Finding(what: what, state: .good, says: says) }

    static func unknown(_ what: String, _ says: String) -> Finding { Finding(what: what, state: .unknown, says: says) }

    static func bad(_ what: String, _ says: String, remedy: String) -> Finding {
        Finding(what: what, state: .bad, says: says, remedy: remedy)
    }
}

extension Execution {
    func examine() throws {
        let findings = brokerFindings() + fileFindings()
        if isJSON {
            for finding in findings { out.write(JSONLine.of(finding)) }
        } else {
            out.write(DoctorPage.text(findings, out.palette))
        }
        let bad = findings.count { $0.state == .bad }
        if bad > 0 { throw PipelineError.unwell(bad) }
    }

    /// Without a broker nothing else can be asked of it.
    private func brokerFindings() -> [Finding] {
        let standing: [Topic: Int]
        do { standing = try desk().partitions() } catch {
            return [.bad("broker", "\(error)", remedy: "start the broker, or give --broker HOST:PORT")]
        }
        return [.good("broker", "answers")] + topicFindings(standing) + [rightToRead(standing), rightToWrite()]
            + groupFindings()
    }

    private func topicFindings(_ standing: [Topic: Int]) -> [Finding] {
        let missing = Topic.all.filter { standing[$0] == nil }.map(\.name)
        let counts = Set(standing.values).sorted()
        let topics: Finding =
            missing.isEmpty
            ? .good("topics", "all \(Topic.all.count) are there")
            : .bad("topics", "missing: \(missing.joined(separator: ", "))", remedy: "run \"offerctl topics apply\"")
        guard let first = counts.first else { return [topics] }
        if counts.count == 1 { return [topics, .good("partitions", "\(first) in every topic")] }
        return [
            topics,
            .bad(
                "partitions", "topics have different numbers: \(counts.map(String.init).joined(separator: ", "))",
                remedy: "give all topics the same number: an offer must have one place in each of them"),
        ]
    }

    /// Asks where each topic ends, which needs the right to describe and read it.
    private func rightToRead(_ standing: [Topic: Int]) -> Finding {
        for topic in Topic.all where standing[topic] != nil {
            do { _ = try desk().end(topic, nil) } catch {
                return .bad(
                    "reading", "\(topic): \(error)", remedy: "give the client's user the right to read and describe it")
            }
        }
        return .good("reading", "every topic's end can be asked for")
    }

    private func rightToWrite() -> Finding {
        do {
            try desk().askToWrite()
            return .good("writing", "the broker gives out a producer id (nothing was written)")
        } catch {
            return .bad(
                "writing", "\(error)",
                remedy: "give the client's user the rights to write, and to the transactional id offerctl-doctor")
        }
    }

    private func groupFindings() -> [Finding] {
        let members: [String: Int]?
        do { members = try desk().members() } catch {
            return [.bad("workers", "\(error)", remedy: "give the client's user the right to describe groups")]
        }
        guard let members else { return [.unknown("workers", "this broker does not tell who is in a group")] }
        return Service.all.filter(\.joinsGroup).map { group in
            let count = members[group.name] ?? 0
            return count > 0
                ? .good(group.name, count == 1 ? "1 member" : "\(count) members")
                : .bad(group.name, "no worker is in this group", remedy: "start \(group.name)")
        }
    }
}
