// Owner of an rd_kafka_t: makes it from settings and frees it, whatever it is used for.
import CLibrdkafka

/// @unchecked Sendable: an rd_kafka_t may be used from any thread (librdkafka's own locks); the pointer is constant.
final class ClientHandle: @unchecked Sendable {
    let raw: OpaquePointer
    let callbacks: ClientCallbacks
    let bootstrapServers: String
    let role: ClientRole
    private let files: SettingsFiles?
    private let entries: [ClientSettings.Entry]
    private let generation: Int

    /// Throws `SettingError` if librdkafka refuses the settings. Connects in the background: a broker that is
    /// away is not an error here.
    init(
        _ role: ClientRole, settings: ClientSettings, log: @escaping KafkaLogSink
    ) throws(SettingError) {
        var settings = settings
        var generation = 0
        if let files = settings.files { (settings.entries, generation) = files.current(settings.entries) }
        callbacks = ClientCallbacks(log: log)
        raw = try Self.make(role, settings.entries, callbacks)
        if Self.usesTokens(settings.entries), let error = rd_kafka_sasl_background_callbacks_enable(raw) {
            rd_kafka_error_destroy(error)
        }
        self.role = role
        bootstrapServers = settings.bootstrapServers ?? "(no bootstrap.servers set)"
        files = settings.files
        entries = settings.entries
        self.generation = generation
        files?.register(self)
    }

    private static func make(
        _ role: ClientRole, _ entries: [ClientSettings.Entry], _ callbacks: ClientCallbacks
    ) throws(SettingError) -> OpaquePointer {
        let configuration = ClientConfiguration()
        try configuration.set(role.defaults)
        for entry in entries { try configuration.set(entry) }
        try configuration.set(role.fixed(groups: entries.last { $0.key == "group.protocol" }?.value))
        callbacks.install(in: configuration.raw, role: role)
        // A token that runs out is renewed also while nobody polls.
        if usesTokens(entries) { rd_kafka_conf_enable_sasl_queue(configuration.raw, 1) }
        var words = [CChar](repeating: 0, count: 512)
        let client = rd_kafka_new(role.type, configuration.raw, &words, words.count)
        // Also where it is refused: librdkafka 2.0.2 then has freed the interceptors, and would free them again.
        configuration.release()
        guard let client else { throw .refused(words: text(words)) }
        return client
    }

    private static func usesTokens(_ entries: [ClientSettings.Entry]) -> Bool {
        entries.last { $0.key == "sasl.mechanism" || $0.key == "sasl.mechanisms" }?.value == "OAUTHBEARER"
    }

    /// Throws what a client for the same purpose would throw with these lines of a properties file. Connects nowhere.
    func check(with lines: [ClientSettings.Entry]) throws(SettingError) {
        let entries = SettingsFiles.merged(entries, with: lines)
        let callbacks = ClientCallbacks(log: { _ in })
        let trial = try Self.make(role, entries.filter { !ClientSettings.addresses.contains($0.key) }, callbacks)
        rd_kafka_destroy_flags(trial, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        withExtendedLifetime(callbacks) {}
    }

    /// Whether a certificate or another setting of its files has changed since it was made: its owner makes a new one
    /// of the same settings. A new user name or password it takes by itself. Looks at the files, at most every few seconds.
    var isOutdated: Bool {
        files.map { $0.generation(log: callbacks.log) != generation } ?? false
    }

    /// How long no broker has answered it.
    var silence: Duration { callbacks.tally.silence }

    /// Takes user name and password from these lines of a properties file, unless a stronger source gives them.
    func useCredentials(of lines: [ClientSettings.Entry]) {
        let entries = SettingsFiles.merged(entries, with: lines)
        guard let user = entries.last(where: { $0.key == "sasl.username" })?.value,
            let password = entries.last(where: { $0.key == "sasl.password" })?.value
        else { return }
        if let error = rd_kafka_sasl_set_credentials(raw, user, password) { rd_kafka_error_destroy(error) }
    }

    /// A property as librdkafka has it, which adjusts some by others; nil if it is unknown or long.
    func property(_ name: String) -> String? {
        var words = [CChar](repeating: 0, count: 512)
        var size = words.count
        let code = rd_kafka_conf_get(rd_kafka_conf(raw), name, &words, &size)
        return code == RD_KAFKA_CONF_OK ? text(words) : nil
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

/// A time that a chain of blocking calls must not exceed.
struct Deadline {
    private let instant: ContinuousClock.Instant

    init(after wait: Duration) { instant = ContinuousClock.now + wait }

    var remaining: Duration { max(.zero, ContinuousClock.now.duration(to: instant)) }
    var hasPassed: Bool { remaining == .zero }
    var milliseconds: Int32 { remaining.wholeMilliseconds }
}
