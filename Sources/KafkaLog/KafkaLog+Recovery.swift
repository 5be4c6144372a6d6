// What follows a failed commit, and the producers that take the place of others.

import Kafka
import Log

extension KafkaLog {
    /// After a failed commit nothing of it is in the log, and all partitions begin anew at what is committed. If the fate
    /// of the commit is unknown, a new producer with the same id settles it: a late commit that reached the broker
    /// during a later transaction would end that one half-way (KIP-890).
    func recover(from error: KafkaError) throws {
        guard !error.isFatal, rolledBackCommits.add() else { throw error }
        warn("COMMIT", "commit rolled back, records will be reprocessed: \(error)")
        if plan.delivery == .exactlyOnce, error.isFateUnknown || error.code.losesCount || !abortSettles() {
            producer = try Self.makeProducer(plan, settings, sink)
        }
        let partitions = trackers.partitions
        let committed = try consumer.committed(partitions.map(\.kafka))
        // They are still assigned, so no rebalance ends their pause.
        try consumer.resume(paused.map(\.kafka))
        revoke(partitions)
        for (partition, start) in try assign(committed) {
            if case .offset(let offset) = start { try consumer.seek(partition, to: offset) }
        }
    }

    private func abortSettles() -> Bool {
        do {
            try producer.abort()
            return !producer.mayHaveStragglers
        } catch { return false }
    }

    /// After a connection broke, a request of this producer may arrive late and end the next transaction half-way. Now
    /// that no transaction is open and the broker answers, a new producer with the same id shuts it out.
    func replaceProducerWithStragglers() throws {
        guard plan.delivery == .exactlyOnce, producer.mayHaveStragglers else { return }
        producer = try Self.makeProducer(plan, settings, sink)
    }

    static func makeProducer(_ plan: Plan, _ settings: ClientSettings, _ log: @escaping KafkaLogSink) throws -> Producer
    {
        let producer = try Producer(settings: settings, transactionalID: plan.transactionalID, log: log)
        // Waiting for a broker that restarts in the middle of a commit is cheaper than ending the process.
        try producer.prepare(topics: plan.outputs.map(\.name), timeout: .seconds(10), reaching: .seconds(30))
        if plan.delivery == .exactlyOnce { try producer.initTransactions() }
        return producer
    }
}

extension ClientSettings {
    /// A process that hangs with an open transaction holds up readers until the broker ends it: 15 s, not 60.
    func withTransactionTimeout() throws -> ClientSettings {
        var settings = self
        if settings["transaction.timeout.ms"] == nil { try settings.set("transaction.timeout.ms", "15000") }
        return settings
    }
}
