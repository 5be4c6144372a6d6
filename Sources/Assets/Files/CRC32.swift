// The cyclic redundancy check of ISO 3309, which PNG, zip and GPT use, by zlib.
import CLibz

enum CRC32 {
    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 { Array(bytes).withUnsafeBytes { adding($0, to: 0) } }

    /// The check of these bytes appended to those with this check; 0 is the check of no bytes.
    static func adding(_ bytes: UnsafeRawBufferPointer, to code: UInt32) -> UInt32 {
        // Without a pointer crc32_z starts again.
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return code }
        return UInt32(truncatingIfNeeded: crc32_z(UInt(code), start, bytes.count))
    }
}
