// How large a record may be. Checked before anything is sent: one record above the limit would roll back its whole
// commit, again and again.

import Events
import Offers

extension Message {
    /// Bytes on the wire, rounded up: what librdkafka compares with `message.max.bytes`.
    var size: Int {
        headers.reduce(128 + (key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + $1.value.count + 16 }
    }
}

extension [Message] {
    /// Why these cannot be written; nil if they can.
    func poison(above largest: Int) -> Poison? {
        guard let message = first(where: { $0.size > largest }) else { return nil }
        return Poison(
            "too-large",
            "the output, \(message.size) bytes for \(message.topic), is above message.max.bytes (\(largest)): "
                + "raise that of all workers and max.message.bytes of the topics, or ask for a smaller offer")
    }
}
