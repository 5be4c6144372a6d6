// Partition tables as firmware reads them: what is good, and each way in which a table is not used as it is.

import Testing

@testable import Assets

@Suite struct PartitionTableTests {
    private func fault(_ change: (inout GPTMaker) -> Void) -> PartitionTable.Fault? {
        var maker = GPTMaker()
        change(&maker)
        return PartitionTable(maker.disk()).fault
    }

    /// The fault of a good disk with one byte changed.
    private func fault(at place: Int) -> PartitionTable.Fault? {
        var disk = GPTMaker().disk()
        disk[place] ^= 1
        return PartitionTable(disk).fault
    }

    @Test func `A good GPT has its partitions and no fault`() {
        let maker = GPTMaker()
        let table = PartitionTable(maker.disk())
        #expect(table.kind == .gpt)
        #expect(table.fault == nil)
        #expect(
            table.partitions == [.init(number: 1, first: 2048, last: 4095), .init(number: 2, first: 4096, last: 8191)])
        #expect(table.usable == 34...maker.lastUsable)
        #expect(table.early == nil && table.outside == nil && table.overlapping == nil)
    }

    @Test(arguments: [128, 256, 512])
    func `Entries may be larger`(size: UInt64) {
        #expect(fault { $0.entrySize = size } == nil)
    }

    @Test func `A grown disk, its backup where the table was made, is good`() {
        #expect(fault { $0.backup = 9_000 } == nil)
    }

    @Test func `Every byte of the primary header and of its entries is covered`() {
        for place in Array(512..<512 + 92) + [1024, 1024 + 33, 1024 + 130, 17_407] {
            #expect(fault(at: place) == .primary, "byte \(place)")
        }
        #expect(fault(at: 512 + 92) == nil)
    }

    @Test func `Every byte of the backup is covered, and it is not needed to find the partitions`() {
        let header = (16_384 - 1) * 512
        for place in Array(header..<header + 92) + [header - 32 * 512, header - 1] {
            #expect(fault(at: place) == .backup, "byte \(place)")
        }
        var disk = GPTMaker().disk()
        disk[header] = 0
        #expect(PartitionTable(disk).partitions.count == 2)
    }

    @Test func `Where the primary is damaged the partitions are those of the backup`() {
        var disk = GPTMaker().disk()
        disk.replaceSubrange(512..<1024, with: [UInt8](repeating: 0, count: 512))
        #expect(PartitionTable(disk).partitions.map(\.first) == [2048, 4096])
    }

    @Test func `Two damaged copies are another fault than one`() {
        var disk = GPTMaker().disk()
        disk[512 + 40] ^= 1
        disk[(16_384 - 1) * 512 + 40] ^= 1
        #expect(PartitionTable(disk).fault == .lost)
        #expect(PartitionTable(bootRecord((0xEE, 1, 16_383))).fault == .lost)
    }

    /// With checksums that are right.
    @Test(arguments: [
        (24, 8, 2), (72, 8, 1), (72, 8, 3_000), (80, 4, 0), (80, 4, 100_000), (84, 4, 64), (84, 4, 129), (12, 4, 91),
        (12, 4, 513), (8, 4, 0), (40, 8, 20), (48, 8, 20),
    ])
    func `A primary header with an impossible number is damaged`(place: Int, count: Int, value: UInt64) {
        #expect(fault { $0.primaryChanges = [(place, count, value)] } == .primary)
        // Before the usable sectors there may be anything in a disk that ends in a backup.
        if place == 40 { return }
        #expect(fault { $0.backupChanges = [(place, count, place == 48 ? UInt64.max : value)] } == .backup)
    }

    @Test(arguments: [(32, 1 << 40), (32, UInt64.max), (48, 16_384)])
    func `A table of a larger disk has its own fault`(place: Int, value: UInt64) {
        let sectors = value == .max ? 0 : value + 1
        #expect(fault { $0.primaryChanges = [(place, 8, value)] } == .cut(sectors: sectors))
    }

    @Test func `A GPT without its MBR is not one for firmware`() {
        var disk = GPTMaker().disk()
        disk.replaceSubrange(0..<512, with: [UInt8](repeating: 0, count: 512))
        #expect(PartitionTable(disk).fault == .unannounced)
        disk.replaceSubrange(0..<512, with: bootRecord((0x83, 2048, 4096)))
        let table = PartitionTable(disk)
        #expect(table.kind == .mbr && table.fault == nil && table.partitions.count == 1)
    }

    @Test func `A GPT for sectors of 4,096 bytes has its own fault`() {
        var disk = [UInt8](repeating: 0, count: 1 << 20)
        disk.replaceSubrange(0..<512, with: bootRecord((0xEE, 1, 255)))
        disk.replaceSubrange(4096..<4104, with: Array("EFI PART".utf8))
        #expect(PartitionTable(disk).fault == .largeSectors)
    }

    @Test func `Partitions early, outside and overlapping are found`() {
        var maker = GPTMaker()
        maker.partitions = [(34, 2047), (2048, 4095)]
        #expect(PartitionTable(maker.disk()).early?.first == 34)
        maker.partitions = [(2048, 4095), (4095, 8000)]
        #expect(PartitionTable(maker.disk()).overlapping.map { [$0.number, $1.number] } == [1, 2])
        for wrong in [(2048, 16_383), (20, 4000), (4000, 3999), (2048, UInt64.max)] as [(UInt64, UInt64)] {
            maker.partitions = [(9000, 9001), wrong]
            #expect(PartitionTable(maker.disk()).outside?.number == 2)
        }
    }

    @Test func `An MBR beside a GPT is protective or hybrid`() {
        var disk = GPTMaker().disk()
        disk.replaceSubrange(0..<512, with: bootRecord((0xEE, 1, 33), (0x0C, 64, 1984), (0xEE, 2048, 14_336)))
        let table = PartitionTable(disk)
        #expect(table.fault == nil)
        #expect(table.early == Partition(number: 2, first: 64, last: 2047, isHybrid: true))
        #expect(table.overlapping == nil)
    }

    @Test func `A classic table has its partitions; one of no size or of no status is none`() {
        func partitions(_ record: [UInt8]) -> [Partition] {
            PartitionTable(record + [UInt8](repeating: 0, count: 4 << 20)).partitions
        }
        #expect(partitions(bootRecord((0x83, 2048, 1000))) == [.init(number: 1, first: 2048, last: 3047)])
        #expect(partitions(bootRecord((0x83, 2048, 1000), status: 0x80)).count == 1)
        #expect(partitions(bootRecord((0x83, 2048, 0))) == [])
        #expect(partitions(bootRecord((0x83, 2048, 1000), status: 0x41)) == [])
        #expect(partitions(bootRecord()) == [])
        #expect(PartitionTable(bootRecord((0x83, 2048, 1000))).outside?.number == 1)
    }

    @Test func `A file system on the whole disk has no partitions, whatever its boot sector has in their place`() {
        var fat = bootRecord((0x0C, 0, 8192))
        fat.replaceSubrange(0..<11, with: [0xEB, 0x58, 0x90] + Array("mkfs.fat".utf8))
        fat.replaceSubrange(11..<24, with: [0, 2, 1, 32, 0, 2, 0, 0, 0, 0, 0xF8, 0, 0])
        fat.replaceSubrange(32..<36, with: [0, 0x20, 0, 0])
        func table(_ sector: [UInt8]) -> PartitionTable {
            PartitionTable(sector + [UInt8](repeating: 0, count: 4 << 20))
        }
        #expect(table(fat).kind == .none)
        // A boot loader on a disk that had been formatted: its table is in order.
        fat.replaceSubrange(446..<462, with: bootRecord((0x83, 2048, 6000))[446..<462])
        #expect(table(fat).kind == .mbr)
        fat.replaceSubrange(446..<462, with: bootRecord((0x83, 10, 9_999_999))[446..<462])
        #expect(table(fat).kind == .none)
        // Of more sectors than the disk has, so it is not that file system.
        fat[34] = 0xFF
        #expect(table(fat).early?.first == 10)
        var ntfs = bootRecord((0x61, 7, 9_999_999))
        ntfs.replaceSubrange(0..<11, with: [0xEB, 0x52, 0x90] + Array("NTFS    ".utf8))
        #expect(table(ntfs).kind == .none)
    }
}
