// Transactions, and the one place that decides what of them is tried again and what is of unknown fate.
import CLibrdkafka

extension Producer {
    /// Registers the transactional id: settles what a former producer with the same id left open and fences it.
    /// Once, before the first `begin`.
    public func initTransactions(timeout: Duration = .seconds(30)) throws(KafkaError) {
        try retrying("start transactions", timeout) { rd_kafka_init_transactions(client.raw, $0) }
    }

    /// Begins a transaction; what is sent from here on becomes visible at `commit`, all or nothing.
    public func begin() throws(KafkaError) {
        _ = client.callbacks.takeFailedDelivery()
        mustAbort = false
        try retrying("begin a transaction", .zero) { _ in rd_kafka_begin_transaction(client.raw) }
    }

    /// Adds offsets (the next to read) with their metadata to the transaction, for the group that `group` is a member
    /// of. A member that was replaced in the meantime is refused. Fastest right behind `begin`, before the first
    /// `send`: a broker still busy with the transaction before is asked again after 5 ms for offsets, 20 for records.
    public func sendOffsets(
        _ offsets: [CommittedOffset], group: GroupMetadata, timeout: Duration = .seconds(30)
    ) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        let list = PartitionList(offsets)
        let raw = list.raw
        try retrying("add offsets to a transaction", timeout, unknownFate: true) {
            rd_kafka_send_offsets_to_transaction(client.raw, raw, group.raw, $0)
        }
    }

    /// Flushes what was sent and commits. On an error look at `isFateUnknown` (make a new producer), `requiresAbort`
    /// (call `abort` and do the batch again) and the rest (end the process), in this order. Once the records have arrived,
    /// the end itself is waited for by at most three quarters of `socket.timeout.ms`; then its fate is unknown.
    public func commit(timeout: Duration = .seconds(30)) throws(KafkaError) {
        hurryRecords()
        do throws(KafkaError) {
            let deadline = Deadline(after: timeout)
            while rd_kafka_outq_len(client.raw) > 0, !deadline.hasPassed {
                if try commit(within: min(deadline.milliseconds, 250)) { return }
            }
            try retrying("commit a transaction", min(deadline.remaining, longestEnd), unknownFate: true) {
                rd_kafka_commit_transaction(client.raw, $0)
            }
        } catch {
            // "1 message(s) failed delivery": which and why tell more.
            guard let failed = client.callbacks.takeFailedDelivery() else { throw error }
            throw error.with(words: "\(error.words); first of them: \(failed)")
        }
    }

    /// How long the end of a transaction is waited for: less than one request for it. Otherwise librdkafka 2.0.2
    /// repeats the request and gets a good answer, and the first request may arrive late and end a later transaction (KIP-890).
    private var longestEnd: Duration { requestTimeout - max(.milliseconds(500), requestTimeout / 4) }

    /// Whether a request of an ended transaction may still be on its way: a connection broke under it, or its answer did
    /// not come in time, and librdkafka asked again. It would count for the next transaction (KIP-890): begin that with a
    /// new producer of the same id, whose epoch shuts out what is late.
    public var mayHaveStragglers: Bool { client.callbacks.tally.hasAskedAgain }

    /// A commit for a moment, while records are on their way: where the transaction fails meanwhile, librdkafka 2.0.2 keeps
    /// those behind the failed one, and the call waits until they have timed out (15 s); asked again, it says so at once.
    /// False if the time was not enough: the commit continues, and the next call takes it up.
    private func commit(within milliseconds: Int32) throws(KafkaError) -> Bool {
        do throws(KafkaError) {
            try check(error: rd_kafka_commit_transaction(client.raw, milliseconds), "commit a transaction")
            return true
        } catch {
            if error.code == .fatal, let cause = fatalError(of: client.raw, "commit a transaction") { throw cause }
            guard error.isRetriable, !error.requiresAbort, !error.isFatal else {
                mustAbort = mustAbort || error.requiresAbort
                throw error.code.leavesFateUnknown ? error.with(isFateUnknown: true) : error
            }
            rd_kafka_poll(client.raw, 20)
            return false
        }
    }

    /// Aborts: nothing of the transaction is ever seen by readers of committed records. On an error with
    /// `isFateUnknown` a new producer with the same id aborts in its `initTransactions`.
    public func abort(timeout: Duration = .seconds(30)) throws(KafkaError) {
        // An abort that overtakes the registration of a partition just written to is refused (INVALID_TXN_STATE) and
        // leaves the producer unusable (#4849, open): let the records arrive first. After an error that demands the
        // abort librdkafka sends nothing more, so there waiting would be in vain.
        if !mustAbort { rd_kafka_flush(client.raw, min(timeout.wholeMilliseconds, 5_000)) }
        do throws(KafkaError) {
            try retrying("abort a transaction", min(timeout, longestEnd), unknownFate: true) {
                rd_kafka_abort_transaction(client.raw, $0)
            }
        } catch {
            throw error.isFenced ? error : error.with(isFateUnknown: true)
        }
        _ = client.callbacks.takeFailedDelivery()
    }

    /// librdkafka 2.0.2 does not wake its senders when the coordinator has registered a partition for the transaction,
    /// so they sit out 10 ms first; a flush wakes them. A transaction of one record: 19 ms becomes 11.
    private func hurryRecords() {
        for _ in 0..<20 where rd_kafka_outq_len(client.raw) > 0 { rd_kafka_flush(client.raw, 1) }
    }

    /// Makes `call` again while librdkafka says it may be and time is left. A time-out is not tried again where the
    /// call may have taken effect: the caller must learn that the fate is unknown, not have a second try paper over it.
    private func retrying(
        _ operation: String, _ timeout: Duration, unknownFate: Bool = false, _ call: (Int32) -> OpaquePointer?
    ) throws(KafkaError) {
        let deadline = Deadline(after: timeout)
        while true {
            do throws(KafkaError) {
                return try check(error: call(deadline.milliseconds), operation)
            } catch {
                // What came first tells more than "fatal error".
                if error.code == .fatal, let cause = fatalError(of: client.raw, operation) { throw cause }
                mustAbort = mustAbort || error.requiresAbort
                if unknownFate, error.code.leavesFateUnknown { throw error.with(isFateUnknown: true) }
                guard error.isRetriable, !error.requiresAbort, !error.isFatal, !deadline.hasPassed else { throw error }
                // librdkafka waits between its own tries; ours only serve events in between.
                rd_kafka_poll(client.raw, 20)
            }
        }
    }
}
