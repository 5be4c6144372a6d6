// Image layouts as builders, savers, signers and copiers write them.

import Foundation
import Testing

@testable import Assets

@Suite struct OCIShapesTests {
    private typealias Maker = LayoutMaker
    private let scratch: Scratch
    private let maker: LayoutMaker

    init() throws {
        scratch = try Scratch()
        maker = try LayoutMaker(scratch)
    }

    @Test(arguments: [
        ("1.0-slim", "1.0-slim"), ("docker.io/contoso/web:1.0-slim", "1.0-slim"), ("localhost/web:latest", "latest"),
        ("registry:5000/web:latest", "latest"), ("web:1.0-a@sha256:0123", "1.0-a"), (":latest", "latest"),
        ("registry:5000/web", nil), ("docker.io/contoso/web", nil), ("web@sha256:0123", nil),
    ])
    func `The tag of a name is the name, or what a whole reference ends in`(name: String, tag: String?) throws {
        let report = try maker.report(maker.image(Maker.named(name)))
        #expect(report.findings == [])
        #expect(Array(report.tags.keys) == [tag].compactMap { $0 })
        #expect(report.images.first?.tags == [tag].compactMap { $0 })
        if let tag { #expect(report.names[tag] == name) }
    }

    @Test func `Names in a nested index are not the layout's`() throws {
        let inner = try maker.index(
            [
                maker.image(Maker.named("build-stage") + Maker.platform("linux", "amd64")),
                maker.image(Maker.named("build-stage"), architecture: "arm64"),
            ], Maker.named("latest"))
        let report = try maker.report(inner)
        #expect(report.findings == [])
        #expect(Array(report.tags.keys) == ["latest"])
        #expect(report.images.map(\.tags) == [["latest"], ["latest"]])
    }

    @Test func `One image may have several tags, and be listed without any`() throws {
        let report = try maker.report(
            maker.image(Maker.named("latest")), maker.image(Maker.named("1.0-a")), maker.image(Maker.named("1.0-a")),
            maker.image())
        #expect(report.findings == [])
        #expect(report.tags.count == 2)
        #expect(report.images.map { $0.tags.sorted() } == [["1.0-a", "latest"]])
    }

    /// An in-toto statement as a layer.
    private func statement() throws -> String {
        try maker.blob(#"{"_type":"in-toto"}"#, "application/vnd.in-toto+json")
    }

    private func empty(_ type: String = "application/vnd.oci.empty.v1+json") throws -> String {
        try maker.blob("{}", type, #","data":"e30=""#)
    }

    @Test func `Attestations, signatures, SBOMs and what is unknown are passed over, and copied`() throws {
        let image = try maker.image(Maker.named("latest"))
        let unknown = #"{"os":"unknown","architecture":"unknown","rootfs":{"type":"layers","diff_ids":["sha256:00"]}}"#
        let config = "\(Maker.oci).config.v1+json"
        let beside = [
            // BuildKit's attestations as artifacts, and in their older form.
            try maker.manifest(
                config: empty(), layers: [statement()],
                members: #","artifactType":"application/vnd.docker.attestation.manifest.v1+json""#,
                Maker.platform("unknown", "unknown")),
            try maker.manifest(
                config: maker.blob(unknown, config), layers: [statement()],
                #","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#),
            // A signature of cosign's, by its tag.
            try maker.manifest(
                config: maker.blob(#"{"architecture":"","os":"","rootfs":{"diff_ids":["sha256:00"]}}"#, config),
                layers: [maker.blob("{}\n", "application/vnd.dev.cosign.simplesigning.v1+json")],
                Maker.named("sha256-00.sig")),
            // A chart, a bare artifact, a note.
            try maker.manifest(
                config: maker.blob("{\"a\":1}", "application/vnd.cncf.helm.config.v1+json"),
                layers: [maker.blob("chart", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")],
                Maker.named("chart")),
            try maker.blob("<note/>", "application/xml"),
        ]
        let report = try maker.report(image, beside[0], beside[1], beside[2], beside[3], beside[4])
        #expect(report.findings == [])
        #expect(report.images.count == 1)
        #expect(Array(report.tags.keys) == ["latest"])
        // Everything that is in the layout is copied with it.
        let stored = try FileManager.default.contentsOfDirectory(atPath: maker.path + "/blobs/sha256")
        let copied = Set(try #require(report.asset).blobs.map(\.digest.hex))
        #expect(copied.isSuperset(of: stored))
    }

    @Test func `What is beside an image may be missing, but is not something else`() throws {
        let image = try maker.image(Maker.named("latest"))
        let template = #"{"mediaType":"%","size":3,"digest":"sha256:\#(String(repeating: "a", count: 64))""#
        func absent(_ type: String, _ more: String) -> String {
            template.replacingOccurrences(of: "%", with: type) + more + "}"
        }
        let manifest = "\(Maker.oci).manifest.v1+json"
        let good = try maker.report(
            image, absent("application/xml", ""), absent(manifest, Maker.platform("unknown", "unknown")),
            absent(manifest, #","artifactType":"application/spdx+json""#))
        #expect(good.findings == [])
        let note = try maker.blob("<note/>", "application/xml").replacingOccurrences(
            of: "\"size\":7", with: "\"size\":8")
        #expect(try maker.report(image, note).findings.map(\.code) == ["oci-size"])
        #expect(try maker.report(image, absent(manifest, "")).findings.map(\.code) == ["oci-blob-missing"])
        let arm = try maker.report(image, absent(manifest, Maker.platform("linux", "arm64"))).findings
        #expect(arm.map(\.code) == ["oci-platform-absent"])
        #expect(arm.first?.values["value"] == "linux/arm64")
    }

    @Test func `What a runtime could unpack is an image, whatever is said beside it`() throws {
        let image = try maker.image()
        let layer = try maker.blob(noise(600), "\(Maker.oci).layer.v1.tar+lz4")
        let config = try maker.blob(
            #"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["sha256:00"]}}"#, "\(Maker.oci).config.v1+json"
        )
        let attestation = #","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#
        for layers in [[layer], [try statement()]] {
            let report = try maker.report(image, maker.manifest(config: config, layers: layers, attestation))
            #expect(report.findings.map(\.code) == ["oci-media-type"])
        }
        // An artifact with a layer that some runtimes take for one of an image's.
        let report = try maker.report(image, maker.manifest(config: empty(), layers: [layer]))
        #expect(report.findings.map(\.code) == ["oci-media-type"])
    }

    @Test(
        arguments: [
            ("distribution.manifest.v2+json", "container.image.v1+json", "image.rootfs.diff.tar"),
            (nil, nil, "image.rootfs.foreign.diff.tar"), (nil, "container.image.v1+json", nil),
        ] as [(String?, String?, String?)])
    func `Docker's media types mean the same`(manifest: String?, config: String?, layer: String?) throws {
        let docker = Maker.docker
        let report = try maker.report(
            maker.index(
                [
                    maker.image(
                        manifestType: manifest.map { "\(docker).\($0)" } ?? "\(Maker.oci).manifest.v1+json",
                        configType: config.map { "\(docker).\($0)" } ?? "\(Maker.oci).config.v1+json",
                        layerType: layer.map { "\(docker).\($0)" } ?? "\(Maker.oci).layer.v1.tar")
                ], Maker.named("latest"), type: "\(docker).distribution.manifest.list.v2+json"))
        #expect(report.findings == [])
        #expect(report.images.first?.layers.first?.isLayer == true)
    }

    @Test func `A layer that is not distributable is one if its bytes are there, and is named if they are not`() throws
    {
        let type = "\(Maker.oci).layer.nondistributable.v1.tar"
        let image = try maker.image(layerType: type)
        #expect(try maker.report(image).findings == [])
        let layer = try #require(try maker.report(image).images.first?.layers.first)
        try FileManager.default.removeItem(atPath: maker.path + "/blobs/sha256/\(layer.digest.dropFirst(7))")
        #expect(try maker.report(image).findings.map(\.code) == ["oci-layer-not-included"])
    }

    @Test func `Links inside the layout are followed, those that lead out or nowhere are not`() throws {
        let image = try maker.image(Maker.named("latest"))
        _ = try maker.report(image)
        let (blobs, files) = (maker.path + "/blobs/sha256", FileManager.default)
        for name in try files.contentsOfDirectory(atPath: blobs) {
            try files.moveItem(atPath: "\(blobs)/\(name)", toPath: "\(maker.path)/\(name)")
            try files.createSymbolicLink(atPath: "\(blobs)/\(name)", withDestinationPath: "../../\(name)")
        }
        let index = maker.path + "/index.json"
        try files.moveItem(atPath: index, toPath: maker.path + "/index")
        try files.createSymbolicLink(atPath: index, withDestinationPath: "index")
        let report = try OCILayout.inspect(path: maker.path)
        #expect(report.findings == [])
        #expect(try OCILayout.root(path: maker.path) == report.asset?.root)
        for blob in report.asset?.blobs ?? [] {
            #expect(try Digest.ofFile(at: #require(blob.source.path)) == blob.digest)
        }

        try files.removeItem(atPath: index)
        try files.createSymbolicLink(atPath: index, withDestinationPath: "index.json")
        #expect(try OCILayout.inspect(path: maker.path).findings.map(\.code) == ["oci-blob-missing"])
        try files.removeItem(atPath: index)
        try files.moveItem(atPath: maker.path + "/index", toPath: scratch.file("index"))
        try files.createSymbolicLink(atPath: index, withDestinationPath: scratch.file("index"))
        #expect(try OCILayout.inspect(path: maker.path).findings.map(\.code) == ["oci-blob-outside"])
    }

    @Test func `Absent, null and empty are the same, and have one code each`() throws {
        let config = try maker.blob(#"{"os":"linux","architecture":"amd64"}"#, "\(Maker.oci).config.v1+json")
        for layers in ["", #","layers":null"#, #","layers":[]"#] {
            let manifest = try maker.blob(
                #"{"schemaVersion":2,"config":\#(config)\#(layers)}"#, "\(Maker.oci).manifest.v1+json")
            #expect(try maker.report(manifest).findings.map(\.code) == ["oci-no-layers"], "\(layers)")
        }
        for manifests in ["", #","manifests":null"#, #","manifests":[]"#] {
            try scratch.write("shape/index.json", Array(#"{"schemaVersion":2\#(manifests)}"#.utf8))
            #expect(try OCILayout.inspect(path: maker.path).findings.map(\.code) == ["oci-no-image"], "\(manifests)")
        }
        let layer = try maker.blob("layer", "\(Maker.oci).layer.v1.tar")
        for platform in ["", #""os":null,"architecture":null,"#, #""os":"","architecture":"","#] {
            let config = try maker.blob(
                "{\(platform)\"rootfs\":{\"diff_ids\":[\"sha256:00\"]}}", "\(Maker.oci).config.v1+json")
            let codes = try maker.report(maker.manifest(config: config, layers: [layer])).findings.map(\.code)
            #expect(codes.contains("oci-platform-missing"), "\(platform)")
        }
        let partial = try maker.report(maker.image(#","platform":{"os":"linux"}"#))
        #expect(partial.findings == [])
    }

    @Test(arguments: [
        #""Manifests":[]"#, #""manifeſts":[]"#, #""config":{}"#, #""layers":[]"#, #""schemaVersion":2"#,
        #""mediaType":"application/vnd.oci.image.manifest.v1+json""#,
    ])
    func `What two readers could understand differently is refused`(member: String) throws {
        let image = try maker.image()
        try scratch.write("shape/index.json", Array(#"{"schemaVersion":2,"manifests":[\#(image)],\#(member)}"#.utf8))
        let codes = try OCILayout.inspect(path: maker.path).findings.map(\.code)
        #expect(codes.count == 1 && ["oci-member", "oci-document", "oci-media-type"].contains(codes[0]), "\(codes)")
    }

    @Test(arguments: [
        (#"{"mediaType":"a","digest":"sha256:00"}"#, "/manifests/0/size"),
        (#"{"mediaType":"a","size":1}"#, "/manifests/0/digest"),
        (#"{"digest":"a","size":1}"#, "/manifests/0/mediaType"),
        (#"{"mediaType":"a","digest":"b","size":-1}"#, "/manifests/0/size"), ("7", "/manifests/0"),
        (#"{"mediaType":"a","digest":"b","size":1,"annotations":{"a":1}}"#, "/manifests/0/annotations"),
    ])
    func `A member that is missing or wrong is named`(descriptor: String, place: String) throws {
        let findings = try maker.report(descriptor).findings
        #expect(findings == [AssetFinding("oci-member", ["name": "index.json", "value": place])])
    }

    @Test func `Data in a descriptor is the blob`() throws {
        let image = try maker.image(#","data":"e30=""#)
        #expect(try maker.report(image).findings.map(\.code) == ["oci-embedded-data"])
        // A blob that was read for one descriptor says nothing of the data in another.
        let both = try maker.report(try maker.image() + "," + image).findings.map(\.code)
        #expect(both == ["oci-embedded-data"])
    }

    @Test func `Only sha256 is taken`() throws {
        let image = try maker.image().replacingOccurrences(of: "sha256:", with: "sha512:")
        #expect(try maker.report(image).findings.map(\.code) == ["oci-digest-algorithm"])
    }
}
