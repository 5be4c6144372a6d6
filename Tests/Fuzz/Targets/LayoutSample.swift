// An image layout in which one document is the fuzzer's: everything that points to it is made to fit, so that its decoder
// is reached and not the check of its digest.

import Foundation

@testable import Assets

enum LayoutSample {
    /// What the bytes take the place of.
    private enum Kind: UInt8 { case index, manifest, config, version }

    private static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    private static let configType = "application/vnd.oci.image.config.v1+json"

    /// The four documents of a right layout, each behind the number of its kind.
    static func documents() throws -> [[UInt8]] {
        let manifest = manifest(configured: config)
        return [
            [Kind.index.rawValue] + index(of: manifest), [Kind.manifest.rawValue] + manifest,
            [Kind.config.rawValue] + config, [Kind.version.rawValue] + version,
        ]
    }

    /// Writes a layout with the document and looks at it.
    static func inspect(_ document: [UInt8], as number: UInt8) throws {
        let kind = Kind(rawValue: number % 4) ?? .index
        let config = kind == .config ? document : config
        let manifest = kind == .manifest ? document : manifest(configured: config)
        try Scratch.folder { root in
            let blobs = "\(root)/blobs/sha256"
            var files = ["\(root)/index.json": kind == .index ? document : index(of: manifest)]
            files["\(root)/oci-layout"] = kind == .version ? document : version
            for blob in [config, manifest] { files["\(blobs)/\(try Digest.of(blob).hex)"] = blob }
            mkdir("\(root)/blobs", 0o700)
            mkdir(blobs, 0o700)
            defer {
                for file in files.keys { unlink(file) }
                for folder in [blobs, "\(root)/blobs"] { rmdir(folder) }
            }
            for (file, bytes) in files { try Scratch.make(file, of: bytes) }
            _ = try OCILayout.inspect(path: root)
        }
    }

    private static let version = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)
    private static let config = Array(
        #"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}}"#.utf8)

    private static func manifest(configured config: [UInt8]) -> [UInt8] {
        Array(
            #"{"schemaVersion":2,"mediaType":"\#(manifestType)","config":\#(descriptor(configType, config)),"layers":[]}"#
                .utf8)
    }

    private static func index(of manifest: [UInt8]) -> [UInt8] {
        let tag = #","annotations":{"org.opencontainers.image.ref.name":"latest"}"#
        return Array(#"{"schemaVersion":2,"manifests":[\#(descriptor(manifestType, manifest, tag))]}"#.utf8)
    }

    private static func descriptor(_ type: String, _ bytes: [UInt8], _ more: String = "") -> String {
        let digest = (try? Digest.of(bytes))?.description ?? ""
        return #"{"mediaType":"\#(type)","digest":"\#(digest)","size":\#(bytes.count)\#(more)}"#
    }
}
