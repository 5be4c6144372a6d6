// How large a record may be. Looked at before anything is handed to the client: one record above the limit would undo its
// whole commit, time and again.

import Offers

extension Message {
    /// Bytes on the wire, rounded up: what librdkafka holds against `message.max.bytes`.
    var size: Int {
        var size = 128 + (key?.count ?? 0) + (value?.count ?? 0)
        for header in headers { size += header.name.utf8.count + header.value.count + 16 }
        return size
    }
}

extension [Message] {
    /// Why these cannot be written, if they cannot.
    func poison(above largest: Int) -> Poison? {
        // Nearly all records are far from it, which is told without writing them or adding up their headers.
        guard let message = first(where: { $0.valueSize > largest / 2 && $0.size > largest }) else { return nil }
        return Poison(
            "too-large",
            "what follows from it, \(message.size) bytes for \(message.topic), is above message.max.bytes (\(largest)): "
                + "raise that of all workers and max.message.bytes of the topics, or have the offer made smaller")
    }
}
