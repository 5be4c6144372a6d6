// What could not be used goes here unchanged, with where it came from and why, in the headers of Kafka Connect's dead
// letter queue (KIP-298), so that existing tools read them.

import Events
import KafkaLog
import Log
import Offers

extension Message {
    /// Key, value and headers of the record as they were; `__connect.errors.*` added.
    /// With these a record may be larger than can be written: its value is left out then, and a header says so.
    static func deadLetter(_ record: Record, _ poison: Poison, program: String, largest: Int = .max) -> Message {
        var headers = record.headers.map { Header($0.name, bytes: $0.value) }
        headers += [
            Header("__connect.errors.topic", record.topic),
            Header("__connect.errors.partition", "\(record.partition)"),
            Header("__connect.errors.offset", "\(record.offset)"),
            Header("__connect.errors.connector.name", program),
            Header("__connect.errors.exception.class.name", poison.code),
            Header("__connect.errors.exception.message", poison.description),
        ]
        let whole = Message(topic: .deadLetters, key: record.key, value: record.value, headers: headers)
        guard whole.size > largest else { return whole }
        let mark = Header("offers-value-left-out", "\(record.value?.count ?? 0)")
        return Message(topic: .deadLetters, key: record.key, value: nil, headers: headers + [mark])
    }
}
