// What was made of a row the last time: an offer under way is asked for at each of its events, and its row would else be
// read anew each time although this process has just written it.

import Base
import Offers
import Synchronization

/// Some of the newest rows. It only ever gives what reading the row would give, so that forgetting costs time and nothing
/// else.
final class RowMemory: Sendable {
    /// A power of two, for each place one row. 75 MB at most besides the rows themselves, when so many offers are under way.
    static let places = 1 << 14

    /// By the place of a row's bytes, which nothing else can have as long as they are remembered; where two rows share one
    /// of these places, the newer has it.
    private let rows = Mutex([StatusRow?](repeating: nil, count: places))

    func remember(_ row: StatusRow) {
        let place = row.bytes.place
        rows.withLock { $0[Self.index(place)] = row }
    }

    /// The row with these very bytes, where it is remembered.
    func row(_ bytes: [UInt8]) -> StatusRow? {
        let place = bytes.place
        let index = Self.index(place)
        return rows.withLock { rows in
            guard let row = rows[index], row.bytes.place == place else { return nil }
            // Taken out: whoever asks is about to write the next row.
            rows[index] = nil
            return row
        }
    }

    /// When the row with these very bytes is due, where it is remembered and was written as we write; the outer nil is for
    /// any other.
    func deadline(_ bytes: [UInt8]) -> Timestamp?? {
        let place = bytes.place
        return rows.withLock { rows in
            guard let row = rows[Self.index(place)], row.bytes.place == place else { return nil }
            return row.deadline
        }
    }

    /// Spreads places that are alike in their low bits (Fibonacci hashing, Knuth 6.4).
    private static func index(_ place: UInt) -> Int {
        Int(truncatingIfNeeded: (UInt64(place) &* 0x9E37_79B9_7F4A_7C15) >> 32) & (places - 1)
    }
}

extension [UInt8] {
    fileprivate var place: UInt { withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } }
}
