// When to look at which offers even if no record arrives: a binary heap by time. An entry may be out of date; its row
// is checked when the time has come, so no entry is ever searched for and removed.

import Base

struct TimerQueue {
    struct Entry {
        var due: Timestamp
        /// The key of the offer's records.
        var key: [UInt8]
        var partition: Int32

        /// By time, then by key, so that a simulation always takes the same one first.
        static func < (a: Entry, b: Entry) -> Bool {
            a.due == b.due ? a.key.lexicographicallyPrecedes(b.key) : a.due < b.due
        }
    }

    private var heap: [Entry] = []

    var first: Timestamp? { heap.first?.due }

    mutating func add(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the earliest entry if its time has come.
    mutating func takeDue(_ now: Timestamp) -> Entry? {
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
        for entry in kept { add(entry) }
    }
}
