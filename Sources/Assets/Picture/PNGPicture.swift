// Whether bytes are a real PNG, and how large the picture is. Source: Portable Network Graphics specification (W3C, second
// edition), sections 5 (chunks and their CRC) and 11.2.2 (IHDR). Pixels are not unpacked: what a viewer would unpack is
// bounded by the size that the offer's rules ask for.
import FoundationEssentials

/// A picture that was looked at.
public struct PNGPicture: Sendable, Equatable {
    /// What bytes can be instead of a picture.
    public enum Fault: Error, Equatable {
        /// No PNG signature or no IHDR chunk at the beginning.
        case notPNG
        /// It begins like one, but a chunk is cut, out of place, of impossible content, or its CRC differs; or bytes
        /// follow the end.
        case damaged
    }

    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int

    /// `width` x `height`, as policies write it.
    public var size: String { "\(width)x\(height)" }

    /// Walks over all chunks. Work is bounded by the length of the bytes.
    public init(_ bytes: Data) throws(Fault) {
        let bytes = [UInt8](bytes)
        guard bytes.starts(with: Self.signature), bytes.count >= 33, bytes[12..<16].elementsEqual("IHDR".utf8),
            Self.number(bytes, 8) == 13
        else { throw .notPNG }
        (width, height) = (Self.number(bytes, 16), Self.number(bytes, 20))
        guard (1...Self.longest).contains(width), (1...Self.longest).contains(height),
            let depths = Self.depths[bytes[25]], depths.contains(bytes[24]), bytes[26] == 0, bytes[27] == 0,
            bytes[28] <= 1
        else { throw .damaged }
        try Self.walk(bytes)
    }

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let longest = 1 << 16
    /// Bit depths that each color type allows (table 11.1).
    private static let depths: [UInt8: Set<UInt8>] = [
        0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
    ]

    private static func walk(_ bytes: [UInt8]) throws(Fault) {
        var (place, hasData) = (8, false)
        while true {
            guard bytes.count - place >= 12 else { throw .damaged }
            let length = number(bytes, place)
            guard length <= bytes.count - place - 12 else { throw .damaged }
            let end = place + 8 + length
            guard CRC32.of(bytes[place + 4..<end]) == UInt32(number(bytes, end)) else { throw .damaged }
            let type = bytes[place + 4..<place + 8]
            if place > 8, type.elementsEqual("IHDR".utf8) { throw .damaged }
            if type.elementsEqual("IDAT".utf8) { hasData = true }
            place = end + 4
            if type.elementsEqual("IEND".utf8) {
                // What follows would be something else to another reader: a script, an archive.
                guard hasData, length == 0, place == bytes.count else { throw .damaged }
                return
            }
        }
    }

    private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}

/// The cyclic redundancy code of PNG chunks (annex D of its specification; ISO 3309).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { code, _ in code & 1 == 1 ? 0xEDB8_8320 ^ code >> 1 : code >> 1 }
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { code, byte in table[Int(UInt8(truncatingIfNeeded: code) ^ byte)] ^ code >> 8 }
    }
}
