// What was written, in the order of writing over all topics: for the rules about before and after, for the trace of a
// run, and for one number that tells two runs apart.

import Events
import Log
import Offers

final class Chronicle {
    private(set) var violations: [String] = []
    /// FNV-1a over topic, partition, key and value of every record. Only kept where somebody looks.
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    private let trace: ((String) -> Void)?
    private var told: Set<[UInt8]> = []

    init(trace: ((String) -> Void)?) {
        self.trace = trace
    }

    func take(_ record: Record) {
        if record.topic == Topic.history.name, let id = record.eventID {
            told.insert(Array(id))
        } else if record.topic == Topic.notifications.name, let id = record.headers.first(where: { $0.name == "ce_id" })
        {
            // EVENT/publisher/1: who gets it, and the number of the address.
            let parts = id.value.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            let transition = Array(parts.dropLast(2).joined(separator: [UInt8(ascii: "/")]))
            if !told.contains(transition) {
                violations.append("before: \(String(decoding: id.value, as: UTF8.self)) was mailed before it happened")
            }
        }
        guard let trace else { return }
        add(Array("\(record.topic)/\(record.partition)".utf8))
        add(record.key ?? [0])
        add(record.value ?? [0])
        let what = record.eventID.map { String(decoding: $0, as: UTF8.self) } ?? record.text("ce_id") ?? "other bytes"
        let key = record.key.map { String(decoding: $0, as: UTF8.self) } ?? "no key"
        trace("  \(record.id): \(record.value == nil ? "tombstone of \(key)" : what)")
    }

    private func add(_ bytes: [UInt8]) {
        for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
}

extension Record {
    /// The id of an event of ours, which is its first member; nil for other bytes.
    fileprivate var eventID: ArraySlice<UInt8>? {
        guard let value, value.starts(with: Self.front) else { return nil }
        return value[Self.front.count...].prefix { $0 != UInt8(ascii: "\"") }
    }

    private static let front = Array(#"{"specversion":"1.0","id":""#.utf8)
}
