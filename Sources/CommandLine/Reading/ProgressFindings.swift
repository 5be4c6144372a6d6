// The doctor's checks of the work: partitions without progress, hanging transactions, paused and blocked offers.

import Base
import BrokerClient
import Deployment
import Events
import Offers

extension Invocation {
    /// A record that waits for longer is either long work or holds up its partition.
    private static var patience: Duration { .seconds(60) }

    func progressFindings(_ found: [Topic: Int]) -> [Finding] {
        transactionFindings(found) + stallFindings(found) + pauseFindings() + offerFindings(found)
    }

    private func transactionFindings(_ found: [Topic: Int]) -> [Finding] {
        var open: [String] = []
        do {
            // Also tables: a worker reads its own to the end before it starts.
            for topic in Topic.all.sorted(by: { $0.name < $1.name }) where found[topic] != nil {
                open += try broker().openTransactions(topic).sorted { $0.key < $1.key }.map {
                    "\(topic)/\($0.key) at offset \($0.value)"
                }
            }
        } catch { return [.unknown("transactions", "\(error)")] }
        guard !open.isEmpty else { return [.good("transactions", "none hangs")] }
        return [
            .bad(
                "transactions", "open, and records wait behind them: \(open.joined(separator: ", "))",
                remedy: "find its producer with kafka-transactions.sh find-hanging, and end it with its command abort")
        ]
    }

    /// Each partition of each group whose first unfinished record has waited for long.
    private func stallFindings(_ found: [Topic: Int]) -> [Finding] {
        var findings: [Finding] = []
        do {
            for group in Service.all where group.joinsGroup {
                for topic in group.inputs where found[topic] != nil {
                    findings += try stallFindings(group, topic)
                }
            }
        } catch { return findings + [.unknown("progress", "\(error)")] }
        return findings.contains { $0.state == .bad }
            ? findings : findings + [.good("progress", "no partition is held up")]
    }

    private func stallFindings(_ group: Service, _ topic: Topic) throws -> [Finding] {
        let broker = try broker()
        let ends = try broker.end(topic, nil)
        let committed = try broker.committed(group.group, topic)
        let open = committed.filter { $0.value < ends[$0.key] ?? 0 }
        let isStage = Stage.all.contains { $0.rawValue == group.name }
        return try broker.waiting(topic, open).sorted { $0.key < $1.key }.compactMap { partition, waiting in
            switch waiting {
            case .nothing: return nil
            case .unreadable(let words):
                return .bad(
                    group.name, "\(topic)/\(partition)@\(open[partition] ?? 0) cannot be read: \(words)",
                    remedy: "start \(group.name): it passes over the batch with a dead letter")
            case .record(let offset, let written):
                guard let written, world.now() - written > Self.patience else { return nil }
                let place = "\(topic)/\(partition)@\(offset)"
                guard isStage else {
                    return .bad(
                        group.name, "makes no progress at \(place), a record of \(written.short)",
                        remedy: "look at the last lines of its log and at its /readyz")
                }
                return .unknown(group.name, "has worked since \(written.short) on \(place)")
            }
        }
    }

    private func pauseFindings() -> [Finding] {
        let controls: Controls
        do { controls = try self.controls() } catch { return [.unknown("pauses", "\(error)")] }
        var paused = controls.stages.map { ("stage \($0.key)", "--stage \($0.key)", $0.value) }
        if let pause = controls.pipeline { paused.append(("the whole pipeline", "--pipeline", pause)) }
        guard !paused.isEmpty else { return [.good("pauses", "no stage is paused")] }
        return paused.sorted { $0.0 < $1.0 }.map { name, option, pause in
            .bad(
                "pauses", "\(name) is paused since \(PausePage.since(pause.since, pause.reason))",
                remedy: "offerctl resume \(option)")
        }
    }

    /// Blocked offers, and rows in the wrong partition.
    private func offerFindings(_ found: [Topic: Int]) -> [Finding] {
        guard let count = found[.status] else { return [] }
        var blocked: [String] = []
        var misplaced: [String] = []
        do {
            for record in try broker().newest(.status) {
                guard let key = record.key else { continue }
                let name = String(decoding: key, as: UTF8.self)
                if Partitioner.partition(of: key, count: count) != record.partition { misplaced.append(name) }
                if try status(record)?.steps.contains(where: { $0.state == .blocked }) == true { blocked.append(name) }
            }
        } catch { return [.unknown("offers", "\(error)")] }
        let rows: Finding =
            misplaced.isEmpty
            ? .good("rows", "each is in the partition of its key")
            : .bad(
                "rows", "not in the partition of their key: \(few(misplaced))",
                remedy:
                    "partitions were added, or the topic was copied with another partitioner: make the topics again "
                    + "with the former number of partitions (docs/operate/scale.md, Partitions)")
        let offers: Finding =
            blocked.isEmpty
            ? .good("offers", "none is blocked")
            : .bad(
                "offers", "blocked: \(few(blocked))",
                remedy: "see offerctl status OFFER for the cause, mend it, then offerctl resume OFFER")
        return [rows, offers]
    }

    private func few(_ names: [String]) -> String {
        names.count > 5
            ? names.prefix(5).joined(separator: ", ") + " and \(names.count - 5) more"
            : names.joined(separator: ", ")
    }
}
