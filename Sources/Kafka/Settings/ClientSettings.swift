// The properties of librdkafka that people set, each with where it came from.
//
// Precedence, later wins: our defaults < `client.properties` < environment (`KAFKA_CLIENT_…`) < command line (`-X`).
// Every property of librdkafka is accepted, checked by librdkafka itself when it is set, save the few that the
// guarantee rests on (`ReservedProperties`). Secrets are never printed.

/// Where a setting came from, in rising precedence.
public enum SettingSource: Hashable, Sendable, CustomStringConvertible {
    /// Our own choice.
    case builtIn
    /// A line of a properties file.
    case file(path: String, line: Int)
    /// An environment variable.
    case environment(variable: String)
    /// An option of the command line, `-X` or one of the program's own.
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

    /// As messages have it: `client.properties:3`, `KAFKA_CLIENT_LINGER_MS`, `-X`.
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

    /// In rising precedence, so that setting them one after another leaves the right one; librdkafka resolves aliases
    /// (`metadata.broker.list` is `bootstrap.servers`) in the same way.
    var entries: [Entry] = []
    /// What may change while the program runs; nil if nothing comes from files.
    var files: SettingsFiles?

    /// Settings with nothing in them but, if given, the brokers' addresses (`host:port`, by commas).
    public init(bootstrapServers: String? = nil) {
        guard let bootstrapServers else { return }
        entries.append(Entry(key: "bootstrap.servers", value: bootstrapServers, source: .builtIn))
    }

    /// Sets a property; of the same source, later wins.
    /// Throws `SettingError` for a property librdkafka does not know, a value it refuses and one that is reserved.
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

    /// The value in force; nil if nobody set it. Includes secrets: do not print them.
    public subscript(key: String) -> String? { entries.last { $0.key == key }?.value }

    /// The brokers' addresses in force.
    public var bootstrapServers: String? {
        entries.last { Self.addresses.contains($0.key) }?.value
    }

    static let addresses: Set<String> = ["bootstrap.servers", "metadata.broker.list"]

    /// Adds what the embedded broker asks for: fetch waits small, as its fetch waits them out in full even when data
    /// comes, and a short session, as with the default of 45 s each join of a group takes 44 s.
    /// Keys that somebody set are left alone.
    public mutating func addEmbeddedBrokerDefaults() {
        for (key, value) in [("fetch.wait.max.ms", "10"), ("session.timeout.ms", "6000")].reversed() {
            entries.insert(Entry(key: key, value: value, source: .builtIn), at: 0)
        }
    }

    /// One line a property with its source, sorted, secrets as `***`; only values in force.
    public var description: String {
        let inForce = Dictionary(entries.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        return inForce.values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(Secrets.redacted($0.value, of: $0.key)) (\($0.source))" }.joined(separator: "\n")
    }
}

/// Which properties hold secrets: told by their names, rather one too many.
enum Secrets {
    private static let marks = ["password", "secret", "key.pem", "jaas", "oauthbearer.config", "token", "credential"]

    static func isSecret(_ key: String) -> Bool {
        let key = key.lowercased()
        return marks.contains { key.contains($0) }
    }

    static func redacted(_ value: String, of key: String) -> String { isSecret(key) ? "***" : value }
}
