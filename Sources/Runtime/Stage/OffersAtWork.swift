// Which offers a stage has in hand, by their keys: asked twice for each record, so in open addressing, without a hash of a
// hash and without texts.

/// For each offer at work the last of its jobs.
struct OffersAtWork {
    private struct Slot {
        var hash: UInt64
        var job: Job
    }

    /// Linear probing (Knuth 6.4); a power of two, three quarters of them free.
    private var slots = [Slot?](repeating: nil, count: 64)
    private var count = 0

    /// Puts a job in the place of the one before it of the same offer, and gives that; nil where there was none.
    mutating func replace(with job: Job) -> Job? {
        if 4 * (count + 1) > slots.count { grow() }
        let hash = job.slip.keyHash
        let place = place(of: job, hash)
        let before = slots[place]?.job
        slots[place] = Slot(hash: hash, job: job)
        if before == nil { count += 1 }
        return before
    }

    /// Takes an offer out, by any of its jobs.
    mutating func remove(_ job: Job) {
        var gap = place(of: job, job.slip.keyHash)
        guard slots[gap] != nil else { return }
        slots[gap] = nil
        count -= 1
        // Whoever stands behind the gap and was probed over it moves up, so that no probe ends at the gap too soon.
        var place = next(gap)
        while let slot = slots[place] {
            let home = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
            if distance(home, place) >= distance(gap, place) {
                slots[gap] = slot
                slots[place] = nil
                gap = place
            }
            place = next(place)
        }
    }

    /// The offer's place, or the free one where it would stand.
    private func place(of job: Job, _ hash: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while let slot = slots[place], slot.hash != hash || slot.job.slip.key != job.slip.key { place = next(place) }
        return place
    }

    private func next(_ place: Int) -> Int { (place + 1) & (slots.count - 1) }

    /// How far behind a place another is.
    private func distance(_ from: Int, _ to: Int) -> Int { (to - from) & (slots.count - 1) }

    private mutating func grow() {
        let old = slots
        slots = [Slot?](repeating: nil, count: 2 * old.count)
        for case let slot? in old { slots[place(of: slot.job, slot.hash)] = slot }
    }
}
