// The least of PNG and zip that is valid: uncompressed, one plain picture, files stored as they are.

/// CRC-32 as PNG and zip have it (ISO 3309).
func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
}

/// Pictures for logos and screenshots.
public enum Picture {
    /// A picture that goes from blue to green (PNG specification, third edition).
    public static func png(width: Int, height: Int) -> [UInt8] {
        // Bit depth 8, color type 3 (palette); each row is a filter byte and its pixels, which go from blue to green.
        let header = big(width) + big(height) + [8, 3, 0, 0, 0]
        var palette: [UInt8] = []
        for shade in 0..<64 { palette += [UInt8(31 + shade / 8), UInt8(78 + shade), 156] }
        var rows: [UInt8] = []
        for y in 0..<height {
            rows.append(0)
            for x in 0..<width { rows.append(UInt8(32 * x / width + 31 * y / height)) }
        }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("PLTE", palette) + chunk("IDAT", stored(rows)) + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let content = Array(name.utf8) + data
        return big(data.count) + content + big(Int(crc32(content)))
    }

    /// A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        for start in stride(from: 0, to: bytes.count, by: 65_535) {
            let block = bytes[start..<min(start + 65_535, bytes.count)]
            let isLast: UInt8 = start + 65_535 >= bytes.count ? 1 : 0
            stream += [isLast] + little(block.count, 2) + little(~block.count, 2) + block
        }
        return stream + big(Int(b << 16 | a))
    }

    private static func big(_ number: Int) -> [UInt8] { little(number, 4).reversed() }
}

/// Deployment packages.
public enum ZipArchive {
    /// An archive of stored files (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16); dated 1980-01-01.
    public static func stored(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for (name, bytes) in files {
            let offset = archive.count
            // Version needed, flags, method (stored), time, date; then sizes, the name's length and no extra field.
            let common =
                little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(33, 2)
                + little(Int(crc32(bytes)), 4) + little(bytes.count, 4) + little(bytes.count, 4)
                + little(name.utf8.count, 2) + little(0, 2)
            archive += little(0x0403_4B50, 4) + common + Array(name.utf8) + bytes
            directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 2)
            directory += little(0, 2) + little(0, 2) + little(0, 4) + little(offset, 4) + Array(name.utf8)
        }
        let end = little(0x0605_4B50, 4) + little(0, 2) + little(0, 2) + little(files.count, 2) + little(files.count, 2)
        return archive + directory + end + little(directory.count, 4) + little(archive.count, 4) + little(0, 2)
    }
}

func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}
