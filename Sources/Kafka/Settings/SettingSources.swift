// Reads settings from a properties file, the environment and `-X key=value`.
import FoundationEssentials

extension ClientSettings {
    /// The prefix of environment variables: `KAFKA_CLIENT_SESSION_TIMEOUT_MS` is `session.timeout.ms`. Not plain
    /// `KAFKA_`, which the scripts and images of Apache Kafka use.
    public static let environmentPrefix = "KAFKA_CLIENT_"

    /// Reads all sources in their precedence: file < environment < `-X`; of repeated `-X` keys, the last one wins.
    /// `file` may be nil; a named file must exist. `overrides` are the arguments of `-X`, each `key=value`. Checks the
    /// file, and certificates that a setting names, once an `interval`. Throws `SettingError` with the key, its source
    /// and librdkafka's words.
    public static func load(
        file: String? = nil, environment: [String: String] = [:], overrides: [String] = [],
        bootstrapServers: String? = nil, lookingEvery interval: Duration = .seconds(5)
    ) throws(SettingError) -> ClientSettings {
        var settings = ClientSettings(bootstrapServers: bootstrapServers)
        if let file { try settings.readFile(file) }
        try settings.readEnvironment(environment)
        for override in overrides { try settings.readOverride(override) }
        if file != nil || !SettingsFiles.named(by: settings.entries).isEmpty {
            settings.files = SettingsFiles(path: file, entries: settings.entries, interval: interval)
        }
        return settings
    }

    mutating func readFile(_ path: String) throws(SettingError) {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path: path) }
        try readProperties(String(decoding: data, as: UTF8.self), path: path)
    }

    /// Lines of `key=value`; blank lines and lines that begin with `#` or `!` are skipped (as in Java's properties).
    mutating func readProperties(_ text: String, path: String) throws(SettingError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let line = line.trimmed
            guard let first = line.first, first != "#", first != "!" else { continue }
            let source = SettingSource.file(path: path, line: index + 1)
            guard let (key, value) = line.keyAndValue else { throw .malformed(source: source) }
            try set(key, value, from: source)
        }
    }

    private mutating func readEnvironment(_ environment: [String: String]) throws(SettingError) {
        // Sorted, so that the error always names the same one of two wrong variables.
        for (variable, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard variable.hasPrefix(Self.environmentPrefix) else { continue }
            let key = variable.dropFirst(Self.environmentPrefix.count).lowercased().replacing("_", with: ".")
            try set(key, value, from: .environment(variable: variable))
        }
    }

    private mutating func readOverride(_ argument: String) throws(SettingError) {
        let source = SettingSource.commandLine(option: "-X")
        guard let (key, value) = argument[...].keyAndValue else { throw .malformed(source: source) }
        try set(key, value, from: source)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    fileprivate var keyAndValue: (key: String, value: String)? {
        guard let equals = firstIndex(of: "=") else { return nil }
        let key = self[..<equals].trimmed
        return key.isEmpty ? nil : (String(key), String(self[index(after: equals)...].trimmed))
    }
}
