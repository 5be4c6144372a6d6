// Owner of an rd_kafka_t: makes it from settings and frees it, whatever it is used for.
import CLibrdkafka

/// @unchecked Sendable: an rd_kafka_t may be used from any thread (librdkafka's own locks); the pointer is constant.
final class ClientHandle: @unchecked Sendable {
    let raw: OpaquePointer
    let callbacks: ClientCallbacks
    let bootstrapServers: String

    /// Throws `SettingError` where librdkafka refuses the settings. Connects in the background: a broker that is
    /// away is no error here.
    init(
        _ role: ClientRole, settings: ClientSettings, log: @escaping KafkaLogSink
    ) throws(SettingError) {
        let configuration = ClientConfiguration()
        try configuration.set(role.defaults)
        for entry in settings.entries { try configuration.set(entry) }
        try configuration.set(role.fixed)
        let callbacks = ClientCallbacks(log: log)
        callbacks.install(in: configuration.raw, role: role)
        var words = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(role.type, configuration.raw, &words, words.count) else {
            throw .refused(words: text(words))
        }
        configuration.release()
        raw = client
        self.callbacks = callbacks
        bootstrapServers = settings.bootstrapServers ?? "(no bootstrap.servers set)"
    }

    /// A property that is a time, as librdkafka has it, which adjusts some by others.
    func milliseconds(of property: String) -> Duration? {
        var words = [CChar](repeating: 0, count: 32)
        var size = words.count
        let code = rd_kafka_conf_get(rd_kafka_conf(raw), property, &words, &size)
        return code == RD_KAFKA_CONF_OK ? Int(text(words)).map { .milliseconds($0) } : nil
    }

    /// Waits for librdkafka's threads. Does not leave the group: `close()` does, with a bound; here it could hang on a
    /// broker that is away. Objects made from the client (topic handles, queues) must be freed before.
    deinit {
        callbacks.rebalance = nil
        rd_kafka_destroy_flags(raw, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }
}

extension Duration {
    /// Whole milliseconds for librdkafka, rounded up so that a wait never becomes a busy loop; never negative.
    var wholeMilliseconds: Int32 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

/// A point in time that a chain of blocking calls must not pass.
struct Deadline {
    private let instant: ContinuousClock.Instant

    init(after wait: Duration) { instant = ContinuousClock.now + wait }

    var remaining: Duration { max(.zero, ContinuousClock.now.duration(to: instant)) }
    var hasPassed: Bool { remaining == .zero }
    var milliseconds: Int32 { remaining.wholeMilliseconds }
}
