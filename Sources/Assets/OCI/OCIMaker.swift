// Makes the smallest image layout that passes every check: one layer (a tar with one file), one image for each tag.
// The same arguments make the same bytes.
import FoundationEssentials

struct OCIMaker {
    let root: String

    func make(tags: [String], platform: OCIPlatform, content: String) throws -> [String: Digest] {
        try FileSystem.makeDirectory(root + "/blobs/sha256")
        var manifests: [OCIDescriptor] = []
        var digests: [String: Digest] = [:]
        for tag in tags {
            // The tag is part of the content, so that each tag names an image of its own.
            let layer = try put(Self.tar(name: "hello-\(tag)", content: Array(content.utf8)), OCIMediaType.layer)
            let rootFS = OCIConfig.RootFS(type: "layers", diffIDs: [layer.digest])
            let config = OCIConfig(os: platform.os, architecture: platform.architecture, rootfs: rootFS)
            let manifest = OCIManifest(
                schemaVersion: 2, mediaType: OCIMediaType.manifest,
                config: try put(encoded(config), OCIMediaType.config), layers: [layer])
            let bytes = try encoded(manifest)
            let stored = try put(bytes, OCIMediaType.manifest)
            let digest = try Digest.of(bytes)
            manifests.append(
                OCIDescriptor(
                    mediaType: stored.mediaType, digest: digest, size: stored.size, platform: platform,
                    annotations: ["org.opencontainers.image.ref.name": tag]))
            digests[tag] = digest
        }
        let index = OCIIndex(schemaVersion: 2, mediaType: OCIMediaType.index, manifests: manifests)
        try FileSystem.replace(root + "/index.json", with: encoded(index))
        try FileSystem.replace(
            root + "/oci-layout", with: encoded(OCILayoutVersion(imageLayoutVersion: "1.0.0")))
        return digests
    }

    private func put(_ bytes: Data, _ mediaType: String) throws -> OCIDescriptor {
        let digest = try Digest.of(bytes)
        try FileSystem.replace(root + "/blobs/sha256/" + digest.hex, with: bytes)
        return OCIDescriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }

    private func encoded(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(value)
        } catch {
            throw AssetError.library(name: "Foundation", reason: "an image document cannot be encoded: \(error)")
        }
    }

    /// POSIX ustar (IEEE 1003.1): a header of 512 bytes, the content filled up to 512, two empty blocks.
    static func tar(name: String, content: [UInt8]) -> Data {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int, limit: Int) {
            let bytes = Array(text.utf8.prefix(limit))
            header.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        }
        func octal(_ number: Int, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0, limit: 99)
        put("0000644", at: 100, limit: 7)
        put("0000000", at: 108, limit: 7)
        put("0000000", at: 116, limit: 7)
        put(octal(content.count, digits: 11), at: 124, limit: 11)
        put(octal(0, digits: 11), at: 136, limit: 11)
        put(String(repeating: " ", count: 8), at: 148, limit: 8)
        put("0", at: 156, limit: 1)
        put("ustar", at: 257, limit: 5)
        put("00", at: 263, limit: 2)
        put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6), at: 148, limit: 6)
        header[154] = 0
        let padding = [UInt8](repeating: 0, count: (512 - content.count % 512) % 512 + 1024)
        return Data(header + content + padding)
    }
}
