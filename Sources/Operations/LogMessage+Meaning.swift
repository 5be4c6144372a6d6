// What each log message means to an operator, and what to do about it.

extension LogMessage {
    /// What happened, in a sentence.
    public var meaning: String {
        switch self {
        case .metricsServed: "The program serves `/metrics`, `/healthz` and `/readyz` at `address`."
        case .joined: "The worker has joined its consumer group and restored its state."
        case .restored: "The worker has read the `rows` of a state partition."
        case .ready: "The program has started. `broker` is Kafka's address, `address` the gateway's."
        case .stopped: "The program has stopped because it was asked to."
        case .cannotContinue:
            "The program exits with status `exit`: 64 is a setting, 69 the broker, 70 another failure. `reason` says why."
        case .loopStalled: "The main loop has not run for 120 s. The process exits, and the supervisor restarts it."
        case .step:
            "A step is finished and committed. `outcome` is `completed`, `waiting`, `rejected`, `blocked` or `held`."
        case .event:
            "The coordinator, the notifier or the sign-off has processed an event and committed its `outputs`."
        case .delivered: "A mail system has accepted a mail. `to` is the recipient, `reply` the answer."
        case .command: "The gateway has sent a command."
        case .willRetry: "A dependency failed. The step is tried again after `wait_ms`."
        case .takesTooLong: "The work of a step exceeded its time limit and was canceled. It counts as a fault."
        case .blocked: "All tries of a step have failed. It waits for an operator, who gets a mail."
        case .deadLetter: "No worker can use the record. It is on the dead-letter topic, unchanged."
        case .recordsSkipped:
            "A batch cannot be read, or its records were deleted before they were read. A dead letter names the offsets."
        case .wasInFlight: "A worker of this stage crashed `crashes` times while it worked on the record."
        case .dueTimeFailed: "The coordinator could not report that a step is overdue. It tries again later."
        case .paused: "An operator paused the stage or the pipeline."
        case .resumed: "The pause has ended."
        case .partitionStalled:
            "There are records to read in the partition, but the worker has read none for a minute. `reason` says why."
        case .partitionContinues: "The worker is reading the partition again."
        case .kafkaClient:
            "librdkafka, or the pipeline's client, reports `text` about the subject `facility`; see below."
        case .documentsLeftOut:
            "The gateway's memory for documents is full. It answers 503 `documentLeftOut` for `count` more documents."
        case .tokensRead: "The tokens file has changed; the gateway has read its `count` tokens."
        case .tokensKept: "The tokens file has changed and cannot be used. The gateway keeps the tokens that it has."
        case .issuerKeysRead: "The gateway has read the keys of `jwt-issuer`: `kids` are their names."
        case .issuerKeysKept:
            "The keys of `jwt-issuer` cannot be read. The gateway keeps those it has; without any it answers 503 `issuerUnreachable`."
        case .jwtRefused: "The gateway has refused a JWT with 401 `invalidToken`. `peer` is the sender's address."
        case .signInFailed: "Somebody could not sign in to the pages at `jwt-issuer`. `peer` is their address."
        case .unreadableRecord: "A program cannot read a record of a topic that it follows, and continues without it."
        case .embeddedBroker:
            "The program is a broker in memory. It loses everything when it stops, and old records of partitions above 5 MiB."
        }
    }

    /// What the operator does; nil if nothing.
    public var remedy: String? {
        switch self {
        case .metricsServed, .joined, .restored, .ready, .stopped, .step, .delivered, .command, .resumed,
            .partitionContinues, .tokensRead, .issuerKeysRead:
            nil
        case .cannotContinue: "Do what `reason` says. The supervisor restarts the program."
        case .loopStalled: "Check disk and broker. Send the preceding lines to the developers."
        case .event:
            "If the line has `over_limit`, a limit of mails was reached: see `mailsPerHour` and `offerMailsPerHour` in the part `quotas` of the policy."
        case .willRetry: "Nothing, unless it continues: then check what `code` and `reason` name."
        case .takesTooLong: "If it happens again, check the dependencies of the stage, or raise the step's `timeout`."
        case .blocked: "Fix what `reason` names, then run `offerctl resume OFFER`."
        case .deadLetter: "Run `offerctl dead-letters list`. Fix the sender, or send the record again with `redrive`."
        case .recordsSkipped:
            "See [The record of a step is lost](../operate/troubleshoot.md#the-record-of-a-step-is-lost)."
        case .wasInFlight:
            "Read the last lines of the crashed worker. After three crashes the record becomes a dead letter."
        case .dueTimeFailed: "Fix what `reason` names."
        case .paused: "`offerctl resume` ends the pause."
        case .partitionStalled: "Run `offerctl doctor`, and do what `reason` says."
        case .kafkaClient: "See the table below."
        case .documentsLeftOut: "Raise `draft-memory-mib`, or lower the quota `draftMiB`."
        case .tokensKept: "Fix what `reason` names."
        case .issuerKeysKept: "Fix what `reason` names. The gateway tries again every 30 s while tokens need it."
        case .jwtRefused:
            "Nothing, if the sender is unknown; otherwise do what `reason` says. See [The gateway](../operate/gateway.md#identity-provider)."
        case .signInFailed:
            "Do what `reason` says, if it continues. See [The gateway](../operate/gateway.md#identity-provider)."
        case .unreadableRecord:
            "Upgrade the program, if a newer one wrote the record; otherwise find its writer by `record`."
        case .embeddedBroker: "Use Apache Kafka for real offers."
        }
    }

    /// Subjects of `kafka client` lines, and what to do. librdkafka has more; these need attention.
    public static let facilities: [(name: String, meaning: String, remedy: String)] = [
        (
            "COMMIT", "A commit was rolled back: a rebalance, or a broker that does not answer. It is repeated.",
            "Nothing, unless it happens often: then check the broker and for workers that restart."
        ),
        (
            "CONSUME", "A partition cannot be read at an offset.",
            "Check the broker and the user's rights. Records that were deleted get a dead letter."
        ),
        (
            "ERROR", "The client lost the broker, or the broker refused it.",
            "Check the broker's address, TLS, user and rights. librdkafka reconnects by itself."
        ),
        (
            "OFFSETS", "The committed offsets do not fit the log, or are missing.",
            "See [The log has changed](../operate/troubleshoot.md#the-log-has-changed)."
        ),
        (
            "TOPICS", "A topic is not configured as declared.",
            "Run `offerctl topics apply`; it prints the command that fixes the topic."
        ),
        (
            "FAIL", "A connection to a broker broke.",
            "Nothing, unless it continues: then check the network and the broker."
        ),
        (
            "REQTMOUT", "A broker did not answer requests in time. librdkafka repeats them.",
            "Nothing, unless it continues: then check the network and the broker."
        ),
        (
            "SESSTMOUT", "The broker did not answer for the session timeout. The worker joins its group again.",
            "Nothing, unless it continues: then check the broker, and the load of both machines."
        ),
        (
            "TXNERR", "A transaction failed. The worker aborts it and repeats the commit.",
            "Nothing, unless it happens often: then check the broker."
        ),
    ]
}
