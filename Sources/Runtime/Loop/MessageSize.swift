// How large a record may be. Looked at before anything is handed to the client: one record above the limit would undo its
// whole commit, time and again.

import Events
import Offers

extension Message {
    /// Bytes on the wire, rounded up: what librdkafka holds against `message.max.bytes`.
    var size: Int {
        headers.reduce(128 + (key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + $1.value.count + 16 }
    }
}

extension [Message] {
    /// Why these cannot be written, if they cannot.
    func poison(above largest: Int) -> Poison? {
        guard let message = first(where: { $0.size > largest }) else { return nil }
        return Poison(
            "too-large",
            "what follows from it, \(message.size) bytes for \(message.topic), is above message.max.bytes (\(largest)): "
                + "raise that of all workers and max.message.bytes of the topics, or have the offer made smaller")
    }
}
