// A zip by its central directory, compared with the rest of the file: entries follow each other from byte 0 to the
// directory, each local header equals its entry, and there is nothing else. So all readers of zips see the same files,
// whichever headers they use. Source: PKWARE's APPNOTE 6.3.
import FoundationEssentials

/// The directory of one zip.
struct ZipDirectory {
    /// In the order of the file.
    let entries: [ZipEntry]

    /// The longest central directory, in bytes: the highest number of entries with the longest names and fields.
    static let longest = 16 << 20

    private static let endLength = 22
    private static let longestComment = 65_535
    private static let locatorLength = 20
    private static let end64Length = 56

    /// The numbers in the end record.
    private struct End {
        var entries: UInt64
        var size: UInt64
        var offset: UInt64
        /// Where the directory must end: at the first of the end records.
        var position: Int64
    }

    /// Throws `AssetProblem` and `AssetError`.
    init(_ file: OpenFile, limits: PackageLimits) throws {
        let end = try Self.end(file)
        guard end.entries > 0 else { throw AssetProblem([PackageFindings.empty]) }
        guard end.entries <= limits.entries else { throw AssetProblem([PackageFindings.tooMany(limits.entries)]) }
        guard end.size <= Self.longest, Int64(end.size) <= end.position else { throw PackageFindings.damaged() }
        let start = end.position - Int64(end.size)
        if end.offset < start {
            // Numbers that are correct except for a prefix: a self-extracting program.
            throw PackageFindings.stray(0, start - Int64(end.offset) - 1)
        }
        guard end.offset == start else { throw PackageFindings.damaged() }
        var bytes = ZipBytes(try file.bytes(at: start, count: Int(end.size)))
        var entries: [ZipEntry] = []
        while !bytes.isEmpty {
            guard entries.count < end.entries else { throw PackageFindings.damaged() }
            entries.append(try ZipEntry(&bytes))
        }
        guard entries.count == end.entries else { throw PackageFindings.damaged() }
        entries.sort { $0.offset < $1.offset }
        self.entries = try Self.placed(entries, before: start, in: file)
    }

    /// Finds the position of each entry's data. Throws unless the entries follow each other.
    private static func placed(_ entries: [ZipEntry], before end: Int64, in file: OpenFile) throws -> [ZipEntry] {
        // Bytes after this are not read: they do not belong to an entry.
        if let last = entries.last, last.offset >= end { throw PackageFindings.damaged(last.name) }
        var position: Int64 = 0
        var placed: [ZipEntry] = []
        for (index, var entry) in entries.enumerated() {
            if entry.offset > position { throw PackageFindings.stray(position, entry.offset - 1) }
            let next = index + 1 < entries.count ? entries[index + 1].offset : end
            guard entry.offset == position else { throw PackageFindings.overlap(entry.name, placed.last?.name) }
            try entry.place(in: file, before: next)
            placed.append(entry)
            position = entry.end
            if position > next {
                throw PackageFindings.overlap(entry.name, index + 1 < entries.count ? entries[index + 1].name : nil)
            }
        }
        if position < end { throw PackageFindings.stray(position, end - 1) }
        return placed
    }

    private static func end(_ file: OpenFile) throws -> End {
        let length = try file.length()
        let count = Int(min(length, Int64(endLength + longestComment)))
        let tail = try file.bytes(at: length - Int64(count), count: count)
        // The last one, as for every reader; a comment that contains another one is refused.
        guard let place = tail.lastIndex(of: "PK\u{5}\u{6}") else {
            let head = try file.bytes(at: 0, count: Int(min(length, 4)))
            throw head.starts(with: "PK\u{3}\u{4}".utf8)
                ? PackageFindings.damaged() : AssetProblem([PackageFindings.notZip])
        }
        guard tail.count - place >= endLength else { throw PackageFindings.damaged() }
        var record = ZipBytes(Array(tail[(place + 4)...]))
        let disks = try record.uint32()
        let (here, all) = (try record.uint16(), try record.uint16())
        let (size, offset) = (try record.uint32(), try record.uint32())
        let comment = try record.uint16()
        let position = length - Int64(tail.count - place)
        if Int(comment) < record.count {
            throw PackageFindings.stray(length - Int64(record.count - Int(comment)), length - 1)
        }
        guard Int(comment) == record.count, disks == 0, here == all else { throw PackageFindings.damaged() }
        let plain = End(entries: UInt64(all), size: UInt64(size), offset: UInt64(offset), position: position)
        return try end64(file, plain, isNeeded: all == .max || size == .max || offset == .max)
    }

    /// The 64-bit end record, if there is one; it must agree.
    private static func end64(_ file: OpenFile, _ plain: End, isNeeded: Bool) throws -> End {
        let length = Int64(locatorLength + end64Length)
        let before = plain.position >= length ? try file.bytes(at: plain.position - length, count: Int(length)) : []
        guard before.dropFirst(end64Length).starts(with: "PK\u{6}\u{7}".utf8) else {
            if isNeeded { throw PackageFindings.damaged() }
            return plain
        }
        let start = plain.position - length
        var record = ZipBytes(before)
        guard try record.uint32() == 0x0606_4B50, try record.uint64() == UInt64(end64Length - 12) else {
            throw PackageFindings.damaged()
        }
        _ = try record.uint32()  // versions
        let disks = try record.uint64()
        let (here, all) = (try record.uint64(), try record.uint64())
        let (size, offset) = (try record.uint64(), try record.uint64())
        _ = try record.uint32()  // the locator's name
        let (disk, place, count) = (try record.uint32(), try record.uint64(), try record.uint32())
        let isSame =
            (plain.entries == UInt64(UInt16.max) || plain.entries == all)
            && (plain.size == UInt64(UInt32.max) || plain.size == size)
            && (plain.offset == UInt64(UInt32.max) || plain.offset == offset)
        guard isSame, disks == 0, disk == 0, count <= 1, here == all, place == offset &+ size else {
            throw PackageFindings.damaged()
        }
        return End(entries: all, size: size, offset: offset, position: start)
    }
}

/// Reads little-endian numbers from the front of some bytes.
struct ZipBytes {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }

    mutating func take(_ count: Int) throws -> [UInt8] {
        guard count <= bytes.count else { throw PackageFindings.damaged() }
        defer { bytes = bytes.dropFirst(count) }
        return Array(bytes.prefix(count))
    }

    mutating func uint16() throws -> UInt16 { UInt16(try number(2)) }
    mutating func uint32() throws -> UInt32 { UInt32(try number(4)) }
    mutating func uint64() throws -> UInt64 { try number(8) }

    private mutating func number(_ count: Int) throws -> UInt64 {
        try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension [UInt8] {
    /// The last position of the text.
    fileprivate func lastIndex(of text: String) -> Int? {
        let wanted = Array(text.utf8)
        guard count >= wanted.count else { return nil }
        return (0...(count - wanted.count)).last { self[$0] == wanted[0] && self[$0...].starts(with: wanted) }
    }
}
