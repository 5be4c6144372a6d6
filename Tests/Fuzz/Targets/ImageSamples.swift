// Small files as they ought to be: partition tables, a picture, archives.

enum ImageSamples {
    /// A classic table with one Linux partition from 1 MiB on.
    static let masterBootRecord: [UInt8] = {
        var bytes = [UInt8](repeating: 0, count: 512)
        bytes.replaceSubrange(446..<462, with: [0x80, 0, 2, 0, 0x83, 0, 2, 0, 0, 8, 0, 0, 0, 0x10, 0, 0])
        bytes.replaceSubrange(510..<512, with: [0x55, 0xAA])
        return bytes
    }()

    /// A protective record, a GPT header and two entries.
    static let partitionTable: [UInt8] = {
        var bytes = [UInt8](repeating: 0, count: 1024 + 256)
        bytes[446 + 4] = 0xEE
        bytes.replaceSubrange(510..<512, with: [0x55, 0xAA])
        bytes.replaceSubrange(512..<520, with: Array("EFI PART".utf8))
        (bytes[512 + 72], bytes[512 + 80], bytes[512 + 84]) = (2, 2, 128)
        for entry in [1024, 1152] { (bytes[entry], bytes[entry + 33]) = (1, 8) }
        return bytes
    }()

    /// One gray pixel.
    static let picture: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
        0,
        0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 10, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x60, 0, 0, 0, 2, 0, 1,
        0x48, 0xAF, 0xA4, 0x71, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]

    static let archives = [storedZip, tar]

    /// The end of a tar, 1,024 zeros, as `gzip` and `zstd` pack it.
    static let gzip: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0x18, 0x05, 0xA3, 0x60, 0x14, 0x8C,
        0x54,
        0x00, 0x00, 0x2E, 0xAF, 0xB5, 0xEF, 0x00, 0x04, 0x00, 0x00,
    ]
    static let zstd: [UInt8] = [
        0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x58, 0x4D, 0x00, 0x00, 0x10, 0x00, 0x00, 0x01, 0x00, 0xFB, 0x2B, 0x80, 0x05,
        0xCD,
        0xAC, 0x85, 0xF0,
    ]

    /// PKWARE's APPNOTE 6.3: one entry, stored, and the directory behind it.
    private static let storedZip: [UInt8] = {
        let name = Array("mainTemplate.json".utf8)
        let head: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0, 2, 0, 0, 0]
        let lengths: [UInt8] = [UInt8(name.count), 0, 0, 0]
        let entry = Array("PK\u{3}\u{4}".utf8) + head + lengths + name + Array("{}".utf8)
        let directory =
            Array("PK\u{1}\u{2}".utf8) + [20, 0] + head + lengths + [UInt8](repeating: 0, count: 14) + name
        let end: [UInt8] =
            [0, 0, 0, 0, 1, 0, 1, 0, UInt8(directory.count), 0, 0, 0, UInt8(entry.count), 0, 0, 0, 0, 0]
        return entry + directory + Array("PK\u{5}\u{6}".utf8) + end
    }()

    /// POSIX ustar: one file of five bytes.
    private static let tar: [UInt8] = {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int) {
            header.replaceSubrange(place..<place + text.utf8.count, with: Array(text.utf8))
        }
        put("oci-layout", at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put("00000000005", at: 124)
        put("00000000000", at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        put("0" + sum + "\0 ", at: 148)
        return header + Array("hello".utf8) + [UInt8](repeating: 0, count: 507 + 1024)
    }()
}
