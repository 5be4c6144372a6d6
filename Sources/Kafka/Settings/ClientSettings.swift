// The librdkafka properties that people set, each with its source.
//
// Precedence, later wins: our defaults < `client.properties` < environment (`KAFKA_CLIENT_…`) < command line (`-X`).
// Accepts every property of librdkafka, which checks it when it is set, except those that the guarantee depends on
// (`ReservedProperties`). Secrets are never printed.

/// The source of a setting, in rising precedence.
public enum SettingSource: Hashable, Sendable, CustomStringConvertible {
    /// Our own choice.
    case builtIn
    /// A line of a properties file.
    case file(path: String, line: Int)
    /// An environment variable.
    case environment(variable: String)
    /// An option on the command line: `-X`, or one of the program's own.
    case commandLine(option: String)

    var rank: Int {
        switch self {
        case .builtIn: 0
        case .file: 1
        case .environment: 2
        case .commandLine: 3
        }
    }

    var isFile: Bool { if case .file = self { true } else { false } }

    /// As in messages: `client.properties:3`, `KAFKA_CLIENT_LINGER_MS`, `-X`.
    public var description: String {
        switch self {
        case .builtIn: "built in"
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let variable): variable
        case .commandLine(let option): option
        }
    }
}

/// The client properties of a program.
public struct ClientSettings: Sendable, CustomStringConvertible {
    struct Entry: Sendable {
        let key: String
        let value: String
        let source: SettingSource
    }

    /// In rising precedence, so that setting them in order gives the right result; librdkafka resolves aliases
    /// (`metadata.broker.list` is `bootstrap.servers`) in the same way.
    var entries: [Entry] = []
    /// The files that may change while the program runs; nil if there are none.
    var files: SettingsFiles?

    /// Empty settings, optionally with the brokers' addresses (`host:port`, separated by commas).
    public init(bootstrapServers: String? = nil) {
        guard let bootstrapServers else { return }
        entries.append(Entry(key: "bootstrap.servers", value: bootstrapServers, source: .builtIn))
    }

    /// Sets a property; the last one of a source wins. Throws `SettingError` for an unknown property, an invalid value,
    /// and a reserved property.
    public mutating func set(
        _ key: String, _ value: String, from source: SettingSource = .builtIn
    ) throws(SettingError) {
        let entry = Entry(key: key, value: value, source: source)
        if let reason = ReservedProperties.reason(for: key) {
            throw SettingError.reserved(key: key, source: source, reason: reason)
        }
        try ClientConfiguration().set(entry)
        let place = entries.lastIndex { $0.source.rank <= source.rank }.map { $0 + 1 } ?? 0
        entries.insert(entry, at: place)
    }

    /// The effective value; nil if it is not set. Includes secrets: do not print them.
    public subscript(key: String) -> String? { entries.last { $0.key == key }?.value }

    /// The brokers' effective addresses.
    public var bootstrapServers: String? {
        entries.last { Self.addresses.contains($0.key) }?.value
    }

    static let addresses: Set<String> = ["bootstrap.servers", "metadata.broker.list"]

    /// Adds settings for the embedded broker: short fetch waits, because its fetches always wait to the end even when
    /// data arrives, and a short session, because with the default of 45 s each join of a group takes 44 s. Does not
    /// change keys that somebody has set.
    public mutating func addEmbeddedBrokerDefaults() {
        for (key, value) in [("fetch.wait.max.ms", "10"), ("session.timeout.ms", "6000")].reversed() {
            entries.insert(Entry(key: key, value: value, source: .builtIn), at: 0)
        }
    }

    /// One line for each effective property with its source, sorted, with secrets as `***`.
    public var description: String {
        let inForce = Dictionary(entries.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        return inForce.values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(Secrets.redacted($0.value, of: $0.key)) (\($0.source))" }.joined(separator: "\n")
    }
}

/// Which properties are secret, by their names; too many rather than too few.
enum Secrets {
    private static let marks = ["password", "secret", "key.pem", "jaas", "oauthbearer.config", "token", "credential"]

    static func isSecret(_ key: String) -> Bool {
        let key = key.lowercased()
        return marks.contains { key.contains($0) }
    }

    static func redacted(_ value: String, of key: String) -> String { isSecret(key) ? "***" : value }
}
