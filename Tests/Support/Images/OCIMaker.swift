// Makes the smallest image layout that passes every check: one layer (a tar with one file) and one image per tag.
// The same arguments make the same bytes.

import Assets
import Foundation

extension OCILayout {
    /// Makes a layout with one image per tag. Adds to an existing directory.
    /// - Returns: the digest of each tag's manifest.
    @discardableResult
    public static func create(
        path: String, tags: [String], platform: OCIPlatform = OCIPlatform(os: "linux", architecture: "amd64"),
        content: String = "hello\n"
    ) throws -> [String: Digest] {
        try OCIMaker(root: URL(filePath: path)).make(tags: tags, platform: platform, content: content)
    }
}

public struct OCIMaker {
    let root: URL

    func make(tags: [String], platform: OCIPlatform, content: String) throws -> [String: Digest] {
        try FileManager.default.createDirectory(
            at: root.appending(path: "blobs/sha256"), withIntermediateDirectories: true)
        let platform = ["os": platform.os, "architecture": platform.architecture]
        var manifests: [[String: Any]] = []
        var digests: [String: Digest] = [:]
        for tag in tags {
            // The file's name contains the tag, so that each tag names another image.
            let tar = Self.tar(name: "hello-\(tag)", content: Array(content.utf8))
            let (layer, layerDigest) = try put(tar, "application/vnd.oci.image.layer.v1.tar")
            var configuration: [String: Any] = platform
            configuration["rootfs"] = ["type": "layers", "diff_ids": [layerDigest.description]]
            let (config, _) = try put(encoded(configuration), "application/vnd.oci.image.config.v1+json")
            let type = "application/vnd.oci.image.manifest.v1+json"
            var (manifest, digest) = try put(
                encoded(["schemaVersion": 2, "mediaType": type, "config": config, "layers": [layer]]), type)
            manifest["platform"] = platform
            manifest["annotations"] = ["org.opencontainers.image.ref.name": tag]
            manifests.append(manifest)
            digests[tag] = digest
        }
        let index: [String: Any] = [
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": manifests,
        ]
        try encoded(index).write(to: root.appending(path: "index.json"))
        try encoded(["imageLayoutVersion": "1.0.0"]).write(to: root.appending(path: "oci-layout"))
        return digests
    }

    /// Writes a blob. Returns its descriptor and digest.
    private func put(_ bytes: Data, _ mediaType: String) throws -> ([String: Any], Digest) {
        let digest = try Digest.of(bytes)
        try bytes.write(to: root.appending(path: "blobs/sha256/\(digest.hex)"))
        return (["mediaType": mediaType, "digest": digest.description, "size": bytes.count], digest)
    }

    private func encoded(_ value: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// POSIX ustar (IEEE 1003.1): a header of 512 bytes, the content padded to 512, two empty blocks.
    public static func tar(name: String, content: [UInt8]) -> Data {
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
