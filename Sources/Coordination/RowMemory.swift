// What was made of a row the last time: an offer under way is asked for at each of its events, and its row would else be
// read anew each time although this process has just written it.

import Offers
import Synchronization

/// The newest rows. It only ever gives what reading the row would give, so that forgetting costs time and nothing else.
final class RowMemory: Sendable {
    /// Two generations: what is used goes on into the young one, and when that is full the old one is forgotten. By the
    /// place of a row's bytes, which nothing else can have as long as they are remembered.
    private struct Generations {
        var young: [UInt: StatusRow] = [:]
        var old: [UInt: StatusRow] = [:]
    }

    /// About 100 MB at most, when so many offers are under way.
    private let mostYoung = 20_000
    private let generations = Mutex(Generations())

    func remember(_ row: StatusRow) {
        let place = row.bytes.place
        generations.withLock { known in
            if known.young.count >= mostYoung { (known.old, known.young) = (known.young, [:]) }
            known.young[place] = row
        }
    }

    /// When the row with these very bytes wants to be looked at: nil where it is not remembered, too.
    func deadline(of bytes: [UInt8]) -> Timestamp? {
        let place = bytes.place
        return generations.withLock { known in known.young[place].flatMap { StatusCodec.pending($0.status) } }
    }

    /// The row with these very bytes, where it is remembered.
    func row(_ bytes: [UInt8]) -> StatusRow? {
        let place = bytes.place
        return generations.withLock { known in
            // Taken out: whoever asks is about to write the next row.
            known.young.removeValue(forKey: place) ?? known.old.removeValue(forKey: place)
        }
    }
}

extension [UInt8] {
    fileprivate var place: UInt { withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } }
}
