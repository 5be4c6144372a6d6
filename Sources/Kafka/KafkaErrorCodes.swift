// The error codes that we decide on, by name. Only this file says which are temporary, which a rebalance explains, and
// which need a person.
import CLibrdkafka

extension KafkaError.Code {
    init(_ code: rd_kafka_resp_err_t) { self.init(rawValue: code.rawValue) }

    /// No answer in time, measured by the client.
    public static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    /// No answer in time, measured by the broker.
    public static let requestTimedOut = Self(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT)
    /// The connection broke.
    public static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    /// A broker's address could not be resolved.
    public static let resolve = Self(RD_KAFKA_RESP_ERR__RESOLVE)
    /// No broker of the cluster is reachable.
    public static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    /// A newer client with the same transactional id has taken over.
    public static let fenced = Self(RD_KAFKA_RESP_ERR__FENCED)
    /// Another member joined with the same group instance id, or a static member's session expired.
    public static let fencedInstance = Self(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
    /// The client has met a fatal error earlier.
    public static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
    /// There was no poll for `max.poll.interval.ms`: the consumer has left its group and rejoins at the next poll.
    public static let maxPollExceeded = Self(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
    /// The broker has no such topic or partition.
    public static let unknownTopicOrPartition = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    /// The client knows of no such topic.
    public static let unknownTopic = Self(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    /// The client knows of no such partition.
    public static let unknownPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    /// The topic already exists.
    public static let topicAlreadyExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    /// The producer's queue is full.
    public static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    /// The record is larger than the client or the broker allows.
    public static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    /// The metadata of a committed offset is larger than the broker allows.
    public static let offsetMetadataTooLarge = Self(RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE)
    /// The broker does not know the request.
    public static let unsupportedFeature = Self(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)

    /// The client's object is not in the state that the call needs.
    static let erroneousState = Self(RD_KAFKA_RESP_ERR__STATE)
    /// The consumer's position is outside the log.
    static let offsetOutOfRange = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)

    /// A batch cannot be decoded; reading it again does not help.
    var isUnreadable: Bool {
        [
            RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR_INVALID_MSG,
            RD_KAFKA_RESP_ERR_INVALID_RECORD,
        ].contains { $0.rawValue == rawValue }
    }

    static let unstableOffset = Self(RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT)

    /// The request may or may not have reached the broker.
    var leavesFateUnknown: Bool {
        [Self.timedOut, .requestTimedOut, .transport, .allBrokersDown, Self(RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE)]
            .contains(self)
    }

    /// The producer and the broker disagree about the sequence of records, or the broker has forgotten the
    /// transactional id (`transactional.id.expiration.ms`). librdkafka 2.0.2 can continue after an abort, but first
    /// waits until its unsent records have timed out (15 s). A new producer starts a new sequence at once.
    public var losesCount: Bool {
        [
            RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING,
        ].contains { $0.rawValue == rawValue }
    }

    /// Temporary: the network, or a coordinator that moves or loads.
    var isPassing: Bool {
        if leavesFateUnknown || self == .resolve || self == .unstableOffset { return true }
        return [
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR__WAIT_COORD,
        ].contains { $0.rawValue == rawValue }
    }

    /// A newer client has taken this one's place, or the broker has ended a transaction that took too long (KIP-360).
    var isFenced: Bool {
        [
            RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
            RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
        ].contains { $0.rawValue == rawValue }
    }

    /// Ends the client whatever the call reports: waiting does not help after fencing.
    var isAlwaysFatal: Bool { self == .fatal || self == .fenced || self == .fencedInstance }

    /// What to do, if somebody can do something.
    var remedy: String? {
        switch self {
        case .unknownTopicOrPartition, .unknownTopic: "Create the topics first (offerctl topics apply)"
        case .unknownPartition: "Check the partition number against the topic's"
        case .timedOut, .transport, .allBrokersDown, .resolve:
            "Check that the broker runs and that bootstrap.servers names it"
        case .fenced:
            "Another process uses the same transactional id, or this one stopped for longer than its transaction may take: "
                + "give each instance its own id, and restart it"
        case .fencedInstance:
            "Another process uses the same group instance id, or this one was away too long: restart it"
        case .maxPollExceeded: "Poll more often or raise max.poll.interval.ms"
        case .messageTooLarge: "Raise message.max.bytes here and max.message.bytes of the topic"
        case .offsetMetadataTooLarge: "Commit earlier, or raise offset.metadata.max.bytes of the broker"
        case .queueFull: "The broker takes records too slowly; raise queue.buffering.max.messages or wait"
        default: Self.authorization.contains(rawValue) ? "Give the client's user the right to do this" : nil
        }
    }

    /// A right is missing: waiting does not help.
    var isAuthorization: Bool { Self.authorization.contains(rawValue) }

    private static let authorization: Set<Int32> = [
        RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED.rawValue, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED.rawValue,
        RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED.rawValue,
        RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED.rawValue,
    ]
}

extension KafkaError {
    /// A newer client with the same transactional or instance id has taken over, or the broker has ended a transaction
    /// that took too long. End this client.
    public var isFenced: Bool { code.isFenced }
}
