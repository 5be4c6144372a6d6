// What was made of a row the last time: an offer under way is asked for at each of its events, and its row would else be
// read anew each time although this process has just written it.

import Offers
import Synchronization

/// Statuses by the bytes of their rows. It only ever gives what reading those very bytes would give, so that forgetting
/// costs time and nothing else.
final class RowMemory: Sendable {
    private struct Entry {
        var row: [UInt8]
        var status: OfferStatus
    }

    /// Two generations: what is used goes on into the young one, and when that is full the old one is forgotten.
    private struct Generations {
        var young: [String: Entry] = [:]
        var old: [String: Entry] = [:]
    }

    /// About 100 MB at most, when so many offers are under way.
    private let mostYoung = 20_000
    private let generations = Mutex(Generations())

    func remember(_ offer: String, _ row: [UInt8], _ status: OfferStatus) {
        generations.withLock { known in
            if known.young.count >= mostYoung { (known.old, known.young) = (known.young, [:]) }
            known.young[offer] = Entry(row: row, status: status)
        }
    }

    /// The status in this row, where it is remembered.
    func status(_ offer: String, in row: [UInt8]) -> OfferStatus? {
        generations.withLock { known in
            // Taken out: whoever asks is about to write the next row.
            guard let entry = known.young.removeValue(forKey: offer) ?? known.old.removeValue(forKey: offer),
                entry.row == row
            else { return nil }
            return entry.status
        }
    }
}
