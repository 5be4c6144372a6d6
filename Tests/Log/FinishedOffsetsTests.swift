import Testing

@testable import Log

struct FinishedOffsetsTests {
    @Test(arguments: 0..<200)
    func `Any pattern of finished offsets reads back as it was written`(seed: UInt64) throws {
        var random = Seeded(seed)
        let base = Int64(random.next() % 1_000_000_000)
        let span = Int64(1 + random.next() % 18_000)
        let density = random.next() % 100
        let offsets = Set((base..<base + span).filter { _ in random.next() % 100 < density })
        let text = FinishedOffsets.encode(offsets, from: base)
        #expect((text == nil) == offsets.isEmpty)
        guard let text else { return }
        #expect(FinishedOffsets.decode(text, base: base, end: base + span) == offsets)
        #expect(!text.utf8.contains(0))
    }

    @Test func `A bitmap as wide as a tracker allows fits the broker's limit`() {
        // Every other one is the worst case for run lengths, so this is the bitmap.
        let width = Int64(OffsetTracker.metadataLimit / 4 * 3 * 8)
        let offsets = Set(stride(from: Int64(7), to: 7 + width, by: 2))
        let text = FinishedOffsets.encode(offsets, from: 7)
        #expect((text?.utf8.count ?? .max) < 4096)
    }

    @Test func `A damaged text reads as nothing, whichever byte is wrong`() throws {
        let offsets: Set<Int64> = [101, 102, 105, 140, 141]
        let text = try #require(FinishedOffsets.encode(offsets, from: 100))
        for index in text.utf8.indices {
            var bytes = Array(text.utf8)
            let place = text.utf8.distance(from: text.utf8.startIndex, to: index)
            bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let damaged = String(decoding: bytes, as: UTF8.self)
            let read = FinishedOffsets.decode(damaged, base: 100, end: 200)
            #expect(read == nil || read == offsets, "\(damaged)")
        }
    }

    @Test func `A text of another offset or beyond the log's end is not trusted`() throws {
        let text = try #require(FinishedOffsets.encode([101, 150], from: 100))
        #expect(FinishedOffsets.decode(text, base: 99, end: 200) == nil)
        #expect(FinishedOffsets.decode(text, base: 100, end: 150) == nil)
        #expect(FinishedOffsets.decode(text, base: 100, end: 151) == [101, 150])
        #expect(FinishedOffsets.decode("", base: 100, end: 200) == nil)
        #expect(FinishedOffsets.decode("someone else's note", base: 100, end: 200) == nil)
    }
}

struct OffsetTrackerTests {
    @Test(arguments: 0..<100)
    func `Whatever order records finish in, a successor sees exactly the unfinished ones`(seed: UInt64) throws {
        var random = Seeded(seed)
        var tracker = OffsetTracker(next: 10)
        // Gaps, as transaction markers and compaction leave them.
        let offsets = (Int64(10)..<400).filter { _ in random.next() % 5 > 0 }
        for offset in offsets {
            let isNew = tracker.take(offset)
            #expect(isNew)
        }
        var finished: Set<Int64> = []
        for offset in offsets.shuffled(using: &random).prefix(Int(random.next() % 300)) {
            tracker.finish(offset)
            finished.insert(offset)
        }
        let metadata = try #require(CommitMetadata(tracker.metadata))
        let beyond = try metadata.finished.map {
            try #require(FinishedOffsets.decode($0, base: tracker.next, end: 400))
        }
        var successor = OffsetTracker(next: tracker.next, beyond: beyond ?? [])
        var again: [Int64] = []
        for offset in offsets where offset >= tracker.next && successor.take(offset) {
            again.append(offset)
            // Before the next one is read.
            if random.next() % 2 == 0 { successor.finish(offset) }
        }
        #expect(again == offsets.filter { !finished.contains($0) })
    }

    @Test func `Records finished in order leave the newest one's stamp alone`() {
        var tracker = OffsetTracker(next: 0)
        for offset in Int64(0)..<5000 { _ = tracker.take(offset, at: offset + 7) }
        for offset in Int64(0)..<5000 { tracker.finish(offset) }
        #expect(tracker.next == 5000)
        #expect(tracker.metadata == "2,4999,5006,")
        let stamp = RecordStamp(offset: 4999, time: 5006)
        #expect(CommitMetadata(tracker.metadata) == CommitMetadata(witness: stamp, finished: nil))
        #expect(CommitMetadata("") == nil && CommitMetadata("1AAAA") == nil, "of another program")
    }

    @Test func `Markers behind the last record are passed over, and unread records are not`() {
        var tracker = OffsetTracker(next: 0)
        _ = tracker.take(0)
        tracker.reachedEnd(2)
        #expect(tracker.next == 0 && tracker.end == 2, "the record is open")
        tracker.finish(0)
        #expect(tracker.next == 2)
        tracker.reachedEnd(1)
        #expect(tracker.next == 2 && tracker.end == 2, "never back")
        #expect(tracker.unfinished(before: 5) == 3)
    }

    @Test func `A record that is read a second time is not new, finished or not`() {
        var tracker = OffsetTracker(next: 0)
        #expect(tracker.take(0) && tracker.take(1))
        #expect(!tracker.take(0) && !tracker.take(1))
        tracker.finish(0)
        tracker.finish(1)
        #expect(tracker.next == 2)
    }

    @Test func `Offsets that are passed over are finished by their last one`() {
        var tracker = OffsetTracker(next: 3)
        _ = tracker.take(3)
        tracker.pass(4..<9)
        #expect(tracker.unfinished(before: 9) == 2)
        tracker.finish(8)
        #expect(tracker.next == 3)
        tracker.finish(3)
        #expect(tracker.next == 9 && tracker.end == 9)
        tracker.pass(5..<9)
        #expect(tracker.unfinished(before: 9) == 0, "they are finished")
    }

    @Test func `Reading stops before the metadata could outgrow the limit`() {
        var tracker = OffsetTracker(next: 0)
        var offset = Int64(0)
        while !tracker.isFull, offset < 100_000 {
            _ = tracker.take(offset)
            if offset % 2 == 1 { tracker.finish(offset) }
            offset += 1
        }
        #expect(tracker.isFull)
        #expect(tracker.metadata.utf8.count <= OffsetTracker.metadataLimit)
        tracker.finish(0)
        #expect(tracker.next == 2)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
