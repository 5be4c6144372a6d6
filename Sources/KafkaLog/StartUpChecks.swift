// Checks of the broker before a worker starts. Each fails with a sentence that says what to do.

import Events
import Kafka

/// Why a worker cannot start on this broker.
public struct LogError: Error, Equatable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// No broker answers.
        case away
        /// The broker answers, but not as the pipeline needs it.
        case unfit
        /// The log was replaced under a running worker, which must start again.
        case changed
    }

    public var kind: Kind
    public var description: String
}

enum StartUpChecks {
    /// Checks the broker and returns the number of partitions of the pipeline's topics.
    static func check(_ plan: KafkaLog.Plan, settings: ClientSettings, log: @escaping KafkaLogSink) throws -> Int {
        let partitions = try checkTopics(plan, settings, log)
        try checkSettings(plan, settings, log)
        if plan.delivery == .exactlyOnce, plan.probesTransactions { try checkTransactions(plan, settings, log) }
        return partitions
    }

    private static func checkTopics(
        _ plan: KafkaLog.Plan, _ settings: ClientSettings, _ log: @escaping KafkaLogSink
    ) throws -> Int {
        let needed = plan.inputs + plan.outputs
        let partitions: [String: Int32]
        do {
            partitions = try Admin(settings: settings, log: log).describe(needed.map(\.name))
        } catch let error as KafkaError {
            let address = settings.bootstrapServers ?? "no address"
            let says = "no Kafka broker answers at "
            throw LogError(
                kind: .away,
                description: error.words.hasPrefix(says) ? error.words : "\(says)\(address): \(error.words)")
        }
        let missing = needed.filter { partitions[$0.name] == nil }.map(\.name)
        guard missing.isEmpty else {
            let list = Set(missing).sorted().joined(separator: ", ")
            throw LogError(
                kind: .unfit,
                description: "topics are missing: \(list). Create them with: offerctl topics apply. If they exist, "
                    + "give the client's user the right to describe them")
        }
        // An offer must have the same partition in every topic; dead letters may differ.
        let counts = Set(partitions.filter { $0.key != Topic.deadLetters.name }.values)
        guard counts.count == 1, let count = counts.first else {
            let list = partitions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            throw LogError(
                kind: .unfit,
                description: "all topics must have the same number of partitions, but they have: \(list). "
                    + partitionsRemedy)
        }
        return Int(count)
    }

    /// More partitions move offers: the key and the number of partitions decide an offer's partition.
    static let partitionsRemedy =
        "Do not raise the others: offers would move away from their rows. Make the topic that "
        + "differs again with the number that the others have, and send its records again by key (docs/operate/scale.md)"

    /// If the broker does not compact a table, its rows are lost. Other deviations are logged as warnings.
    private static func checkSettings(
        _ plan: KafkaLog.Plan, _ settings: ClientSettings, _ log: @escaping KafkaLogSink
    ) throws {
        let topics = Set(plan.inputs + plan.outputs).sorted { $0.name < $1.name }
        let found: [String: [String: String]]
        do {
            // Short: a broker that has settings answers at once, and nobody can stop the worker meanwhile.
            found = try Admin(settings: settings, log: log).configurations(
                of: topics.map(\.name), timeout: .seconds(2))
        } catch {
            // The embedded broker has no settings, and not every user may read them; `offerctl doctor` checks them,
            // too.
            return
        }
        for deviation in topics.flatMap({ $0.deviations(from: found[$0.name] ?? [:]) }) {
            guard !deviation.losesState else { throw LogError(kind: .unfit, description: deviation.description) }
            log(KafkaLogLine(level: .warning, facility: "TOPICS", text: deviation.description))
        }
    }

    private static func checkTransactions(
        _ plan: KafkaLog.Plan, _ settings: ClientSettings, _ log: @escaping KafkaLogSink
    ) throws {
        let id = "\(plan.group)-\(plan.instance)-probe"
        let probe = TransactionProbe(settings: settings, log: log)
        guard try probe.keepsOffsets(topic: plan.inputs[0].name, group: id, transactionalID: id) else {
            throw LogError(
                kind: .unfit,
                description: "this broker does not keep the offsets of a transaction, so exactly-once would lose or "
                    + "double records: use Apache Kafka, or start with --delivery at-least-once")
        }
    }
}
