// A zip archive of stored files, for tests (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16).

enum ZipFile {
    static func stored(_ files: [(key: String, value: String)]) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for (name, text) in files {
            let bytes = Array(text.utf8)
            let offset = archive.count
            let common =
                little(20, 2) + little(0, 6) + little(33, 2) + little(Int(crc32(bytes)), 4) + little(bytes.count, 4)
                + little(bytes.count, 4) + little(name.utf8.count, 2) + little(0, 2)
            archive += little(0x0403_4B50, 4) + common + Array(name.utf8) + bytes
            directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 10) + little(offset, 4)
            directory += Array(name.utf8)
        }
        return archive + directory + little(0x0605_4B50, 4) + little(0, 4) + little(files.count, 2)
            + little(files.count, 2) + little(directory.count, 4) + little(archive.count, 4) + little(0, 2)
    }

    private static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : 0 }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
