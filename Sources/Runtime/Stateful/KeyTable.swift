// The newest row of each key, or what else is kept by one, for tables of a million of them: the keys lie one behind another in one array, and no text
// is made of any. Hashed with a seed of the process, since publishers choose the keys.

import Glibc

typealias RowTable = KeyTable<[UInt8]>

/// Values by the bytes of their keys, in the order the keys came first.
struct KeyTable<Row> {
    private struct Entry {
        var row: Row?
        var keyStart: Int
        var keyCount: Int32
        var hash: UInt32
    }

    private var entries: [Entry] = []
    private var keys: [UInt8] = []
    /// Open addressing with linear probing (Knuth 6.4): one more than the place of an entry; 0 for a free slot. A power
    /// of two, more than half of them free.
    private var slots: [UInt32] = []

    /// Calls `body` with each key and row.
    func forEach(_ body: (UnsafeBufferPointer<UInt8>, Row) -> Void) {
        for entry in entries { if let row = entry.row { withKey(entry) { body($0, row) } } }
    }

    subscript(_ key: UnsafeBufferPointer<UInt8>) -> Row? {
        get { self[key, key.seededHash] }
        set { self[key, key.seededHash] = newValue }
    }

    /// The same with the key's hash, for whoever asks several tables.
    subscript(_ key: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Row? {
        get {
            guard !slots.isEmpty else { return nil }
            let place = Int(slots[slot(of: key, hash)])
            return place == 0 ? nil : entries[place - 1].row
        }
        set {
            if slots.count < 2 * (entries.count + 1) { grow() }
            let slot = slot(of: key, hash)
            if slots[slot] != 0 {
                entries[Int(slots[slot]) - 1].row = newValue
            } else if newValue != nil {
                append(key, hash, newValue, at: slot)
            }
        }
    }

    private mutating func append(_ key: UnsafeBufferPointer<UInt8>, _ hash: UInt32, _ row: Row?, at slot: Int) {
        entries.append(Entry(row: row, keyStart: keys.count, keyCount: Int32(key.count), hash: hash))
        keys.append(contentsOf: key)
        slots[slot] = UInt32(entries.count)
    }

    /// The slot of a key, or the free one where it would stand.
    private func slot(of key: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0, !isKey(key, hash, of: entries[Int(slots[slot]) - 1]) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func isKey(_ key: UnsafeBufferPointer<UInt8>, _ hash: UInt32, of entry: Entry) -> Bool {
        entry.hash == hash && withKey(entry) { $0.isEqual(key) }
    }

    private func withKey<Result>(_ entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        keys.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[entry.keyStart..<entry.keyStart + Int(entry.keyCount)]))
        }
    }

    /// Makes room, and lets go of the keys that have no row any more.
    private mutating func grow() {
        let old = self
        entries = []
        keys = []
        let live = old.entries.count { $0.row != nil }
        entries.reserveCapacity(2 * live)
        keys.reserveCapacity(2 * old.keys.count)
        var count = 16
        while count < 3 * live { count *= 2 }
        slots = [UInt32](repeating: 0, count: count)
        for entry in old.entries where entry.row != nil {
            old.withKey(entry) { append($0, entry.hash, entry.row, at: slot(of: $0, entry.hash)) }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// As much of the key's hash as an entry keeps.
    var seededHash: UInt32 { UInt32(truncatingIfNeeded: keyHash) }

    fileprivate func isEqual(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard let own = baseAddress, let others = other.baseAddress else { return true }
        return memcmp(own, others, count) == 0
    }
}
