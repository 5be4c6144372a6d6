// The faults of an image's way, from its address to its regions: each ends with the right bytes in every region, or with what names
// the cause.
import Foundation
import Testing

@testable import Assets

@Suite struct ImageFaultTests {
    private static let size = 3_000_000

    private let scratch: Scratch
    private let server: FileServer
    private let cloud: Cloud

    init() throws {
        scratch = try Scratch()
        server = try FileServer()
        cloud = try Cloud(in: scratch.path)
    }

    /// Fetches the file, reads it while it arrives, and copies it to a directory and, from there, to a container.
    private func replicate(_ faults: String, cloud wrong: String) throws -> (Digest, [Region]) {
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1")]
        (policy.leastPart, policy.noteEvery) = (200_000, .milliseconds(10))
        (policy.pause, policy.stallTimeout) = (.milliseconds(1), .seconds(1))
        let path = scratch.file("image")
        policy.readStep = 200_000
        let (file, digest) = try GuardedFetch(policy: policy).fetch(server.url(Self.size, faults), to: path) {
            try Digest.of($0)
        }
        let blob = Asset.Blob(digest: digest, size: file.length, source: .settled(path))
        let asset = Asset(kind: .deploymentPackage, blobs: [blob], root: digest)
        let near = try Region(name: "near", store: "file://" + scratch.file("near"))
        let far = try Region(
            name: "far", store: cloud.container, caFile: cloud.caFile, pause: .milliseconds(1), verification: .checksums
        )
        _ = try near.copy(asset)
        try cloud.misbehave(wrong)
        let source = try #require(try near.asset(digest))
        if wrong.contains("throttle") {
            // A question by itself that is answered with 503 is the step's to try again.
            while true { do { _ = try far.copy(source); break } catch AssetError.unavailable { continue } }
        } else {
            _ = try far.copy(source)
        }
        return (digest, [near, far])
    }

    @Test(arguments: [
        ("cut=300000", 0), ("stall=2", 0), ("ranges=shifted", 0), ("ranges=short&cut=300000", 0),
        ("ranges=ignored", 0), ("busy=3", 0), ("length=none", 0), ("validator=weak", 0), ("changes=3&cut=500000", 1),
    ])
    func `A fault of the way ends with the right bytes in every region`(faults: String, version: Int) throws {
        let (digest, regions) = try replicate(faults, cloud: "{\"throttle\": 3}")
        #expect(digest.description == (try server.content(Self.size, version: version)))
        for region in regions { #expect(try region.verify(digest)) }
    }

    @Test(arguments: [
        ("changes=-1&cut=500000", "fetch-changed"), ("ranges=other&cut=500000", "fetch-changed"),
        ("encoding=gzip&cut=500000", "fetch-content-encoding"), ("expires=3&cut=300000", "fetch-not-authorized"),
    ])
    func `What only the publisher can mend is a problem that names the cause`(faults: String, code: String) throws {
        #expect(try codes { _ = try replicate(faults, cloud: "{}") } == [code])
        #expect(!FileManager.default.fileExists(atPath: scratch.file("near")))
    }

    @Test(arguments: [
        ("{\"status\": 503}", AssetError.unavailable(host: "", status: 503)),
        ("{\"firewall\": true}", AssetError.storeRefused(store: "", status: 403, reason: "")),
    ])
    func `A service that does not serve is a fault that names it`(wrong: String, like: AssetError) throws {
        let error = #expect(throws: AssetError.self) { _ = try replicate("", cloud: wrong) }
        switch (error, like) {
        case (.unavailable(let host, let status), .unavailable(_, let expected)):
            #expect(host == cloud.base + "/container/images" && status == expected)
        case (.storeRefused(let store, let status, _), .storeRefused(_, let expected, _)):
            #expect(store == cloud.base + "/container/images" && status == expected)
        default: Issue.record("\(String(describing: error))")
        }
    }
}
