// Owns an rd_kafka_conf_t and frees it on every path, unless rd_kafka_new takes it over.
import CLibrdkafka

struct ClientConfiguration: ~Copyable {
    let raw: OpaquePointer

    init() { raw = rd_kafka_conf_new() }

    deinit { rd_kafka_conf_destroy(raw) }

    /// Call it after rd_kafka_new has taken over the configuration.
    consuming func release() { discard self }

    func set(_ entry: ClientSettings.Entry) throws(SettingError) {
        var words = [CChar](repeating: 0, count: 512)
        switch rd_kafka_conf_set(raw, entry.key, entry.value, &words, words.count) {
        case RD_KAFKA_CONF_OK: return
        case RD_KAFKA_CONF_UNKNOWN: throw .unknown(key: entry.key, source: entry.source)
        default:
            if entry.key == "sasl.oauthbearer.method", entry.value == "oidc" {
                throw .withoutOIDC(source: entry.source)
            }
            // librdkafka's words repeat the value.
            let told = Secrets.isSecret(entry.key) ? "librdkafka refuses it (the value is a secret)" : text(words)
            throw .invalid(key: entry.key, source: entry.source, words: told)
        }
    }

    func set(_ properties: [(String, String)]) throws(SettingError) {
        for (key, value) in properties { try set(.init(key: key, value: value, source: .builtIn)) }
    }
}
