// What follows a commit that failed.

import Events
import Kafka
import Log

extension KafkaLog {
    /// After a failed commit nothing of it is in the log, and the same is to be committed again. If its fate is unknown, a
    /// new producer with the same id settles it: a late commit that reached the broker during a later transaction would end
    /// that one half-way (KIP-890). Returns whether the commit is in the log after all. Throws what ends the process.
    func recover(from error: KafkaError, _ offsets: [Kafka.CommittedOffset]) throws -> Bool {
        // While a broker is away the work continues, and what is finished waits.
        let passes = error.isRetriable || error.isFateUnknown
        guard !error.isFatal, rolledBackCommits.add(passes: passes) else { throw error }
        warn("COMMIT", "commit rolled back, will be repeated: \(error)")
        guard plan.delivery == .exactlyOnce else { return false }
        if error.isFateUnknown, unsettled.isEmpty { unsettled = offsets }
        needsProducer = needsProducer || error.isFateUnknown || error.code.losesCount || !abortSettles()
        guard needsProducer else { return false }
        do { return try settle() } catch let error as KafkaError where error.isRetriable || error.isFateUnknown {
            return false
        }
    }

    private func abortSettles() -> Bool {
        do {
            try producer.abort()
            return !producer.mayHaveStragglers
        } catch { return false }
    }

    /// Puts a new producer with the same id in the place of the one that has an open transaction, or under which a
    /// connection broke: its requests, which may arrive late, are shut out. Returns whether the commit whose fate was unknown
    /// is in the log.
    func settle() throws -> Bool {
        producer = try Self.makeProducer(plan, settings, sink)
        needsProducer = false
        // A transaction is in the log as a whole: one of its offsets is enough.
        guard let offset = unsettled.first else { return false }
        let isDone = try consumer.committed([offset.partition]).first == offset
        unsettled = []
        return isDone
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
