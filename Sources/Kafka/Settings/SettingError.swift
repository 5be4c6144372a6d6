// What can be wrong with a setting, worded in one place. Never shows a secret's value.

/// A client setting that cannot be used.
public enum SettingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The properties file cannot be read.
    case unreadable(path: String)
    /// Not `key=value`. The text is not shown: it may be a secret.
    case malformed(source: SettingSource)
    /// librdkafka has no such property.
    case unknown(key: String, source: SettingSource)
    /// librdkafka refuses the value.
    case invalid(key: String, source: SettingSource, words: String)
    /// The guarantee rests on our own value.
    case reserved(key: String, source: SettingSource, reason: String)
    /// This build of librdkafka cannot ask an OpenID provider for tokens.
    case withoutOIDC(source: SettingSource)
    /// The settings do not go together, or the client could not be made of them.
    case refused(words: String)

    /// What is wrong and what to do; one line.
    public var description: String {
        switch self {
        case .unreadable(let path):
            "cannot read the client properties in \(path): check that the file is there and may be read"
        case .malformed(let source):
            "\(source): not a setting; write key=value"
        case .unknown(let key, let source):
            "\(source): librdkafka \(ClientLibrary.version) has no property \"\(key)\"; see its CONFIGURATION.md for the names"
        case .invalid(let key, let source, let words):
            "\(source): bad value for \(key): \(words)"
        case .reserved(let key, let source, let reason):
            "\(source): \(key) cannot be set: \(reason); leave it out"
        case .withoutOIDC(let source):
            "\(source): librdkafka \(ClientLibrary.version) on this machine is built without OIDC, which needs libcurl. "
                + "Install a librdkafka that has it, or use SASL/PLAIN over TLS or a client certificate"
        case .refused(let words):
            "the client settings do not go together: \(words)"
        }
    }
}
