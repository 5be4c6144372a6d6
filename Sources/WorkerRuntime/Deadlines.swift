// Which offers want to be looked at when, although nothing comes: a heap by time. An entry may be out of date; its row
// is asked again when the time has come, so nothing is ever searched for and removed, and an offer whose time is put off
// at each of its steps still has one entry.

import Offers

struct Deadlines {
    struct Entry: Comparable {
        var due: Timestamp
        var offer: String
        var partition: Int32

        static func < (a: Entry, b: Entry) -> Bool { (a.due, a.offer) < (b.due, b.offer) }
    }

    private var heap: [Entry] = []
    /// The earliest time of each offer; an entry with another one is passed over.
    private var earliest: [String: Timestamp] = [:]

    var first: Timestamp? { heap.first?.due }

    /// Nothing where the offer is looked at earlier anyway: whoever looks then adds its next time.
    mutating func add(_ entry: Entry) {
        if let known = earliest[entry.offer], known <= entry.due { return }
        earliest[entry.offer] = entry.due
        push(entry)
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
            guard earliest[entry.offer] == entry.due else { continue }
            earliest[entry.offer] = nil
            return entry
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
        earliest = [:]
        for entry in kept { add(entry) }
    }
}
