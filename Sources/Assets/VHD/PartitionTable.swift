// The partition table of a disk as firmware reads it: an MBR, or a GPT after a protective or hybrid MBR. Every number
// in it is hostile. Sources: UEFI specification 2.10, chapter 5; Microsoft's FAT specification 1.03, "Boot Sector and
// BPB".

/// A partition in a table. Sectors have 512 bytes.
struct Partition: Equatable {
    /// Counts from 1, as in the tools.
    var number: Int
    /// First and last sector; the last may be before the first.
    var first: UInt64
    var last: UInt64
    /// An MBR entry beside a GPT.
    var isHybrid = false
}

/// The contents of a disk's table.
struct PartitionTable: Equatable {
    enum Kind: Equatable {
        /// Neither an MBR nor a GPT: empty, or a file system on the whole disk.
        case none
        case mbr, gpt
    }

    /// Why firmware does not use a table.
    enum Fault: Equatable {
        /// A valid GPT that no MBR announces.
        case unannounced
        /// The primary GPT is damaged, the backup is valid.
        case primary
        /// The primary GPT is valid, the backup that it names is not.
        case backup
        /// Both copies are damaged.
        case lost
        /// The GPT describes a disk with more sectors.
        case cut(sectors: UInt64)
        /// The GPT is for sectors of 4,096 bytes.
        case largeSectors
    }

    /// Bytes at the beginning of a disk that the platform reserves for itself and for tables.
    static let headLength = 1 << 20
    static let firstAllowedSector: UInt64 = 2048

    var kind = Kind.none
    /// All partitions; those of a hybrid MBR come after those of the GPT.
    var partitions: [Partition] = []
    /// The sectors that a partition may cover.
    var usable: ClosedRange<UInt64>
    var fault: Fault?

    /// - Parameters:
    ///   - head: the first MiB.
    ///   - sectors: of the whole disk.
    ///   - backup: the disk's bytes where a backup GPT may be.
    init(head: [UInt8], sectors: UInt64, backup: (Range<UInt64>) -> [UInt8]?) {
        usable = 0...max(1, sectors) - 1
        let record = BootRecord(head, sectors: sectors)
        guard record.isProtective else {
            partitions = record.partitions
            kind = partitions.isEmpty ? .none : .mbr
            // Without an entry of type 0xEE, firmware does not look for a GPT.
            if partitions.isEmpty, GPT(head, at: 1) != nil { (kind, fault) = (.gpt, .unannounced) }
            return
        }
        kind = .gpt
        let found = GPT.read(head: head, sectors: sectors, backup: backup)
        fault = found.fault
        guard let table = found.table else { return }
        usable = table.firstUsable...max(table.firstUsable, table.lastUsable)
        partitions = table.partitions + record.partitions
    }

    /// The partition that begins in the reserved part.
    var early: Partition? {
        partitions.filter { $0.first < Self.firstAllowedSector }.min { $0.first < $1.first }
    }

    /// A partition that covers sectors outside the usable ones, or none. Entries of a hybrid MBR repeat those of the
    /// GPT, or are not used.
    var outside: Partition? {
        partitions.first {
            !$0.isHybrid && ($0.last < $0.first || !usable.contains($0.first) || !usable.contains($0.last))
        }
    }

    /// Two partitions that share sectors, in the order of their numbers.
    var overlapping: (Partition, Partition)? {
        // Those of a hybrid MBR repeat those of the GPT.
        let sorted = partitions.filter { !$0.isHybrid }.sorted { ($0.first, $0.number) < ($1.first, $1.number) }
        for (one, next) in zip(sorted, sorted.dropFirst()) where next.first <= one.last {
            return one.number < next.number ? (one, next) : (next, one)
        }
        return nil
    }
}

/// The first sector of a disk.
struct BootRecord: Equatable {
    /// An entry says that a GPT covers the disk.
    private(set) var isProtective = false
    /// The four primary entries, without protective ones. Logical partitions are inside their container.
    private(set) var partitions: [Partition] = []

    init(_ head: [UInt8], sectors: UInt64) {
        guard head.count >= 512, head[510] == 0x55, head[511] == 0xAA else { return }
        let entries = (0..<4).map { Entry(head, number: $0 + 1) }
        // Like Linux: an invalid status means that these bytes are not a table.
        guard entries.allSatisfy({ $0.status & 0x7F == 0 }) else { return }
        let named = entries.filter { $0.type != 0 && $0.count > 0 }
        isProtective = entries.contains { $0.type == 0xEE && $0.start == 1 }
        partitions = named.filter { !isProtective || $0.type != 0xEE }.map { $0.partition(isHybrid: isProtective) }
        if !isProtective, Self.isFileSystem(head, sectors: sectors), !isPlausible(sectors) {
            partitions = []
        }
    }

    /// A boot loader may be installed beside the rest of a boot sector, so a valid table counts. An entry from sector 0
    /// would contain the table itself: mkfs.fat writes one for file systems on whole disks.
    private func isPlausible(_ sectors: UInt64) -> Bool {
        let sorted = partitions.sorted { $0.first < $1.first }
        return sorted.allSatisfy { $0.first > 0 && $0.last < sectors }
            && zip(sorted, sorted.dropFirst()).allSatisfy { $0.last < $1.first }
    }

    /// FAT, NTFS or exFAT on the whole disk: a jump, a name, and a plausible parameter block.
    private static func isFileSystem(_ head: [UInt8], sectors: UInt64) -> Bool {
        guard head[0] == 0xE9 || head[0] == 0xEB && head[2] == 0x90 else { return false }
        if ["NTFS    ", "EXFAT   "].contains(where: { head[3..<11].elementsEqual($0.utf8) }) { return true }
        let (bytes, perCluster) = (little(head, at: 11, count: 2), head[13])
        let (short, long) = (little(head, at: 19, count: 2), little(head, at: 32, count: 4))
        let total = (short == 0 ? long : short) * bytes
        let isPowerOfTwo = { (number: UInt64) in number > 0 && number & (number - 1) == 0 }
        return isPowerOfTwo(bytes) && (512...4096).contains(bytes) && isPowerOfTwo(UInt64(perCluster))
            && little(head, at: 14, count: 2) > 0 && (1...2).contains(head[16])
            && (head[21] == 0xF0 || head[21] >= 0xF8)
            && total > 0 && total <= sectors * 512
    }

    private struct Entry {
        let number: Int
        let status: UInt8
        let type: UInt8
        let start: UInt64
        let count: UInt64

        init(_ head: [UInt8], number: Int) {
            let place = 446 + 16 * (number - 1)
            self.number = number
            (status, type) = (head[place], head[place + 4])
            (start, count) = (little(head, at: place + 8, count: 4), little(head, at: place + 12, count: 4))
        }

        func partition(isHybrid: Bool) -> Partition {
            Partition(number: number, first: start, last: start + count - 1, isHybrid: isHybrid)
        }
    }
}

/// A little-endian number of up to eight bytes.
func little(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
    bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
