// SHA-256 as a value ("sha256:<64 hex>") and as a stream over OpenSSL's EVP, which uses the processor's SHA
// instructions. Bytes go from the reader's buffer to OpenSSL without passing through Swift one at a time.
import CLibcrypto
import FoundationEssentials
import Glibc

/// A SHA-256 digest in the notation of the OCI image specification: `sha256:` and 64 lower-case hexadecimal digits.
public struct Digest: Hashable, Sendable {
    /// The 64 lower-case hexadecimal digits, without the algorithm.
    public let hex: String

    /// `nil` unless `text` is exactly `sha256:` and 64 lower-case hexadecimal digits.
    public init?(_ text: String) {
        guard text.hasPrefix("sha256:") else { return nil }
        self.init(hex: String(text.dropFirst(7)))
    }

    /// `nil` unless `hex` is exactly 64 lower-case hexadecimal digits.
    public init?(hex: String) {
        let digits = hex.utf8
        let isHex = { (byte: UInt8) in (48...57).contains(byte) || (97...102).contains(byte) }
        guard digits.count == 64, digits.allSatisfy(isHex) else { return nil }
        self.hex = hex
    }

    init(raw: some Sequence<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        hex = String(decoding: raw.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        let digits = hex.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
        return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The digest of bytes in memory. Throws `AssetError.library`.
    public static func of(_ bytes: some ContiguousBytes) throws -> Digest {
        let stream = try DigestStream()
        try bytes.withUnsafeBytes { try stream.take($0) }
        return try stream.digest()
    }

    /// The keyed digest of bytes (HMAC-SHA-256, RFC 2104). Throws `AssetError.library`.
    public static func keyed(_ key: [UInt8], of bytes: [UInt8]) throws -> Digest {
        var raw = [UInt8](repeating: 0, count: 32)
        guard HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &raw, nil) != nil else {
            throw AssetError.library(name: "OpenSSL", reason: "HMAC")
        }
        return Digest(raw: raw)
    }

    /// Whether the digests are equal, in a time that says nothing of where they differ.
    public func isSame(as other: Digest) -> Bool { CRYPTO_memcmp(bytes, other.bytes, 32) == 0 }

    /// The digest of a file, read once. Throws `AssetError`.
    public static func ofFile(at path: String, check: () throws -> Void = {}) throws -> Digest {
        try of(ImageReader(path: path), check: check)
    }

    /// The digest of a file that may still be arriving. Throws `AssetError`.
    public static func of(_ reader: ImageReader, check: () throws -> Void = {}) throws -> Digest {
        let stream = try DigestStream()
        try reader.read(into: [stream], check: check)
        return try stream.digest()
    }
}

extension Digest: CustomStringConvertible, Codable {
    /// `sha256:` and the digits.
    public var description: String { "sha256:" + hex }

    /// Reads the form of `init(_:)`; anything else is corrupt data.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = Digest(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a digest is \"sha256:\" and 64 lower-case hexadecimal digits")
        }
        self = digest
    }

    /// Writes the form of `init(_:)`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// SHA-256 fed chunk by chunk. One stream makes one digest.
public final class DigestStream: ImageConsumer {
    private let context: OpaquePointer

    /// An empty stream. Throws `AssetError.library` when OpenSSL has no memory or no SHA-256.
    public init() throws {
        guard let context = EVP_MD_CTX_new() else {
            throw AssetError.library(name: "OpenSSL", reason: "EVP_MD_CTX_new: out of memory")
        }
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw AssetError.library(name: "OpenSSL", reason: "SHA-256 is not available")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes; an empty buffer changes nothing.
    public func take(_ bytes: UnsafeRawBufferPointer) throws {
        guard let start = bytes.baseAddress else { return }
        guard EVP_DigestUpdate(context, start, bytes.count) == 1 else {
            throw AssetError.library(name: "OpenSSL", reason: "EVP_DigestUpdate")
        }
    }

    /// Adds a chunk of a file.
    public func take(_ chunk: ImageChunk) throws { try take(chunk.bytes) }

    /// The digest of all bytes. Call it once, at the end.
    public func digest() throws -> Digest {
        var raw = [UInt8](repeating: 0, count: 32)
        guard EVP_DigestFinal_ex(context, &raw, nil) == 1 else {
            throw AssetError.library(name: "OpenSSL", reason: "EVP_DigestFinal_ex")
        }
        return Digest(raw: raw)
    }
}
