// A region in a container of a blob service, over HTTPS with an authority of the test's own: whole, verified, continued
// after a crash, made once, never visible half-made, and its signature never shown.
import Foundation
import Testing

@testable import Assets

@Suite struct BlobStoreTests {
    private let scratch: Scratch
    private let cloud: Cloud
    private let region: Region
    private let image: String
    private let asset: Asset

    init() throws {
        scratch = try Scratch()
        cloud = try Cloud(in: scratch.path)
        region = try Region(name: "westeurope", store: cloud.container, caFile: cloud.caFile)
        // Three blocks of 4 MiB, the last of them short.
        image = try scratch.write("disk", noise(10 << 20))
        let digest = try Digest.ofFile(at: image)
        asset = Asset(
            kind: .deploymentPackage, blobs: [.init(digest: digest, size: 10 << 20, source: .file(image))], root: digest
        )
    }

    private var blob: String { "/container/images/blobs/sha256/" + asset.root.hex }
    private var record: String { "/container/images/assets/sha256/\(asset.root.hex).json" }

    @Test func `A copy goes up in blocks, is read back and is complete`() throws {
        #expect(try region.holds(asset.root) == false)
        var progress: [Int64] = []
        #expect(try region.copy(asset, progress: { progress.append($0.bytesDone) }) == .copied(bytes: 10 << 20))
        #expect(progress == progress.sorted())
        #expect(progress.count == 4 && progress.last == 10 << 20)
        let log = try cloud.log()
        #expect(log.blobs[blob] == 10 << 20)
        #expect(log.blobs[record] != nil)
        #expect(log.count("PUT", comp: "block") == 3)
        #expect(log.requests.count { $0[0] == "GET" && $0[1] == blob && $0[2] == "" } == 3, "it is read back by ranges")
        #expect(try region.verify(asset.root))
        #expect(try region.holds(asset.root))
    }

    @Test func `A copy that is there is not made again, even with the source gone`() throws {
        _ = try region.copy(asset)
        try FileManager.default.removeItem(atPath: image)
        let before = try cloud.log().count("PUT")
        #expect(try region.copy(asset) == .alreadyThere)
        #expect(try cloud.log().count("PUT") == before)
    }

    @Test func `A copy that was interrupted shows nothing and sends only the blocks that are missing`() throws {
        try cloud.misbehave("{\"blocks\": 2}")
        #expect(throws: AssetError.unavailable(host: cloud.base + "/container/images", status: 503)) {
            _ = try region.copy(asset)
        }
        #expect(try cloud.log().blobs == [:])
        #expect(try cloud.log().waiting[blob] == 2)
        #expect(try region.holds(asset.root) == false)
        let before = try cloud.log().count("PUT", comp: "block")
        try cloud.misbehave("{}")
        #expect(try region.copy(asset) == .copied(bytes: 10 << 20))
        #expect(try cloud.log().count("PUT", comp: "block") == before + 1)
        #expect(try region.verify(asset.root))
    }

    @Test func `A commit that nobody lived to read back is read back, not sent again`() throws {
        _ = try region.copy(asset)
        let other = Asset(
            kind: .deploymentPackage,
            blobs: asset.blobs + [
                .init(digest: try Digest.of([1, 2]), size: 2, source: .file(try scratch.write("b", [1, 2])))
            ],
            root: try Digest.of([1, 2]))
        let before = try cloud.log().count("PUT", comp: "block")
        #expect(try region.copy(other) == .copied(bytes: 2))
        #expect(try cloud.log().count("PUT", comp: "block") == before + 1)
    }

    @Test func `What reads back differently does not count, and is made again`() throws {
        try cloud.misbehave("{\"damage\": true}")
        #expect(throws: AssetError.self) { _ = try region.copy(asset) }
        try cloud.misbehave("{}")
        #expect(try region.holds(asset.root) == false)
        #expect(try region.copy(asset) == .copied(bytes: 10 << 20))
        #expect(try region.verify(asset.root))
    }

    @Test func `An image that changed since it was certified never shows`() throws {
        try change(image, at: 9 << 20, to: [1, 2, 3])
        #expect(try codes { _ = try region.copy(asset) } == ["asset-changed"])
        #expect(try cloud.log().blobs == [:])
    }

    @Test func `A directory copies from a container by digest, and the other way round`() throws {
        _ = try region.copy(asset)
        try FileManager.default.removeItem(atPath: image)
        let found = try #require(try region.asset(asset.root))
        let directory = try Region(name: "d", store: "file://" + scratch.file("d"))
        #expect(try directory.copy(found) == .copied(bytes: 10 << 20))
        #expect(try directory.verify(asset.root))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.file("d/blobs/sha256")) == [asset.root.hex])
        let second = try other("second")
        #expect(try second.copy(try #require(try directory.asset(asset.root))) == .copied(bytes: 10 << 20))
        #expect(try second.verify(asset.root))
    }

    @Test func `Between containers the service copies, and no byte passes through here but to be read back`() throws {
        _ = try region.copy(asset)
        try FileManager.default.removeItem(atPath: image)
        let second = try other("second")
        #expect(try second.copy(try #require(try region.asset(asset.root))) == .copied(bytes: 10 << 20))
        let name = "/container/second/blobs/sha256/" + asset.root.hex
        let puts = try cloud.log().requests.filter { $0[0] == "PUT" && $0[1] == name && $0[2] == "block" }
        #expect(puts.map { $0[4] } == ["from", "from", "from"])
        #expect(try second.verify(asset.root))
    }

    @Test func `What the service has no time for is sent again`() throws {
        try cloud.misbehave("{\"throttle\": 4}")
        #expect(throws: Never.self) {
            // Its first question is answered with 503 as well: that is the caller's to try again.
            while true { do { return _ = try region.copy(asset) } catch AssetError.unavailable { continue } }
        }
        #expect(try region.verify(asset.root))
    }

    @Test func `Pruning removes what nobody names and what is old, and nothing else`() throws {
        _ = try region.copy(asset)
        let second = Asset(
            kind: .deploymentPackage,
            blobs: [.init(digest: try Digest.of([1, 2]), size: 2, source: .file(try scratch.write("b", [1, 2])))],
            root: try Digest.of([1, 2]))
        _ = try region.copy(second)
        try cloud.misbehave("{\"page\": 1}")
        let now = Date()
        #expect(try region.prune(keeping: [], olderThan: now - 3600, isRehearsal: false) == Pruned())
        let rehearsal = try region.prune(keeping: [second.root], olderThan: now, isRehearsal: true)
        // With the checksums beside the blob.
        #expect(rehearsal.assets == [asset.root] && rehearsal.files == 2 && rehearsal.bytes > 10 << 20)
        #expect(try region.holds(asset.root))
        #expect(try region.prune(keeping: [second.root], olderThan: now, isRehearsal: false) == rehearsal)
        #expect(try region.holds(asset.root) == false)
        #expect(try region.holds(second.root))
        #expect(try cloud.log().blobs.count == 3)
    }

    private func other(_ name: String) throws -> Region {
        try Region(name: name, store: cloud.container.replacing("/images?", with: "/\(name)?"), caFile: cloud.caFile)
    }

    @Test(arguments: [
        ("sig=secret", "sig=hunter2"), ("sp=rwcdl", "sp=l"), ("2099", "2001"),
    ])
    func `A signature that does not hold is said without being shown`(old: String, new: String) throws {
        let refused = try Region(
            name: "r", store: cloud.container.replacing(old, with: new), caFile: cloud.caFile)
        do {
            _ = try refused.copy(asset)
            Issue.record("expected a refusal")
        } catch let error as AssetError {
            #expect("\(error)".contains("HTTP 403"))
            #expect(!"\(error)".contains("sig"), "\(error)")
        }
    }

    @Test func `A signature is in no text made of a region or its store`() throws {
        var text = "\(region) \(String(reflecting: region))"
        dump(region, to: &text)
        let container = try BlobContainer(cloud.container, of: "r", caFile: nil)
        text += "\(container) \(String(reflecting: BlobStore(container: container)))"
        dump(BlobStore(container: container), to: &text)
        #expect(!text.contains("secret"))
        // An authority that is not trusted, a host that is not there, an address that is none.
        let away = "https://localhost:1/container/images?sig=secret"
        for store in [
            cloud.container, away, "https://localhost/?sig=secret", "https://u:secret@localhost/c?sig=secret",
        ] {
            let error = #expect(throws: AssetError.self) {
                _ = try Region(name: "r", store: store).copy(asset)
            }
            #expect(!"\(String(describing: error))".contains("secret"), "\(String(describing: error))")
        }
    }

    @Test(arguments: [
        "https://localhost/images", "https://localhost?sig=x", "https://?sig=x", "http://localhost/c?sig=x",
    ])
    func `A store without a container or a signature is a wrong setting`(store: String) {
        #expect(throws: AssetError.self) { try Region(name: "r", store: store) }
    }
}
