// Writes image layouts of any shape: blobs by their digests, and descriptors as JSON texts.

import Foundation
import ImageFixtures

@testable import Assets

struct LayoutMaker {
    static let oci = "application/vnd.oci.image"
    static let docker = "application/vnd.docker"

    let scratch: Scratch
    let path: String

    init(_ scratch: Scratch, _ name: String = "shape") throws {
        self.scratch = scratch
        path = scratch.file(name)
        try scratch.write("\(name)/oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
    }

    /// A descriptor of a blob that is stored; `more` are further members, each with a comma before it.
    func blob(_ bytes: [UInt8], _ type: String, _ more: String = "") throws -> String {
        let digest = try Digest.of(bytes)
        try scratch.write("\(URL(filePath: path).lastPathComponent)/blobs/sha256/\(digest.hex)", bytes)
        return #"{"mediaType":"\#(type)","digest":"\#(digest)","size":\#(bytes.count)\#(more)}"#
    }

    func blob(_ text: String, _ type: String, _ more: String = "") throws -> String {
        try blob(Array(text.utf8), type, more)
    }

    /// A descriptor of an image with one layer.
    func image(
        _ more: String = "", architecture: String = "amd64", manifestType: String = "\(oci).manifest.v1+json",
        configType: String = "\(oci).config.v1+json", layerType: String = "\(oci).layer.v1.tar"
    ) throws -> String {
        let layer = Array(OCIMaker.tar(name: "hello", content: Array("hello \(architecture)\n".utf8)))
        let config = #"""
            {"os":"linux","architecture":"\#(architecture)","rootfs":{"type":"layers","diff_ids":["\#(try Digest.of(layer))"]}}
            """#
        return try manifest(
            config: blob(config, configType), layers: [blob(layer, layerType)], type: manifestType, more)
    }

    func manifest(
        config: String, layers: [String], type: String = "\(oci).manifest.v1+json", members: String = "",
        _ more: String = ""
    ) throws -> String {
        let layers = layers.joined(separator: ",")
        return try blob(
            #"{"schemaVersion":2,"mediaType":"\#(type)","config":\#(config),"layers":[\#(layers)]\#(members)}"#, type,
            more)
    }

    func index(_ manifests: [String], _ more: String = "", type: String = "\(oci).index.v1+json") throws -> String {
        try blob(#"{"schemaVersion":2,"manifests":[\#(manifests.joined(separator: ","))]}"#, type, more)
    }

    /// Writes index.json, and reads the layout.
    func report(_ manifests: String...) throws -> OCIReport {
        let text = #"{"schemaVersion":2,"manifests":[\#(manifests.joined(separator: ","))]}"#
        try scratch.write("\(URL(filePath: path).lastPathComponent)/index.json", Array(text.utf8))
        return try OCILayout.inspect(path: path)
    }

    static func named(_ name: String) -> String { #","annotations":{"org.opencontainers.image.ref.name":"\#(name)"}"# }

    static func platform(_ os: String, _ architecture: String) -> String {
        #","platform":{"os":"\#(os)","architecture":"\#(architecture)"}"#
    }
}
