// Every message that a program of the pipeline logs. `docs/reference/logs.md` is generated from this list, so an
// operator finds every message there.

/// The constant part of a log line; values that vary are in other members. The raw value is stable: scripts and alerts may
/// compare it.
public enum LogMessage: String, Sendable, CaseIterable {
    // Start and end of every program.
    case metricsServed = "metrics"
    case joined
    case restored
    case ready
    case stopped
    case cannotContinue = "cannot continue"
    case loopStalled = "main loop stalled for 120 s"

    // Work on offers.
    case step
    case event
    case delivered
    case command
    case willRetry = "fault, will retry"
    case takesTooLong = "work takes too long, canceled"
    case blocked
    case deadLetter = "dead letter"
    case recordsSkipped = "records skipped"
    case wasInFlight = "record was in flight when a previous worker crashed"
    case dueTimeFailed = "due time not handled"

    // Pauses, partitions, Kafka.
    case paused
    case resumed
    case partitionStalled = "partition makes no progress"
    case partitionContinues = "partition makes progress again"
    case kafkaClient = "kafka client"

    // The gateway, and the embedded broker.
    case documentsLeftOut = "documents left out"
    case tokensRead = "tokens read again"
    case tokensKept = "tokens file not usable"
    case issuerKeysRead = "keys of the identity provider read"
    case issuerKeysKept = "keys of the identity provider not usable"
    case jwtRefused = "JWT refused"
    case signInFailed = "sign-in at the identity provider failed"
    case unreadableRecord = "unreadable record"
    case embeddedBroker = "embedded broker"

    /// Severity.
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        public static func < (a: Level, b: Level) -> Bool {
            allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
        }
    }

    /// For lines of a Kafka client, the most severe level.
    public var level: Level {
        switch self {
        case .metricsServed, .joined, .restored, .ready, .stopped, .step, .event, .delivered, .command, .resumed,
            .partitionContinues, .tokensRead, .issuerKeysRead, .jwtRefused, .signInFailed:
            .info
        case .willRetry, .deadLetter, .wasInFlight, .dueTimeFailed, .paused, .documentsLeftOut, .tokensKept,
            .issuerKeysKept, .unreadableRecord, .embeddedBroker:
            .warning
        case .cannotContinue, .loopStalled, .takesTooLong, .blocked, .recordsSkipped, .partitionStalled, .kafkaClient:
            .error
        }
    }
}
