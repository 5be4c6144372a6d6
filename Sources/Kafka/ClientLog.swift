// librdkafka's log lines and errors, passed to the caller's log.

/// A line of librdkafka's log, or an error from which it recovered by itself.
public struct KafkaLogLine: Sendable, Hashable {
    /// Severity as in syslog (RFC 5424): lower is worse.
    public enum Level: Int, Sendable, Comparable {
        case emergency, alert, critical, error, warning, notice, info, debug

        /// Graver is smaller.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// How grave it is.
    public let level: Level
    /// librdkafka's short name for the subject, such as `FAIL` or `REQTMOUT`; `ERROR` for errors from a callback.
    public let facility: String
    /// The words.
    public let text: String

    /// A line in the same form, for code that logs beside librdkafka.
    public init(level: Level, facility: String, text: String) {
        self.level = level
        self.facility = facility
        self.text = text
    }
}

/// Receives log lines, on librdkafka's threads and on the caller's; must not block for long.
public typealias KafkaLogSink = @Sendable (KafkaLogLine) -> Void
