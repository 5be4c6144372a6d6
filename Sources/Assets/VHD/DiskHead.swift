// The first MiB of a disk: which partitions its MBR or GPT names, and whether any begins inside that MiB, which the
// platform keeps for itself. Reads nothing but the bytes given; every number in them is hostile.
import FoundationEssentials

/// What stands at the beginning of a disk.
struct DiskHead: Equatable {
    enum Table: Equatable { case none, mbr, gpt }

    static let length = 1 << 20
    static let firstAllowedSector: UInt64 = 2048

    let table: Table
    /// First sectors of all partitions, in the table's order.
    let partitionStarts: [UInt64]
    /// The table says that it is one, but its numbers cannot be.
    let isDamaged: Bool

    var earlyPartitions: [UInt64] { partitionStarts.filter { $0 < Self.firstAllowedSector } }

    init(_ bytes: [UInt8]) {
        guard bytes.count >= 512, bytes[510] == 0x55, bytes[511] == 0xAA else {
            (table, partitionStarts, isDamaged) = (.none, [], false)
            return
        }
        let entries = (0..<4).map { 446 + 16 * $0 }
            .map { (type: bytes[$0 + 4], start: Self.little(bytes, at: $0 + 8, count: 4)) }
        guard entries.contains(where: { $0.type == 0xEE }) else {
            // An extended partition's logical ones lie behind its start, so the four primary entries decide.
            (table, isDamaged) = (.mbr, false)
            partitionStarts = entries.filter { $0.type != 0 }.map(\.start)
            return
        }
        table = .gpt
        let starts = Self.gptStarts(bytes)
        partitionStarts = starts ?? []
        isDamaged = starts == nil
    }

    /// UEFI specification 2.10, section 5.3: header in sector 1, array of entries of at least 128 bytes where it says.
    private static func gptStarts(_ bytes: [UInt8]) -> [UInt64]? {
        guard bytes.count >= 1024, bytes[512..<520].elementsEqual("EFI PART".utf8) else { return nil }
        let (sector, count) = (little(bytes, at: 512 + 72, count: 8), little(bytes, at: 512 + 80, count: 4))
        let size = little(bytes, at: 512 + 84, count: 4)
        guard (2..<2048).contains(sector), (1...1024).contains(count), (128...4096).contains(size) else { return nil }
        guard sector * 512 + count * size <= UInt64(bytes.count) else { return nil }
        return (0..<count).map { Int(sector * 512 + $0 * size) }
            .filter { entry in bytes[entry..<(entry + 16)].contains { $0 != 0 } }
            .map { little(bytes, at: $0 + 32, count: 8) }
    }

    private static func little(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
        bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
