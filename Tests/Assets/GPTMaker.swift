// Makes disks with a GUID partition table in memory, right or with something changed on the way. Source: UEFI 2.10, 5.3.

@testable import Assets

struct GPTMaker {
    var sectors: UInt64 = 16_384
    var partitions: [(first: UInt64, last: UInt64)] = [(2048, 4095), (4096, 8191)]
    var entrySize: UInt64 = 128
    /// Where the backup header is; nil: in the last sector.
    var backup: UInt64?
    /// Changes to a header's numbers before its checksum is made: by place, with the count of bytes.
    var primaryChanges: [(place: Int, count: Int, value: UInt64)] = []
    var backupChanges: [(place: Int, count: Int, value: UInt64)] = []

    var lastUsable: UInt64 { (backup ?? sectors - 1) - entrySectors - 1 }
    private var entrySectors: UInt64 { 128 * entrySize / 512 }

    /// The whole disk.
    func disk() -> [UInt8] {
        var disk = [UInt8](repeating: 0, count: Int(sectors) * 512)
        let last = backup ?? sectors - 1
        disk.replaceSubrange(0..<512, with: bootRecord((0xEE, 1, UInt32(clamping: sectors - 1))))
        for start in [2, last - entrySectors] {
            for (index, partition) in partitions.enumerated() {
                let place = Int(start) * 512 + index * Int(entrySize)
                disk.replaceSubrange(place..<place + 32, with: [UInt8](repeating: UInt8(index + 1), count: 32))
                put(partition.first, 8, &disk, at: place + 32)
                put(partition.last, 8, &disk, at: place + 40)
            }
        }
        header(&disk, at: 1, other: last, entries: 2, primaryChanges)
        header(&disk, at: last, other: 1, entries: last - entrySectors, backupChanges)
        return disk
    }

    private func header(
        _ disk: inout [UInt8], at sector: UInt64, other: UInt64, entries: UInt64,
        _ changes: [(place: Int, count: Int, value: UInt64)]
    ) {
        let start = Int(sector) * 512
        let table = disk[Int(entries) * 512..<Int(entries + entrySectors) * 512]
        let numbers: [(Int, Int, UInt64)] = [
            (8, 4, 0x10000), (12, 4, 92), (24, 8, sector), (32, 8, other), (40, 8, 2 + entrySectors),
            (48, 8, lastUsable),
            (72, 8, entries), (80, 4, 128), (84, 4, entrySize), (88, 4, UInt64(GPT.checksum(table))),
        ]
        disk.replaceSubrange(start..<start + 8, with: Array("EFI PART".utf8))
        for (place, count, value) in numbers + changes { put(value, count, &disk, at: start + place) }
        put(UInt64(GPT.checksum(disk[start..<start + 92])), 4, &disk, at: start + 16)
    }

    private func put(_ value: UInt64, _ count: Int, _ bytes: inout [UInt8], at place: Int) {
        for index in 0..<count { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))) }
    }
}

extension PartitionTable {
    /// The table of a disk in memory.
    init(_ disk: [UInt8]) {
        self.init(head: Array(disk.prefix(Self.headLength)), sectors: UInt64(disk.count / 512)) { sectors in
            guard sectors.upperBound <= UInt64(disk.count / 512) else { return nil }
            return Array(disk[Int(sectors.lowerBound) * 512..<Int(sectors.upperBound) * 512])
        }
    }
}

/// A sector with a classic table of these entries.
func bootRecord(_ entries: (type: UInt8, first: UInt32, count: UInt32)..., status: UInt8 = 0) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 512)
    for (index, entry) in entries.enumerated() {
        let place = 446 + 16 * index
        (bytes[place], bytes[place + 4]) = (status, entry.type)
        for byte in 0..<4 {
            bytes[place + 8 + byte] = UInt8(truncatingIfNeeded: entry.first >> (8 * UInt32(byte)))
            bytes[place + 12 + byte] = UInt8(truncatingIfNeeded: entry.count >> (8 * UInt32(byte)))
        }
    }
    (bytes[510], bytes[511]) = (0x55, 0xAA)
    return bytes
}
