// Publishers' pictures. libpng decodes each one, and its pixels are encoded again: we keep and show pixels and nothing
// else of a publisher's file. Source: Portable Network Graphics specification (W3C, third edition).
import CLibpng
import FoundationEssentials

/// A PNG that was decoded.
public struct PNGPicture: Sendable, Equatable {
    /// A PNG of the same pixels, 8 bits a channel in sRGB, one frame. It contains no chunk, profile, text or trailing
    /// byte of the publisher's file.
    public let clean: [UInt8]

    /// The beginning of a picture in a document.
    public static let dataPrefix = "data:image/png;base64,"

    /// Decodes a picture. Compares its size before unpacking a pixel, so `size` limits the memory.
    /// - Parameter size: `width`x`height` in pixels, as policies write it.
    /// - Throws: `AssetProblem`: `picture-not-png`, `picture-size`, `picture-damaged`.
    public init(_ bytes: [UInt8], size: String) throws {
        guard bytes.starts(with: Self.signature) else { throw AssetProblem("picture-not-png") }
        var image = png_image()
        line_png_prepare(&image)
        defer { png_image_free(&image) }
        var pixels: [UInt8] = []
        try bytes.withUnsafeBytes { bytes in
            // libpng reads from this memory until the last row.
            png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count)
            try Self.demandSuccess(image)
            let found = "\(image.width)x\(image.height)"
            guard found == size else { throw AssetProblem("picture-size", ["value": found, "most": size]) }
            image.format &= PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA
            // 16 bits without a color space are sRGB, as browsers show them.
            image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
            let channels = 1 + (image.format & PNG_FORMAT_FLAG_ALPHA) + (image.format & PNG_FORMAT_FLAG_COLOR)
            pixels = [UInt8](repeating: 0, count: Int(image.width * image.height * channels))
            png_image_finish_read(&image, nil, &pixels, 0, nil)
            try Self.demandSuccess(image)
        }
        clean = try Self.encoded(image, pixels)
    }

    /// Reads a picture in the document itself (RFC 2397).
    /// - Throws: `AssetProblem`: `picture-encoding`, and those of a file.
    public init(data address: String, size: String) throws {
        guard let bytes = Data(base64Encoded: String(address.dropFirst(Self.dataPrefix.count))) else {
            throw AssetProblem("picture-encoding")
        }
        try self.init([UInt8](bytes), size: size)
    }

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    private static func demandSuccess(_ image: png_image) throws {
        guard withUnsafePointer(to: image, line_png_failed) != 0 else { return }
        let reason = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw AssetProblem("picture-damaged", ["value": reason])
    }

    private static func encoded(_ read: png_image, _ pixels: [UInt8]) throws -> [UInt8] {
        var image = png_image()
        line_png_prepare(&image)
        (image.width, image.height, image.format) = (read.width, read.height, read.format)
        var length = line_png_most(&image)
        var bytes = [UInt8](repeating: 0, count: length)
        guard png_image_write_to_memory(&image, &bytes, &length, 0, pixels, 0, nil) != 0 else {
            throw AssetError.library(name: "libpng", reason: "a picture could not be encoded")
        }
        return Array(bytes.prefix(length))
    }
}
