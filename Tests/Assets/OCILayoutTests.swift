// Image layouts: a good one passes whole, and every broken descriptor is found.
import Foundation
import ImageFixtures
import TestSupport
import Testing

@testable import Assets

@Suite struct OCILayoutTests {
    private let scratch: Scratch
    private let path: String
    private let digests: [String: Digest]

    init() throws {
        scratch = try Scratch()
        path = scratch.file("layout")
        digests = try OCILayout.create(path: path, tags: ["latest", "1.2-alpine"])
    }

    private func codes(_ limits: OCILimits = OCILimits()) throws -> [String] {
        try OCILayout.inspect(path: path, limits: limits).findings.map(\.code)
    }

    private func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = String(decoding: try bytes(of: path + "/" + name), as: UTF8.self)
        try #require(text.contains(old))
        try scratch.write("layout/" + name, Array(text.replacingOccurrences(of: old, with: new).utf8))
    }

    private func blob(_ digest: String) -> String { path + "/blobs/" + digest.replacingOccurrences(of: ":", with: "/") }

    private func firstLayer() throws -> OCIDescriptor {
        try #require(try OCILayout.inspect(path: path).images.first?.layers.first)
    }

    @Test func `A layout we make passes, with its tags, platforms and every blob`() throws {
        let report = try OCILayout.inspect(path: path)
        #expect(report.findings == [])
        #expect(report.tags == digests)
        #expect(report.images.map(\.tags) == [["latest"], ["1.2-alpine"]])
        #expect(report.images.allSatisfy { $0.platform == OCIPlatform(os: "linux", architecture: "amd64") })
        let asset = try #require(report.asset)
        #expect(asset.blobs.count == 7)
        #expect(asset.root == (try Digest.ofFile(at: path + "/index.json")))
    }

    @Test func `The layer is a tar that tar reads`() throws {
        let layer = try firstLayer()
        #expect(try output(of: "tar", "-xOf", blob(layer.digest)) == "hello\n")
    }

    /// Counts what passes by.
    private final class Counter: ImageConsumer {
        var bytes: Int64 = 0
        func take(_ chunk: ImageChunk) { bytes += Int64(chunk.bytes.count) }
    }

    @Test func `Each blob is read once`() throws {
        let counter = Counter()
        let report = try OCILayout.inspect(path: path, also: [counter])
        let blobs = try #require(report.asset).blobs.dropLast()
        #expect(counter.bytes == blobs.reduce(0) { $0 + $1.size })
    }

    @Test func `A layer with other bytes is found by its digest, one that is longer by its size`() throws {
        let layer = try firstLayer()
        try change(blob(layer.digest), at: 700, to: [1])
        #expect(try codes() == ["oci-digest"])
        #expect(try OCILayout.inspect(path: path).asset == nil)
        try change(blob(layer.digest), at: layer.size, to: [0])
        #expect(try codes() == ["oci-size"])
        try FileManager.default.removeItem(atPath: blob(layer.digest))
        #expect(try codes() == ["oci-blob-missing"])
    }

    @Test func `Both broken images are reported, not only the first`() throws {
        for image in try OCILayout.inspect(path: path).images {
            try change(blob(image.layers[0].digest), at: 700, to: [1])
        }
        #expect(try codes() == ["oci-digest", "oci-digest"])
    }

    @Test func `A blob that is a link out of the layout is not read`() throws {
        let layer = try firstLayer()
        let outside = try scratch.write("outside", try bytes(of: blob(layer.digest)))
        try FileManager.default.removeItem(atPath: blob(layer.digest))
        try FileManager.default.createSymbolicLink(atPath: blob(layer.digest), withDestinationPath: outside)
        #expect(try codes() == ["oci-blob-outside"])
        try FileManager.default.moveItem(atPath: path + "/blobs", toPath: scratch.file("blobs"))
        try FileManager.default.createSymbolicLink(
            atPath: path + "/blobs", withDestinationPath: scratch.file("blobs"))
        #expect(try Set(codes()) == ["oci-blob-outside"])
    }

    @Test(arguments: [
        ("\"size\":", "\"size\":1", "oci-size"), ("sha256:", "sha512:", "oci-digest-algorithm"),
        ("sha256:", "sha256:../../../../etc/", "oci-digest-algorithm"),
        ("image.manifest.v1", "image.other.v1", "oci-media-type"), ("amd64", "arm64", "oci-platform"),
        ("1.2-alpine", "latest", "oci-tag-twice"), ("\"manifests\":[", "\"manifests\":[[", "oci-document"),
    ])
    func `An index that says something wrong is found`(old: String, new: String, code: String) throws {
        try edit("index.json", old, new)
        #expect(try Set(codes()) == [code])
    }

    @Test func `Docker save archives and empty directories are told apart`() throws {
        try FileManager.default.removeItem(atPath: path + "/oci-layout")
        #expect(try codes() == ["oci-no-layout"])
        try scratch.write("layout/manifest.json", Array("[]".utf8))
        let report = try OCILayout.inspect(path: path)
        #expect(report.findings.map(\.code) == ["oci-docker-archive"])
    }

    @Test func `Layout versions and empty indexes are checked`() throws {
        try scratch.write("layout/index.json", Array("{\"schemaVersion\":2,\"manifests\":[]}".utf8))
        #expect(try codes() == ["oci-no-image"])
        try edit("oci-layout", "1.0.0", "7.0.0")
        #expect(try codes() == ["oci-layout-version"])
    }

    @Test func `Nested indexes are followed, but only so deep`() throws {
        for level in 0..<4 {
            let index = try bytes(of: path + "/index.json")
            let digest = try Digest.of(index)
            try scratch.write("layout/blobs/sha256/" + digest.hex, index)
            let descriptor =
                "{\"mediaType\":\"\(OCIMediaType.index)\",\"digest\":\"\(digest)\",\"size\":\(index.count)}"
            try scratch.write("layout/index.json", Array("{\"schemaVersion\":2,\"manifests\":[\(descriptor)]}".utf8))
            #expect(try codes() == (level < 3 ? [] : ["oci-too-deep"]))
        }
    }

    @Test func `Counts and sizes are bounded`() throws {
        var limits = OCILimits()
        limits.descriptors = 3
        #expect(try codes(limits) == ["oci-too-many"])
        limits = OCILimits()
        limits.totalBytes = 1000
        #expect(try codes(limits).contains("oci-too-large"))
        limits = OCILimits()
        limits.documentBytes = 100
        #expect(try codes(limits) == ["oci-document-too-long"])
    }

    @Test func `Hostile text does not leave its line`() {
        #expect(Hostile.quoted("a\r\nBcc: x\u{202E}") == "\"a\u{FFFD}\u{FFFD}Bcc: x\u{FFFD}\"")
        #expect(Hostile.quoted(String(repeating: "a", count: 300)).count == 203)
    }
}
