// What can go wrong at the broker or in librdkafka, as one value: the code, librdkafka's words, and what the caller may
// do next. Errors of settings are `SettingError`.

/// A failure reported by librdkafka or the broker.
public struct KafkaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// librdkafka's error codes: the broker's are positive, the client's own negative.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The number, as in `rd_kafka_resp_err_t`.
        public let rawValue: Int32
        /// The code of that number.
        public init(rawValue: Int32) { self.rawValue = rawValue }
    }

    /// The failed operation, as the start of a sentence: "commit a transaction".
    public let operation: String
    /// The error's code.
    public let code: Code
    /// The error's name, `_TIMED_OUT` or `UNKNOWN_TOPIC_OR_PART`.
    public let name: String
    /// librdkafka's or the broker's words.
    public let words: String
    /// The client cannot continue: end it, and usually the process.
    public let isFatal: Bool
    /// The same call may succeed if repeated.
    public let isRetriable: Bool
    /// The transaction must be aborted; after that the producer can continue.
    public let requiresAbort: Bool
    /// It is unknown whether the call took effect: destroy the producer, make another with the same transactional id,
    /// and return to the committed offsets. Never guess, and do not continue with this producer: a late commit that
    /// reaches the broker during a later transaction splits that one (Jepsen on Bufstream 0.1.0, 2024; KIP-890).
    public let isFateUnknown: Bool

    init(
        operation: String, code: Code, name: String, words: String, isFatal: Bool = false, isRetriable: Bool = false,
        requiresAbort: Bool = false, isFateUnknown: Bool = false
    ) {
        self.operation = operation
        self.code = code
        self.name = name
        self.words = words
        self.isFatal = isFatal
        self.isRetriable = isRetriable
        self.requiresAbort = requiresAbort
        self.isFateUnknown = isFateUnknown
    }

    /// What failed, why, and what to do about it if that is known; one line.
    public var description: String {
        let told = "cannot \(operation): \(words) (\(name))"
        guard let remedy = code.remedy else { return told }
        return "\(told). \(remedy)"
    }

    /// The same failure with other words or consequences.
    func with(words: String? = nil, requiresAbort: Bool? = nil, isFateUnknown: Bool? = nil) -> KafkaError {
        KafkaError(
            operation: operation, code: code, name: name, words: words ?? self.words, isFatal: isFatal,
            isRetriable: isRetriable, requiresAbort: requiresAbort ?? self.requiresAbort,
            isFateUnknown: isFateUnknown ?? self.isFateUnknown)
    }
}
