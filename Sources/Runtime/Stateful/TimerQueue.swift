// Which offers want to be looked at when, although nothing comes: a heap by time. An entry may be out of date; its row
// is asked again when the time has come, so nothing is ever searched for and removed, and an offer whose time is put off
// at each of its steps still has one entry.

import Base
import Offers

struct TimerQueue {
    struct Entry: Comparable {
        var due: Timestamp
        /// The key of the offer's records, shared with one of them.
        var offer: [UInt8]
        var partition: Int32

        static func < (a: Entry, b: Entry) -> Bool {
            a.due == b.due ? a.offer.lexicographicallyPrecedes(b.offer) : a.due < b.due
        }
    }

    private var heap: [Entry] = []
    /// The earliest time of each offer; an entry with another one is passed over.
    private var earliest = KeyTable<Timestamp>()

    var first: Timestamp? { heap.first?.due }

    /// Nothing where the offer is looked at earlier anyway: whoever looks then adds its next time.
    mutating func add(_ entry: Entry) {
        let isEarlier = entry.offer.withUnsafeBufferPointer { key in
            let hash = key.seededHash
            if let known = earliest[key, hash], known <= entry.due { return false }
            earliest[key, hash] = entry.due
            return true
        }
        if isEarlier { push(entry) }
    }

    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the earliest entry if its time has come.
    mutating func takeDue(_ now: Timestamp) -> Entry? {
        while let entry = popDue(now) {
            let isCurrent = entry.offer.withUnsafeBufferPointer { key in
                guard earliest[key] == entry.due else { return false }
                earliest[key] = nil
                return true
            }
            if isCurrent { return entry }
        }
        return nil
    }

    private mutating func popDue(_ now: Timestamp) -> Entry? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let children = [parent * 2 + 1, parent * 2 + 2].filter { $0 < heap.count }
            guard let least = children.min(by: { heap[$0] < heap[$1] }), heap[least] < heap[parent] else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return first
    }

    mutating func drop(_ partition: Int32) {
        let kept = heap.filter { $0.partition != partition }
        heap = []
        earliest = KeyTable()
        for entry in kept { add(entry) }
    }
}
