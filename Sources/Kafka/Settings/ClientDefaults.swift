// Our values where librdkafka 2.0.2's own do not serve. `defaults` may be overridden by settings; `fixed` may not
// (see `ReservedProperties`).
import CLibrdkafka

enum ClientRole: Hashable, Sendable {
    case groupConsumer(group: String, instance: String?, GroupAssignment)
    case reader(group: String)
    case producer(transactionalID: String?)
    case admin
    case mockHost

    var type: rd_kafka_type_t {
        switch self {
        case .groupConsumer, .reader: RD_KAFKA_CONSUMER
        case .producer, .admin, .mockHost: RD_KAFKA_PRODUCER
        }
    }

    var defaults: [(String, String)] { Self.everywhere + ownDefaults }

    private static let everywhere = [
        // Nagle is on until 2.10 and delays small requests by up to 40 ms.
        ("socket.nagle.disable", "true"),
        // A broker that was restarted is found within a second instead of ten.
        ("reconnect.backoff.max.ms", "1000"),
        // The broker closes idle connections; that is expected.
        ("log.connection.close", "false"),
    ]

    private var ownDefaults: [(String, String)] {
        switch self {
        case .groupConsumer:
            [("fetch.wait.max.ms", "100"), ("queued.max.messages.kbytes", "16384"), ("fetch.error.backoff.ms", "50")]
        case .reader:
            // A full queue pauses fetching for a whole second (fetch.queue.backoff.ms came with 2.2): make it large.
            [
                ("fetch.wait.max.ms", "100"), ("queued.min.messages", "10000000"),
                ("queued.max.messages.kbytes", "262144"), ("fetch.error.backoff.ms", "50"),
            ]
        case .producer:
            // A flush sends at once whatever the linger, and each batch of ours ends in one. Until then a sender that waits
            // for less than a millisecond spins: with a linger of 1 it takes as much time as all else that it does.
            // With 100 ms, a transaction right behind another (CONCURRENT_TRANSACTIONS) takes 37 ms instead of 8.
            // Records of a batch resemble each other: lz4 leaves a fifth of their bytes and less, for fewer than five
            // instructions a byte.
            [("linger.ms", "50"), ("retry.backoff.ms", "5"), ("compression.codec", "lz4")]
        case .admin, .mockHost: []
        }
    }

    /// `groups`: the protocol that the settings name (`group.protocol`), if they do.
    func fixed(groups: String?) -> [(String, String)] {
        switch self {
        case .groupConsumer(let group, let instance, let assignment):
            // An offset outside of the log is for the owner to decide about: "earliest" would read the past again, or
            // pass over a gap, without a word.
            Self.readingCommitted
                + [
                    ("auto.offset.reset", "error"), ("group.id", group), ("enable.partition.eof", "true"),
                    groups == "consumer" ? assignment.remoteAssignor : assignment.strategy,
                ]
                + (instance.map { [("group.instance.id", $0)] } ?? [])
        case .reader(let group):
            Self.readingCommitted
                + [("auto.offset.reset", "earliest"), ("group.id", group), ("enable.partition.eof", "true")]
        case .producer(let transactionalID):
            Self.producing + (transactionalID.map { [("transactional.id", $0)] } ?? [])
        case .admin, .mockHost: []
        }
    }

    private static let readingCommitted = [
        ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"), ("isolation.level", "read_committed"),
    ]

    private static let producing = [
        ("enable.idempotence", "true"), ("acks", "all"), ("partitioner", "murmur2_random"),
        // Only failures matter to us, and a callback for each record costs.
        ("delivery.report.only.error", "true"),
    ]
}

extension GroupAssignment {
    /// For the classic protocol, where the members themselves assign.
    fileprivate var strategy: (String, String) {
        ("partition.assignment.strategy", self == .sticky ? "cooperative-sticky" : "range")
    }

    /// For that of KIP-848, where the broker assigns.
    fileprivate var remoteAssignor: (String, String) {
        ("group.remote.assignor", self == .sticky ? "uniform" : "range")
    }
}
