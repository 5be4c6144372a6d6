// Virtual hard disks: a good one passes, and every way of being bad is found by its own code.
import Foundation
import ImageFixtures
import Testing

@testable import Assets

@Suite struct VHDTests {
    private static let size: UInt64 = 32 << 20

    private func codes(_ path: String, _ limits: VHDLimits = .anyDisk) throws -> [String] {
        try VHD.inspect(path: path, limits: limits).findings.map(\.code)
    }

    /// Writes a footer with some bytes changed and the checksum made right again.
    private func refoot(_ path: String, at offset: Int, to new: [UInt8], virtualSize: UInt64 = size) throws {
        var footer = VHDFooter.make(virtualSize: virtualSize)
        footer.replaceSubrange(offset..<(offset + new.count), with: new)
        let sum = VHDFooter.checksum(of: footer)
        footer.replaceSubrange(64..<68, with: (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32($0))) })
        try change(path, at: try OpenFile.reading(path).length() - 512, to: footer)
    }

    private func disk(_ scratch: Scratch) throws -> String {
        let path = scratch.file("disk.vhd")
        try VHD.create(path: path, virtualSize: Self.size, content: Array("system".utf8))
        return path
    }

    @Test func `A disk we make passes, is sparse, and has the digest of its bytes`() throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        let limits = VHDLimits(virtualSize: Self.size...Self.size, requiresPartitionTable: true)
        let report = try VHD.inspect(path: path, limits: limits)
        #expect(report.findings == [])
        #expect(report.length == Int64(Self.size) + 512)
        #expect(report.footer?.diskType == .fixed)
        #expect(report.digest == (try Digest.ofFile(at: path)))
        #expect(try allocated(path) < 1 << 20)
    }

    private static let geometries: [(UInt64, UInt32)] = [
        (20 << 20, 602 << 16 | 4 << 8 | 17), (200 << 30, 65_535 << 16 | 16 << 8 | 255),
    ]

    @Test(arguments: geometries)
    func `The geometry follows the specification`(size: UInt64, geometry: UInt32) {
        #expect(VHDFooter.geometry(sectors: size / 512) == geometry)
    }

    @Test func `Every corrupted byte of the footer is found`() throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        let good = VHDFooter.make(virtualSize: Self.size)
        for offset in 0..<100 {
            try change(path, at: Int64(Self.size) + Int64(offset), to: [good[offset] ^ 0x01])
            let inspection = VHDInspection(length: Int64(Self.size) + 512)
            try ImageReader(path: path).read(from: Int64(Self.size) - 512, into: [inspection])
            let found = inspection.findings(limits: .anyDisk).map(\.code)
            #expect(found == [offset < 8 ? "vhd-no-footer" : "vhd-footer-checksum"], "byte \(offset)")
            try change(path, at: Int64(Self.size) + Int64(offset), to: [good[offset]])
        }
        #expect(try codes(path) == [])
    }

    private static let wrongFields: [(Int, [UInt8], String)] = [
        (12, [0, 2, 0, 0], "vhd-footer-version"), (16, [0, 0, 0, 0, 0, 0, 2, 0], "vhd-footer-data-offset"),
        (40, [0, 0, 0, 0, 0, 0, 0, 0], "vhd-original-size"), (60, [0, 0, 0, 3], "vhd-dynamic"),
        (60, [0, 0, 0, 4], "vhd-differencing"), (60, [0, 0, 0, 9], "vhd-type-unknown"),
    ]

    @Test(arguments: wrongFields)
    func `A well-formed footer with a wrong field is found by that field`(offset: Int, new: [UInt8], code: String)
        throws
    {
        let scratch = try Scratch()
        let path = try disk(scratch)
        try refoot(path, at: offset, to: new)
        #expect(try codes(path) == [code])
    }

    @Test func `Sizes are whole MiB, within limits, and those of the file`() throws {
        let scratch = try Scratch()
        let path = scratch.file("disk.vhd")
        try VHD.create(path: path, virtualSize: Self.size + 512)
        #expect(try codes(path) == ["vhd-size-not-whole-mib"])
        try VHD.create(path: path, virtualSize: 19 << 20)
        #expect(try codes(path) == ["vhd-too-small"])
        try VHD.create(path: path, virtualSize: 40 << 20)
        #expect(try codes(path, VHDLimits(virtualSize: 1...(39 << 20))) == ["vhd-too-large"])
        try refoot(path, at: 8, to: [0], virtualSize: 41 << 20)
        #expect(try codes(path) == ["vhd-file-length"])
        try refoot(path, at: 48, to: Array(repeating: 0xFF, count: 8))
        #expect(try codes(path) == ["vhd-size-not-whole-mib", "vhd-too-large", "vhd-file-length"])
    }

    @Test(arguments: [
        ("vhdxfile", "vhd-other-format"), ("QFI", "vhd-no-footer"), ("conectix", "vhd-cut-short"),
        ("", "vhd-no-footer"),
    ])
    func `Other formats and short files have no footer`(beginning: String, code: String) throws {
        let scratch = try Scratch()
        let path = try scratch.write("disk", Array(beginning.utf8))
        #expect(try codes(path) == [code])
    }

    /// Puts the bytes of a disk in memory at the beginning and the end of the disk file.
    private func put(_ disk: [UInt8], into path: String) throws {
        try change(path, at: 0, to: Array(disk.prefix(1 << 20)))
        try change(path, at: Int64(Self.size) - (1 << 20), to: Array(disk.suffix(1 << 20)))
    }

    @Test func `A GPT is read as the file passes by, its backup at the end or in the middle`() throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        var maker = GPTMaker(sectors: Self.size / 512)
        try put(maker.disk(), into: path)
        #expect(try codes(path) == [])
        try change(path, at: Int64(Self.size) - 512, to: [0])
        #expect(try codes(path) == ["vhd-gpt-backup"])
        maker.sectors = 12_288
        let small = maker.disk()
        try change(path, at: 0, to: small)
        #expect(try codes(path) == [])
        try change(path, at: 512 + 8, to: [9])
        #expect(try codes(path) == ["vhd-gpt-lost"])
        maker.sectors = Self.size / 512
        maker.partitions = [(100, 200), (150, 1 << 20)]
        try put(maker.disk(), into: path)
        #expect(try codes(path) == ["vhd-partition-early", "vhd-partition-outside", "vhd-partition-overlap"])
        maker.sectors *= 2
        try change(path, at: 0, to: Array(maker.disk().prefix(1 << 20)))
        #expect(try codes(path) == ["vhd-gpt-cut"])
        try change(path, at: 0, to: bootRecord((0x83, 63, 1000)))
        #expect(try codes(path) == ["vhd-partition-early"])
    }

    @Test func `A footer that is not the last thing of the file is found with what is behind it`() throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        let file = try OpenFile.writing(path)
        for more in [1, 17, 512, 1 << 20, 4 << 20] as [Int64] {
            try file.truncate(to: Int64(Self.size) + 512 + more)
            let found = try VHD.inspect(path: path, limits: .anyDisk).findings
            #expect(
                found == [AssetFinding("vhd-footer-not-last", ["value": "\(more)", "expected": "\(Self.size + 512)"])])
        }
        try file.truncate(to: Int64(Self.size) + 511)
        #expect(try codes(path) == ["vhd-footer-short"])
        try file.truncate(to: Int64(Self.size) + 510)
        #expect(try codes(path) == ["vhd-no-footer"])
    }

    @Test func `A VHD that was converted as a raw disk has two footers`() throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        try change(path, at: Int64(Self.size) + 512, to: VHDFooter.make(virtualSize: Self.size + 512))
        #expect(try codes(path) == ["vhd-footer-twice"])
    }

    @Test(arguments: [(16, [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]), (8, [0, 0, 0, 0]), (28, [0, 0, 0, 0])])
    func `What a fixed disk does not use may be as its maker wrote it`(offset: Int, bytes: [UInt8]) throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        try refoot(path, at: offset, to: bytes)
        #expect(try codes(path) == [])
    }

    @Test(
        arguments: [
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz"), ([0x1F, 0x8B, 8], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
            ([0x42, 0x5A, 0x68], "bzip2"), ([0x50, 0x4B, 3, 4], "zip"), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z"),
            ([UInt8](repeating: 0, count: 257) + Array("ustar".utf8), "tar"),
        ] as [([UInt8], String)])
    func `A packed file is known by its magic number, with what unpacks it`(beginning: [UInt8], name: String) throws {
        let scratch = try Scratch()
        let path = try scratch.write("disk", beginning + noise(2000))
        let found = try #require(try VHD.inspect(path: path, limits: .anyDisk).findings.first)
        #expect(found.code == "vhd-packed")
        #expect(found.values["value"] == name)
        #expect(found.values["command"]?.contains("FILE") == true)
    }

    @Test(
        arguments: [
            (Array("vhdxfile".utf8), "vhdx"), ([0x51, 0x46, 0x49, 0xFB], "qcow2"), (Array("KDMV".utf8), "vmdk"),
            ([UInt8](repeating: 0x3C, count: 64) + [0x7F, 0x10, 0xDA, 0xBE], "vdi"),
        ] as [([UInt8], String)])
    func `Another disk format has the name that qemu-img has for it`(beginning: [UInt8], name: String) throws {
        let scratch = try Scratch()
        let path = try scratch.write("disk", beginning + noise(2000))
        #expect(
            try VHD.inspect(path: path, limits: .anyDisk).findings == [
                AssetFinding("vhd-other-format", ["value": name])
            ])
    }

    @Test func `Only a disk to boot from needs a partition table`() throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        try change(path, at: 510, to: [0, 0])
        #expect(try codes(path) == [])
        let bootable = VHDLimits(virtualSize: 1...UInt64.max, requiresPartitionTable: true)
        #expect(try codes(path, bootable) == ["vhd-no-partition-table"])
        try change(path, at: 0, to: bootRecord())
        #expect(try codes(path, bootable) == ["vhd-no-partition-table"])
        var maker = GPTMaker(sectors: Self.size / 512, partitions: [])
        try put(maker.disk(), into: path)
        #expect(try codes(path, bootable) == ["vhd-no-partition-table"])
        #expect(try codes(path) == [])
        maker.partitions = [(2048, 4095)]
        try put(maker.disk(), into: path)
        #expect(try codes(path, bootable) == [])
        try change(path, at: 0, to: [UInt8](repeating: 0, count: 512))
        #expect(try codes(path, bootable) == ["vhd-gpt-without-mbr"])
        #expect(try codes(path) == [])
    }
}
