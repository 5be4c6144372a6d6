// How a layer's bytes are packed, by its media type alone, and what unpacks each form to its last byte.
import FoundationEssentials

/// The packing that a layer's media type names.
package enum LayerPacking: String, Hashable, Sendable {
    case tar, gzip, zstd

    /// What a stream of this form begins with is not a tar in this list; a runtime that looks at the bytes instead of the media
    /// type would read it otherwise. Sources: containerd `DetectCompression`, moby `pkg/archive`, containers/image.
    private static let magicNumbers: [(packing: LayerPacking?, bytes: [UInt8])] =
        [
            (.gzip, [0x1F, 0x8B]), (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (nil, Array("BZh".utf8)),
            (nil, [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
        ] + (UInt8(0x50)...0x5F).map { (nil, [$0, 0x2A, 0x4D, 0x18]) }

    /// How many bytes `fits` looks at.
    package static let headLength = 5

    /// Whether bytes that begin so are packed in this form by every runtime's reading.
    package func fits(_ head: ArraySlice<UInt8>) -> Bool {
        let found = Self.magicNumbers.first { head.starts(with: $0.bytes) }
        return self == .tar ? found == nil : found?.packing == self
    }

    /// Whether a runtime that looks at the bytes would unpack a blob whose first block this is.
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

/// Bytes that cannot be unpacked to their end.
struct DamagedArchive: Error {}

/// Bytes that can be unpacked only with more memory than there is for them, in bytes.
struct WindowTooLarge: Error { let most: Int }

/// Takes packed bytes in pieces and hands out unpacked ones. Memory does not grow with the length.
protocol Unpacker: AnyObject {
    /// Throws `DamagedArchive`, `WindowTooLarge`, and what `sink` throws.
    func take(_ bytes: UnsafeRawBufferPointer, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws
    /// Behind the last piece. Throws `DamagedArchive` unless the packed stream ended there.
    func finish() throws
}

private final class PlainUnpacker: Unpacker {
    func take(_ bytes: UnsafeRawBufferPointer, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        try sink(bytes)
    }

    func finish() {}
}
