// How a layer's bytes are packed, according to its media type, and unpackers for each form.
import FoundationEssentials

/// The packing in a layer's media type.
package enum LayerPacking: String, Hashable, Sendable {
    case tar, gzip, zstd

    /// A blob that begins with one of these bytes is not a plain tar; a runtime that looks at the bytes instead of the
    /// media type would read it in another way. Sources: containerd `DetectCompression`, moby `pkg/archive`,
    /// containers/image.
    private static let magicNumbers: [(packing: LayerPacking?, bytes: [UInt8])] =
        [
            (.gzip, [0x1F, 0x8B]), (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (nil, Array("BZh".utf8)),
            (nil, [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
        ] + (UInt8(0x50)...0x5F).map { (nil, [$0, 0x2A, 0x4D, 0x18]) }

    /// How many bytes `fits` looks at.
    package static let headLength = 5

    /// Whether every runtime would read a blob that begins with these bytes as packed in this form.
    package func fits(_ head: ArraySlice<UInt8>) -> Bool {
        let found = Self.magicNumbers.first { head.starts(with: $0.bytes) }
        return self == .tar ? found == nil : found?.packing == self
    }

    /// Whether a runtime that looks at the bytes would unpack a blob with this first block.
    static func isArchive(_ block: [UInt8]) -> Bool {
        !LayerPacking.tar.fits(block.prefix(headLength)) || TarHeader.isLikely(block)
    }

    func unpacker() throws -> any Unpacker {
        switch self {
        case .tar: PlainUnpacker()
        case .gzip: try GzipUnpacker()
        case .zstd: try ZstdUnpacker()
        }
    }
}

/// Bytes that cannot be unpacked completely.
struct DamagedArchive: Error {}

/// Bytes that need more memory than allowed, in bytes.
struct WindowTooLarge: Error { let most: Int }

/// Takes packed bytes in pieces and passes on unpacked ones. Memory does not grow with the length.
protocol Unpacker: AnyObject {
    /// Throws `DamagedArchive`, `WindowTooLarge`, and whatever `sink` throws.
    func take(_ bytes: UnsafeRawBufferPointer, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws
    /// Call it after the last piece. Throws `DamagedArchive` unless the packed stream ended there.
    func finish() throws
}

private final class PlainUnpacker: Unpacker {
    func take(_ bytes: UnsafeRawBufferPointer, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        try sink(bytes)
    }

    func finish() {}
}
