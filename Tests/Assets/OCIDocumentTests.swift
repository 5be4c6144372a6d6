// Manifests and configurations that say something wrong, in a layout that is right in everything else.

import Foundation
import ImageFixtures
import Testing

@testable import Assets

@Suite struct OCIDocumentTests {
    private let scratch: Scratch
    private let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.file("layout")
        try OCILayout.create(path: path, tags: ["latest"])
    }

    /// Stores a document under its digest; gives the digest and the length.
    private func store(_ text: String) throws -> (digest: String, size: Int) {
        let digest = try Digest.of(Array(text.utf8))
        try scratch.write("layout/blobs/sha256/\(digest.hex)", Array(text.utf8))
        return (digest.description, text.utf8.count)
    }

    /// The layout with its configuration and manifest changed, and every digest above them made right again.
    private func rewrite(config: (String) -> String, manifest: (String) -> String) throws {
        let image = try #require(try OCILayout.inspect(path: path).images.first)
        let text = { (digest: String) in
            String(
                decoding: try bytes(of: path + "/blobs/" + digest.replacingOccurrences(of: ":", with: "/")),
                as: UTF8.self)
        }
        let configuration = try store(config(try text(image.config.digest)))
        let old = try text(image.manifest.description)
        let adjusted = old.replacingOccurrences(of: image.config.digest, with: configuration.digest)
            .replacingOccurrences(of: "\"size\":\(image.config.size)}", with: "\"size\":\(configuration.size)}")
        let new = try store(manifest(adjusted))
        let index = String(decoding: try bytes(of: path + "/index.json"), as: UTF8.self)
            .replacingOccurrences(of: image.manifest.description, with: new.digest)
            .replacingOccurrences(of: "\"size\":\(old.utf8.count)", with: "\"size\":\(new.size)")
        try scratch.write("layout/index.json", Array(index.utf8))
    }

    @Test(arguments: [
        ("\"schemaVersion\":2", "\"schemaVersion\":1", "", "", ["oci-schema-version"]),
        ("", "", "\"diff_ids\":[", "\"diff_ids\":[\"sha256:0\",", ["oci-layer-count"]),
        ("", "", "\"diff_ids\":[\"sha256:", "\"diff_ids\":[\"sha256:0", ["oci-diff-id"]),
        ("v1.tar\"", "v1.tar+gzip\"", "", "", ["layer-packing"]),
        ("", "", "\"os\":\"linux\"", "\"os\":\"\"", ["oci-platform-missing"]),
    ])
    func `A manifest or configuration that says something wrong is found`(
        inManifest: String, manifest: String, inConfig: String, config: String, codes: [String]
    ) throws {
        try rewrite(
            config: { inConfig.isEmpty ? $0 : $0.replacingOccurrences(of: inConfig, with: config) },
            manifest: { inManifest.isEmpty ? $0 : $0.replacingOccurrences(of: inManifest, with: manifest) })
        #expect(try OCILayout.inspect(path: path).findings.map(\.code) == codes)
    }
}
