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
            let inspection = VHDInspection()
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

    @Test func `A partition in the first MiB is found, in an MBR and in a GPT`() throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        try change(path, at: 446 + 8, to: [63, 0, 0, 0])
        #expect(try codes(path) == ["vhd-partition-early"])

        try change(path, at: 446 + 4, to: [0xEE, 0, 0, 0, 1, 0, 0, 0])
        #expect(try codes(path) == ["vhd-partition-table"])
        var header = Array("EFI PART".utf8) + [UInt8](repeating: 0, count: 504)
        (header[72], header[80], header[84]) = (2, 128, 128)
        try change(path, at: 512, to: header)
        #expect(try codes(path) == [])
        var entry = [UInt8](repeating: 7, count: 16) + [UInt8](repeating: 0, count: 112)
        entry[33] = 8  // sector 2048
        try change(path, at: 1024 + 128, to: entry)
        #expect(try codes(path) == [])
        entry[33] = 4
        try change(path, at: 1024 + 256, to: entry)
        #expect(try codes(path) == ["vhd-partition-early"])
        try change(path, at: 512 + 80, to: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(try codes(path) == ["vhd-partition-table"])
    }

    @Test func `Only a disk to boot from needs a partition table`() throws {
        let scratch = try Scratch()
        let path = try disk(scratch)
        try change(path, at: 510, to: [0, 0])
        #expect(try codes(path) == [])
        let bootable = VHDLimits(virtualSize: 1...UInt64.max, requiresPartitionTable: true)
        #expect(try codes(path, bootable) == ["vhd-no-partition-table"])
    }
}
