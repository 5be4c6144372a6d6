// librdkafka's log lines and errors, passed to the caller's log.

/// A line of librdkafka's log, or an error from which it recovered by itself.
public struct KafkaLogLine: Sendable, Hashable {
    /// How grave, in the order of syslog (RFC 5424): the smaller, the graver.
    public enum Level: Int, Sendable, Comparable {
        case emergency, alert, critical, error, warning, notice, info, debug

        /// Graver is smaller.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// How grave it is.
    public let level: Level
    /// librdkafka's own short name for the matter, `FAIL` or `REQTMOUT`; `ERROR` for an error told by callback.
    public let facility: String
    /// The words.
    public let text: String

    /// A line in the same form, for those who keep a log beside librdkafka.
    public init(level: Level, facility: String, text: String) {
        self.level = level
        self.facility = facility
        self.text = text
    }
}

/// Takes log lines. Called from librdkafka's threads as well as the caller's; must not block for long.
public typealias KafkaLogSink = @Sendable (KafkaLogLine) -> Void
