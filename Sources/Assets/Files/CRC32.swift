// The cyclic redundancy code of ISO 3309, as PNG, zip and GPT have it, by zlib.
import CLibz

enum CRC32 {
    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 { Array(bytes).withUnsafeBytes { adding($0, to: 0) } }

    /// The code of the bytes behind those whose code this is; 0 is that of no bytes.
    static func adding(_ bytes: UnsafeRawBufferPointer, to code: UInt32) -> UInt32 {
        // Without a pointer crc32_z begins anew.
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return code }
        return UInt32(truncatingIfNeeded: crc32_z(UInt(code), start, bytes.count))
    }
}
