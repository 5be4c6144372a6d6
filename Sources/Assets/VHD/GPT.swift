// A GUID partition table: one copy of it with all checks that UEFI 2.10, 5.3.2 requires, and the rule which of the two
// copies counts.

/// A copy of the table with a valid header and valid entries.
struct GPT: Equatable {
    /// The limit of entries: eight times as many as tools make.
    static let mostEntries = 1024

    private static let headerSizes: ClosedRange<UInt64> = 92...512

    let alternate: UInt64
    let firstUsable: UInt64
    let lastUsable: UInt64
    let partitions: [Partition]

    /// The copy whose header is in a sector, in bytes that begin with sector `base`. Nil if any check fails.
    init?(_ bytes: [UInt8], at sector: UInt64, base: UInt64 = 0) {
        guard sector >= base, sector - base < UInt64(bytes.count) / 512 else { return nil }
        let header = Array(bytes[Int(sector - base) * 512..<Int(sector - base) * 512 + 512])
        let number = { (place: Int, count: Int) in little(header, at: place, count: count) }
        guard header.starts(with: "EFI PART".utf8), number(8, 4) >= 0x10000, Self.headerSizes.contains(number(12, 4)),
            Self.headerChecksum(header) == number(16, 4), number(24, 8) == sector
        else { return nil }
        (alternate, firstUsable, lastUsable) = (number(32, 8), number(40, 8), number(48, 8))
        let (place, count, size) = (number(72, 8), number(80, 4), number(84, 4))
        guard (1...UInt64(Self.mostEntries)).contains(count), (128...4096).contains(size), size & (size - 1) == 0 else {
            return nil
        }
        let length = count * size
        let end = place.addingReportingOverflow((length + 511) / 512)
        // The entries are between the primary header and the usable sectors, or between those and the backup header.
        guard firstUsable <= lastUsable.addingReportingOverflow(1).partialValue, !end.overflow, place >= base,
            sector == 1
                ? place > 1 && end.partialValue <= firstUsable : place > lastUsable && end.partialValue <= sector,
            end.partialValue - base <= UInt64(bytes.count) / 512
        else { return nil }
        let start = Int(place - base) * 512
        let entries = bytes[start..<start + Int(length)]
        guard UInt64(Self.checksum(entries)) == number(88, 4) else { return nil }
        partitions = (0..<Int(count)).compactMap { index in
            let entry = start + index * Int(size)
            guard bytes[entry..<entry + 16].contains(where: { $0 != 0 }) else { return nil }
            return Partition(
                number: index + 1, first: little(bytes, at: entry + 32, count: 8),
                last: little(bytes, at: entry + 40, count: 8))
        }
    }

    /// The CRC-32 of headers and entries.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 { CRC32.of(bytes) }

    /// Of the header, with its own four bytes as zero.
    private static func headerChecksum(_ header: [UInt8]) -> UInt64 {
        var header = header
        let size = Int(little(header, at: 12, count: 4))
        header.replaceSubrange(16..<20, with: [0, 0, 0, 0])
        return UInt64(Self.checksum(header[..<size]))
    }

    /// The sectors that hold a copy whose header is in `sector`: that one and the MiB before it.
    static func sectors(ofBackupAt sector: UInt64) -> Range<UInt64> {
        (sector > 2047 ? sector - 2047 : 0)..<sector + 1
    }

    /// The copy that firmware uses, and what is wrong with either.
    static func read(
        head: [UInt8], sectors: UInt64, backup: (Range<UInt64>) -> [UInt8]?
    ) -> (table: GPT?, fault: PartitionTable.Fault?) {
        func copy(_ sector: UInt64) -> GPT? {
            let range = Self.sectors(ofBackupAt: sector)
            return backup(range).flatMap { GPT($0, at: sector, base: range.lowerBound) }
        }
        if let primary = GPT(head, at: 1) {
            // A disk may be larger than the table knows: the backup is where the primary says. It must not be smaller.
            let last = max(primary.alternate, primary.lastUsable)
            guard last < sectors else { return (nil, .cut(sectors: last.addingReportingOverflow(1).partialValue)) }
            return (primary, copy(primary.alternate)?.alternate == 1 ? nil : .backup)
        }
        if sectors > 0, let table = copy(sectors - 1), table.alternate == 1 { return (table, .primary) }
        let isLarge = head.count >= 4104 && head[4096..<4104].elementsEqual("EFI PART".utf8)
        return (nil, isLarge ? .largeSectors : .lost)
    }
}
