// Transactions. Only this file decides which of their calls are repeated and which have an unknown fate.
import CLibrdkafka

extension Producer {
    /// Registers the transactional id: ends the open transaction of a former producer with the same id, and fences it.
    /// Call it once, before the first `begin`.
    public func initTransactions(timeout: Duration = .seconds(30)) throws(KafkaError) {
        try retrying("start transactions", timeout) { rd_kafka_init_transactions(client.raw, $0) }
    }

    /// Begins a transaction; everything sent from here on becomes visible at `commit`, or not at all.
    public func begin() throws(KafkaError) {
        _ = client.callbacks.takeFailedDelivery()
        mustAbort = false
        try retrying("begin a transaction", .zero) { _ in rd_kafka_begin_transaction(client.raw) }
    }

    /// Adds offsets (the next to read) with their metadata to the transaction, for the group that `group` is a member
    /// of. A member that was replaced meanwhile is refused. Fastest directly after `begin`, before the first `send`: if
    /// the broker is still busy with the previous transaction, the client repeats the request for offsets after 5 ms,
    /// and that for records after 20 ms.
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

    /// Flushes and commits. On an error, check `isFateUnknown` (make a new producer), `requiresAbort` (call `abort` and
    /// repeat the batch), and otherwise exit, in this order. After the records have arrived, waits for the end of the
    /// transaction at most three quarters of `socket.timeout.ms`; then its fate is unknown.
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
            // "1 message(s) failed delivery": which one and why is more helpful.
            guard let failed = client.callbacks.takeFailedDelivery() else { throw error }
            throw error.with(words: "\(error.words); first of them: \(failed)")
        }
    }

    /// How long the end of a transaction is waited for: less than one request for it. Otherwise librdkafka 2.0.2
    /// repeats the request and gets a good answer, and the first request may arrive late and end a later transaction (KIP-890).
    private var longestEnd: Duration { requestTimeout - max(.milliseconds(500), requestTimeout / 4) }

    /// Whether a request of an ended transaction may still be on its way: its connection broke, or its answer came too
    /// late and librdkafka repeated it. It would count for the next transaction (KIP-890). Begin that one with a new
    /// producer with the same id, whose epoch fences late requests.
    public var mayHaveStragglers: Bool { client.callbacks.tally.hasAskedAgain }

    /// Commits for a moment while records are on their way. If the transaction fails meanwhile, librdkafka 2.0.2 keeps
    /// the records after the failed one, and the call waits until they have timed out (15 s); a repeated call fails at
    /// once. False if the time was not enough: the commit continues, and the next call resumes it.
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

    /// Aborts: readers of committed records never see anything of the transaction. After an error with `isFateUnknown`,
    /// a new producer with the same id aborts it in `initTransactions`.
    public func abort(timeout: Duration = .seconds(30)) throws(KafkaError) {
        // An abort that overtakes the registration of a partition just written to is refused (INVALID_TXN_STATE) and
        // leaves the producer unusable (#4849, open): let the records arrive first. After an error that requires the
        // abort librdkafka sends nothing more, so waiting would be in vain.
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
    /// so they sleep for 10 ms; a flush wakes them. A transaction with one record then takes 11 ms instead of 19.
    private func hurryRecords() {
        for _ in 0..<20 where rd_kafka_outq_len(client.raw) > 0 { rd_kafka_flush(client.raw, 1) }
    }

    /// Repeats `call` while librdkafka calls the error retriable and there is time. Does not repeat a time-out if the
    /// call may have taken effect: the caller must learn that the fate is unknown.
    private func retrying(
        _ operation: String, _ timeout: Duration, unknownFate: Bool = false, _ call: (Int32) -> OpaquePointer?
    ) throws(KafkaError) {
        let deadline = Deadline(after: timeout)
        while true {
            do throws(KafkaError) {
                return try check(error: call(deadline.milliseconds), operation)
            } catch {
                // The first error is more helpful than "fatal error".
                if error.code == .fatal, let cause = fatalError(of: client.raw, operation) { throw cause }
                mustAbort = mustAbort || error.requiresAbort
                if unknownFate, error.code.leavesFateUnknown { throw error.with(isFateUnknown: true) }
                guard error.isRetriable, !error.requiresAbort, !error.isFatal, !deadline.hasPassed else { throw error }
                // librdkafka waits between its own tries; we only serve events meanwhile.
                rd_kafka_poll(client.raw, 20)
            }
        }
    }
}
