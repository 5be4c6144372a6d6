// The bytes that were digested are the bytes that are parsed and copied, whatever is put in their place meanwhile.

import Foundation
import Glibc
import ImageFixtures
import TestSupport
import Testing

@testable import Assets

@Suite struct OCISwapTests {
    private let scratch: Scratch
    private let layout: String

    /// A layout that has the blobs of a second image, too, which its index does not name.
    init() throws {
        scratch = try Scratch()
        layout = scratch.file("layout")
        try OCILayout.create(path: layout, tags: ["latest"], content: "hello\n")
        try OCILayout.create(path: scratch.file("other"), tags: ["latest"], content: "other\n")
        _ = try output(of: "cp", "-rn", scratch.file("other/blobs"), layout)
    }

    private func path(_ digest: Digest, _ folder: String) -> String {
        "\(scratch.file(folder))/blobs/sha256/\(digest.hex)"
    }

    /// Puts another file in the place of one as soon as its bytes pass by.
    private final class Swapper: ImageConsumer {
        private let sign: [UInt8]
        private let swap: () -> Void
        private(set) var count = 0

        init(when sign: String, _ swap: @escaping () -> Void) { (self.sign, self.swap) = (Array(sign.utf8), swap) }

        func take(_ chunk: ImageChunk) {
            guard Data(chunk.bytes).firstRange(of: Data(sign)) != nil else { return }
            count += 1
            swap()
        }
    }

    @Test func `A manifest that is swapped while it is read is read as it was digested, and is not copied`() throws {
        let first = try #require(try OCILayout.inspect(path: layout).images.first)
        let other = try #require(try OCILayout.inspect(path: scratch.file("other")).images.first)
        let (place, swapped) = (path(first.manifest, "layout"), path(other.manifest, "other"))
        let swapper = Swapper(when: #""config""#) { Glibc.rename(swapped, place) }
        let report = try OCILayout.inspect(path: layout, also: [swapper])
        #expect(swapper.count == 1)
        #expect(report.findings == [])
        #expect(report.images.first?.layers == first.layers)
        let asset = try #require(report.asset)
        #expect(!asset.blobs.contains { $0.digest.description == other.layers[0].digest })
        let region = try Region(name: "west", store: "file://" + scratch.file("west"))
        #expect(throws: AssetProblem.self) { try region.copy(asset) }
        #expect(try region.holds(asset.root) == false)
        let now = try OCILayout.inspect(path: layout)
        #expect(["oci-digest", "oci-size"].contains(now.findings.first?.code))
    }

    @Test func `A layer that is swapped while it is read is not copied`() throws {
        let first = try #require(try OCILayout.inspect(path: layout).images.first)
        let layer = try #require(Digest(first.layers[0].digest))
        let place = path(layer, "layout")
        let swapper = Swapper(when: "hello") {
            try? Data(OCIMaker.tar(name: "a", content: [1])).write(to: URL(filePath: place))
        }
        let report = try OCILayout.inspect(path: layout, also: [swapper])
        #expect(swapper.count >= 1)
        #expect(report.findings == [], "its digest is of what was read and scanned")
        let region = try Region(name: "west", store: "file://" + scratch.file("west"))
        #expect(throws: AssetProblem.self) { try region.copy(try #require(report.asset)) }
        #expect(try region.holds(try #require(report.asset).root) == false)
    }

    @Test func `An index that is swapped while the layout is read is not what is copied`() throws {
        let swapper = Swapper(when: #""config""#) { [scratch] in
            Glibc.rename(scratch.file("other/index.json"), scratch.file("layout/index.json"))
        }
        let report = try OCILayout.inspect(path: layout, also: [swapper])
        let asset = try #require(report.asset)
        #expect(try OCILayout.root(path: layout) != asset.root)
        let region = try Region(name: "west", store: "file://" + scratch.file("west"))
        #expect(throws: AssetProblem.self) { try region.copy(asset) }
    }
}
