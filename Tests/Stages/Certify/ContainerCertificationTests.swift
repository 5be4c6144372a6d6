// Certification of containers on images that skopeo and umoci made.

import Assets
import Foundation
import JSON
import Offers
import Testing

@testable import Stages

@Suite struct ContainerCertificationTests {
    private let bench: CertifyBench
    private var folder: Folder { bench.folder }

    init() throws { bench = try CertifyBench() }

    /// An image of umoci's with one file in its one layer, tagged as asked.
    private func make(_ tags: [String], file: String = "echo hello >root/hello") throws {
        try folder.run(
            """
            umoci init --layout image >/dev/null 2>&1
            umoci new --image image:latest >/dev/null 2>&1
            umoci config --image image:latest --os linux --architecture amd64 >/dev/null 2>&1
            mkdir -p root && \(file)
            umoci insert --rootless --image image:latest root /app >/dev/null 2>&1
            """)
        for tag in tags where tag != "latest" {
            try folder.run("umoci tag --image image:latest \(tag) >/dev/null 2>&1")
        }
    }

    /// Tag → digest, as the layout's index has them.
    private func tags(_ layout: String = "image") throws -> [String: String] {
        try OCILayout.inspect(path: folder.file(layout)).tags.mapValues(\.description)
    }

    private func blob(_ layer: OCIDescriptor) -> String {
        "image/blobs/" + layer.digest.replacingOccurrences(of: ":", with: "/")
    }

    @Test func `An image of umoci's certifies, and so does skopeo's copy of it`() async throws {
        try make(["latest", "1.0-stable"])
        let facts = try await bench.outputs(try bench.container("image", tags: try tags()))
        let index = try Digest.ofFile(at: folder.file("image/index.json"))
        #expect(facts.facts["images"] == "0=\(index)")
        try folder.run("skopeo copy -q oci:image:latest oci:copy:latest 2>/dev/null")
        #expect(try await bench.codes(try bench.container("copy", tags: try tags("copy"))) == [])
    }

    @Test func `A Docker save archive has a code of its own, and the command in its remedy makes a good archive of it`()
        async throws
    {
        try make(["latest"])
        try folder.run("skopeo copy -q oci:image:latest docker-archive:saved.tar:web:latest 2>/dev/null")
        let outcome = try await bench.certify(try bench.container("saved.tar", tags: try tags()))
        guard case .rejected(let problems) = outcome else {
            Issue.record("it was let through")
            return
        }
        #expect(problems.map(\.code) == ["oci-docker-archive"])
        #expect(
            problems.first?.remedy(in: .english).contains("skopeo copy docker-archive:FILE oci:DIRECTORY:TAG") == true)
        try folder.run("skopeo copy -q docker-archive:saved.tar oci:again:latest 2>/dev/null")
        #expect(try await bench.codes(try bench.container("again", tags: try tags("again"))) == [])
        try folder.run("mkdir unpacked && tar -xf saved.tar -C unpacked")
        #expect(try await bench.codes(try bench.container("unpacked", tags: try tags())) == ["oci-docker-archive"])
    }

    @Test func `An archive of a layout is not a Docker save archive`() async throws {
        try make(["latest"])
        try folder.run("skopeo copy -q oci:image:latest oci-archive:image.tar:latest 2>/dev/null")
        #expect(
            try await bench.codes(try bench.container("image.tar", tags: try tags())) == ["layout-not-a-folder"])
    }

    @Test func `A layer with other bytes, a longer one and a missing one are each told`() async throws {
        try make(["latest"])
        let listed = try tags()
        let layer = try #require(try OCILayout.inspect(path: folder.file("image")).images.first?.layers.first)
        let offer = try bench.container("image", tags: listed)
        let bytes = try Data(contentsOf: URL(filePath: folder.file(blob(layer))))
        try folder.write(blob(layer), at: 40, [bytes[40] ^ 1])
        #expect(try await bench.codes(offer) == ["oci-digest"])
        try folder.write(blob(layer), at: UInt64(bytes.count), [0])
        #expect(try await bench.codes(offer) == ["oci-size"])
        try folder.run("rm \(blob(layer))")
        #expect(try await bench.codes(offer) == ["oci-blob-missing"])
    }

    @Test func `Tags of document and layout must be the same, each with its digest`() async throws {
        try make(["latest", "1.0-stable"])
        var listed = try tags()
        #expect(try await bench.codes(try bench.container("image", tags: listed)) == [])
        listed["1.0-stable"] = "sha256:" + String(repeating: "b", count: 64)
        #expect(try await bench.codes(try bench.container("image", tags: listed)) == ["digest-differs"])
        listed["1.0-stable"] = nil
        #expect(try await bench.codes(try bench.container("image", tags: listed)) == ["tag-not-listed"])
        listed = try tags()
        listed["2.0-stable"] = listed["latest"]
        #expect(try await bench.codes(try bench.container("image", tags: listed)) == ["tag-not-in-layout"])
    }

    @Test func `A tag that is live does not move; latest does`() async throws {
        try make(["latest", "1.0-stable"])
        let offer = try bench.container("image", tags: try tags())
        let live = LiveTerms(try OfferDocument(try offer.bytes())).description
        #expect(LiveTerms(live)?.plans["standard"]?.tags.keys.sorted() == ["1.0-stable"])
        #expect(try await bench.codes(offer, live: live) == [])
        // The same tags on another image.
        try folder.run("rm -r image root")
        try make(["latest", "1.0-stable"], file: "echo other >root/hello")
        let moved = try bench.container("image", tags: try tags())
        guard case .rejected(let problems) = try await bench.certify(moved, live: live) else {
            Issue.record("it was let through")
            return
        }
        #expect(problems.map(\.code) == ["tag-moved"])
        #expect(problems.first?.pointer == "/plans/0/images/0/tags/0/digest")
        #expect(problems.first?.remedy(in: .english).contains("under a new tag") == true)
        try folder.run("umoci tag --image image:latest 1.1-stable; umoci rm --image image:1.0-stable")
        #expect(try await bench.codes(try bench.container("image", tags: try tags()), live: live) == [])
    }

    @Test(arguments: ["1.0", "stable", "1-slim", "v1.0-slim", "1.0.0.0-slim"])
    func `Tags are latest or begin with a version`(tag: String) throws {
        for good in ["1.0-slim", "1.0.1-slim"] {
            #expect(try findings("offer-container") { $0.set("/plans/0/images/0/tags/1/tag", good) } == [])
        }
        let found = try findings("offer-container") { $0.set("/plans/0/images/0/tags/1/tag", tag) }
        #expect(found == ["/plans/0/images/0/tags/1/tag tag-malformed"])
    }
}
