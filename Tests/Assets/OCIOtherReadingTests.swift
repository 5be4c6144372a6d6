// Layouts that a runtime would read otherwise than as the layers that were scanned.

import Foundation
import ImageFixtures
import TestSupport
import Testing

@testable import Assets

@Suite struct OCIOtherReadingTests {
    private typealias Maker = LayoutMaker
    private let scratch: Scratch
    private let maker: LayoutMaker
    private let config: String

    init() throws {
        scratch = try Scratch()
        maker = try LayoutMaker(scratch)
        config = try maker.blob(
            #"{"os":"unknown","architecture":"unknown","rootfs":{"diff_ids":["sha256:00"]}}"#,
            "\(Maker.oci).config.v1+json")
    }

    /// Annotations of one name.
    private static func annotated(_ key: String) -> String { #","annotations":{"\#(key)":"1:2:3:1"}"# }

    @Test(arguments: [
        ("io.github.containers.zstd-chunked.manifest-position", true),
        ("io.github.containers.zstd-chunked.manifest-checksum", true),
        ("containerd.io/snapshot/stargz/toc.digest", true), ("containerd.io/snapshot/nydus-bootstrap", true),
        ("containerd.io/snapshot/overlaybd/blob-digest", true), ("containerd.io/snapshot.ref", true),
        ("io.containers.estargz.uncompressed-size", false), ("org.opencontainers.image.title", false),
        ("containerd.io/uncompressed", false),
    ])
    func `A list of files that comes with a layer is not another reading of it`(key: String, isOther: Bool) throws {
        let plain = Array(OCIMaker.tar(name: "hello", content: Array("hello\n".utf8)))
        let layer = try maker.blob(plain, "\(Maker.oci).layer.v1.tar", Self.annotated(key))
        let known = try maker.blob(
            #"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["\#(try Digest.of(plain))"]}}"#,
            "\(Maker.oci).config.v1+json")
        let empty = try maker.blob("{}", "application/vnd.oci.empty.v1+json")
        for config in [known, empty] {
            let findings = try maker.report(maker.image(), maker.manifest(config: config, layers: [layer])).findings
            #expect(findings.map(\.code) == (isOther ? ["oci-layer-index"] : []))
            if isOther { #expect(findings.first?.values["value"] == key) }
        }
    }

    @Test(arguments: [#","artifactType":"application/vnd.amazon.soci.index.v2+json""#, ""])
    func `A list of files that is an artifact beside the image is not another reading`(members: String) throws {
        let type = members.isEmpty ? "application/vnd.amazon.soci.index.v1+json" : "application/vnd.oci.empty.v1+json"
        let list = try maker.manifest(
            config: maker.blob("{}", type), layers: [maker.blob("list", "application/octet-stream")], members: members)
        #expect(try maker.report(maker.image(), list).findings.map(\.code) == ["oci-layer-index"])
    }

    /// Runtimes that go by the first bytes unpack it: buildah and podman do.
    @Test(arguments: ["cat", "gzip -n", "zstd -q", "xz", "bzip2"])
    func `An archive under an image's configuration is a layer, whatever it is called`(pack: String) throws {
        let tar = try scratch.write("tar", Array(OCIMaker.tar(name: "run.com", content: [1])))
        let blob = scratch.file("blob")
        _ = try output(of: "sh", "-c", "\(pack) <\(tar) >\(blob)")
        let image = try maker.image()
        let layer = try maker.blob(bytes(of: blob), "application/vnd.in-toto+json")
        let evil = try maker.manifest(config: config, layers: [layer], Maker.platform("unknown", "unknown"))
        #expect(try maker.report(image, evil).findings.map(\.code) == ["oci-media-type"])
        // What has a configuration of its own is not an image to anybody: a chart is a tar, too.
        let own = try maker.blob("{\"a\":1}", "application/vnd.cncf.helm.config.v1+json")
        let chart = try maker.blob(bytes(of: blob), "application/vnd.cncf.helm.chart.content.v1.tar+gzip")
        #expect(try maker.report(image, maker.manifest(config: own, layers: [chart])).findings == [])
    }

    @Test(arguments: ["{}", "SPDXVersion: SPDX-2.3\n", "", String(repeating: " ", count: 600)])
    func `A document under an image's configuration is passed over`(text: String) throws {
        let layer = try maker.blob(text, "text/spdx")
        #expect(try maker.report(maker.image(), maker.manifest(config: config, layers: [layer])).findings == [])
    }

    @Test func `A header is one whose checksum fits, as bytes or as signed ones`() {
        let good = TarMaker.header("a")
        #expect(TarHeader.isLikely(good))
        var signed = TarMaker.header("caf\u{E9}")
        #expect(TarHeader.isLikely(signed))
        // Two bytes above 0x7F: the sum of signed bytes is 512 less.
        let sum = signed[148..<154].reduce(0) { $0 * 8 + Int($1 - 0x30) } - 512
        signed.replaceSubrange(148..<154, with: TarMaker.octal(sum, digits: 6))
        #expect(TarHeader.isLikely(signed))
        signed[0] ^= 1
        #expect(!TarHeader.isLikely(signed))
        #expect(!TarHeader.isLikely([UInt8](repeating: 0, count: 512)))
        #expect(!TarHeader.isLikely(Array(good.dropLast())))
    }

    @Test func `A byte order mark is not read over, as runtimes do not`() throws {
        #expect(try maker.report(maker.image()).findings == [])
        try scratch.write("shape/index.json", [0xEF, 0xBB, 0xBF] + bytes(of: maker.path + "/index.json"))
        #expect(try OCILayout.inspect(path: maker.path).findings.map(\.code) == ["oci-document"])
    }

    @Test func `What is beside an image and missing is a part of what the layout is`() throws {
        let image = try maker.image(Maker.named("latest"))
        #expect(try maker.report(image).absent == nil)
        func note(_ text: String) throws -> (descriptor: String, path: String) {
            let note = try maker.blob(text, "application/xml")
            return (note, "\(maker.path)/blobs/sha256/\(try Digest.of(Array(text.utf8)).hex)")
        }
        let (one, other) = (try note("<one/>"), try note("<other/>"))
        let whole = try maker.report(image, one.descriptor, other.descriptor)
        #expect(whole.absent == nil)
        try FileManager.default.removeItem(atPath: other.path)
        let half = try maker.report(image, one.descriptor, other.descriptor)
        try FileManager.default.removeItem(atPath: one.path)
        let neither = try maker.report(image, one.descriptor, other.descriptor)
        #expect(half.absent != nil && neither.absent != nil && half.absent != neither.absent)
        #expect(half.asset?.root == whole.asset?.root)
    }

    @Test func `A blob is read once for each way of reading it`() throws {
        final class Counter: ImageConsumer {
            var seen: [Digest: Int] = [:]
            func take(_ chunk: ImageChunk) throws { seen[try Digest.of(Array(chunk.bytes)), default: 0] += 1 }
        }
        let docker = Maker.docker
        let manifests = [
            try maker.image(Maker.named("latest")),
            try maker.image(
                manifestType: "\(docker).distribution.manifest.v2+json",
                configType: "\(docker).container.image.v1+json",
                layerType: "\(docker).image.rootfs.diff.tar"),
        ]
        #expect(try maker.report(manifests[0], manifests[1]).images.count == 2)
        let counter = Counter()
        let report = try OCILayout.inspect(path: maker.path, also: [counter])
        #expect(report.images.count == 2)
        // Two manifests, one configuration, one layer.
        #expect(counter.seen.count == 4)
        #expect(counter.seen.values.allSatisfy { $0 == 1 })
    }
}
