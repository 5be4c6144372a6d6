// Images in a registry come as layouts: by token, by digest, once, and never with the token to somebody else.
import Foundation
import ImageFixtures
import Testing

@testable import Assets

@Suite struct RegistryTests {
    private let scratch: Scratch
    private let server: RegistryServer
    private let layout: String
    private let folder: String

    init() throws {
        scratch = try Scratch()
        server = try #require(try RegistryServer(in: scratch.path))
        let maker = try LayoutMaker(scratch)
        let image = try maker.image(LayoutMaker.named("1.0"))
        let index = try maker.index(
            [
                maker.image(LayoutMaker.platform("linux", "amd64")),
                maker.image(LayoutMaker.platform("linux", "arm64"), architecture: "arm64"),
            ], LayoutMaker.named("latest"))
        try #require(try maker.report(image, index).findings.isEmpty)
        (layout, folder) = (maker.path, scratch.file("pulled"))
        try server.push(layout, to: "team/app")
        try server.control("{}")
    }

    private func image(_ tags: [String] = ["latest", "1.0"], _ name: String = "team/app") throws -> RegistryImage {
        var policy = FetchPolicy()
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1"), try AllowedNetwork("localhost")]
        policy.extraCAFile = server.caFile
        policy.pause = .milliseconds(1)
        return RegistryImage("\(server.host)/\(name)", tags: tags, policy: policy)
    }

    private func blobs(_ log: [[String]]) -> [[String]] {
        log.filter { $0[1].contains("/blobs/") || $0[1].contains("/store/") }
    }

    @Test func `An image comes as the layout that was pushed, each blob once, with a token`() throws {
        let length = try image().pull(to: folder)
        let report = try OCILayout.inspect(path: folder)
        #expect(report.findings.isEmpty)
        #expect(report.tags == (try OCILayout.inspect(path: layout)).tags)
        #expect(report.images.count == 2)
        #expect(length > 0)
        let log = try server.log()
        #expect(log.first?[2] == "" && log[1][1] == "/token")
        #expect(log.dropFirst(2).allSatisfy { $0[2] == "token" })
        #expect(Set(blobs(log)).count == blobs(log).count)
    }

    @Test func `Its name is the same every time, before the blobs are read as after`() throws {
        let root = try image().root()
        #expect(try blobs(server.log()).isEmpty)
        _ = try image().pull(to: folder)
        #expect(try OCILayout.root(path: folder) == root)
        #expect(try image(["1.0"]).root() != root)
    }

    @Test func `What has come is not asked for again`() throws {
        _ = try image().pull(to: folder)
        try server.control("{}")
        _ = try image().pull(to: folder)
        #expect(try blobs(server.log()).isEmpty)
    }

    @Test func `The token does not go where the registry redirects`() throws {
        try server.control(#"{"redirect": true}"#)
        _ = try image().pull(to: folder)
        #expect(try OCILayout.inspect(path: folder).findings.isEmpty)
        let store = try server.log().filter { $0[1].hasPrefix("/store/") }
        #expect(!store.isEmpty && store.allSatisfy { $0[2] == "" })
    }

    @Test(arguments: [#"{"redirect": "https://10.0.0.1/blob"}"#, #"{"realm": "https://10.0.0.1/token"}"#])
    func `Neither a redirect nor an issuer leads into a private network`(fault: String) throws {
        try server.control(fault)
        #expect(try codes { _ = try image().pull(to: folder) } == ["fetch-address-refused"])
    }

    @Test func `An issuer without TLS is refused`() throws {
        try server.control(#"{"realm": "http://127.0.0.1:1/token"}"#)
        #expect(try codes { _ = try image().pull(to: folder) } == ["fetch-scheme"])
    }

    @Test func `An issuer is asked over https alone, whatever file it names`() throws {
        let file = try scratch.write("token", Array(#"{"token": "secret"}"#.utf8))
        try server.control("{\"realm\": \"file://\(file)\"}")
        #expect(try codes { _ = try image().pull(to: folder) } == ["fetch-scheme"])
    }

    @Test func `An issuer that is not there gives no token, and says nothing of the tag`() throws {
        try server.control("{\"realm\": \"https://\(server.host)/nothing\"}")
        #expect(try codes { _ = try image().pull(to: folder) } == ["registry-not-public"])
    }

    @Test func `Sizes that no number holds are the publisher's problem`() throws {
        func blob(_ digit: Character, _ type: String) -> String {
            let digest = "sha256:" + String(repeating: digit, count: 64)
            return "{\"mediaType\": \"\(type)\", \"digest\": \"\(digest)\", \"size\": \(Int64.max)}"
        }
        let (kind, layer) = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.layer.v1.tar")
        let config = blob("a", "application/vnd.oci.image.config.v1+json")
        let manifest = """
            {"schemaVersion": 2, "mediaType": "\(kind)", "config": \(config), "layers": [\(blob("b", layer)), \(blob("c", layer))]}
            """
        try server.put("team/app/manifests/huge", kind, scratch.write("huge", Array(manifest.utf8)))
        #expect(try codes { _ = try image(["huge"]).pull(to: folder) } == ["oci-too-large"])
    }

    @Test func `A token that runs out is renewed`() throws {
        try server.control(#"{"uses": 2}"#)
        _ = try image().pull(to: folder)
        #expect(try OCILayout.inspect(path: folder).findings.isEmpty)
        #expect(try server.log().count { $0[1] == "/token" } > 2)
    }

    @Test func `A token that the registry does not take is not asked for without end`() throws {
        try server.control(#"{"uses": 0}"#)
        #expect(try codes { _ = try image().pull(to: folder) } == ["registry-not-public"])
        #expect(try server.log().count { $0[1] == "/token" } == 1)
    }

    @Test func `A repository that is not for everybody, or a tag that is not there, is the publisher's problem`() throws
    {
        let missing = try codes { _ = try image(["latest", "2.0", "3.0"]).pull(to: folder) }
        #expect(missing == ["tag-not-in-registry", "tag-not-in-registry"])
        try server.control(#"{"private": true}"#)
        #expect(try codes { _ = try image().pull(to: folder) } == ["registry-not-public"])
        #expect(try codes { _ = try image().root() } == ["registry-not-public"])
        // As the remedies say.
        try server.control("{}")
        try server.push(layout, to: "team/app", adding: "2.0")
        _ = try image(["latest", "2.0"]).pull(to: folder)
        #expect(try OCILayout.inspect(path: folder).tags.keys.sorted() == ["2.0", "latest"])
    }

    @Test func `Bytes that are not those of their digest are found when the layout is read`() throws {
        let layer = try #require(try OCILayout.inspect(path: layout).images.first?.layers.first?.digest)
        try server.control("{\"wrong\": \"\(layer)\"}")
        _ = try image().pull(to: folder)
        #expect(try OCILayout.inspect(path: folder).findings.map(\.code).contains("oci-digest"))
    }

    @Test func `Another manifest than the digest names is found, too`() throws {
        let manifest = try #require(try OCILayout.inspect(path: layout).images.last).manifest
        try server.control("{\"wrong\": \"\(manifest)\"}")
        _ = try image(["latest"]).pull(to: folder)
        #expect(try !OCILayout.inspect(path: folder).findings.isEmpty)
    }

    @Test func `Connections that break and a registry that is busy cost only time`() throws {
        try server.control(#"{"cut": 700}"#)
        _ = try image().pull(to: folder)
        #expect(try OCILayout.inspect(path: folder).findings.isEmpty)
        try server.control(#"{"busy": 1}"#)
        #expect(throws: AssetError.unavailable(host: "127.0.0.1", status: 503)) { _ = try image().root() }
        _ = try image().root()
    }

    @Test(arguments: [
        (
            #"Bearer realm="https://a.example/t",service="a b",scope="x""#,
            "https://a.example/t?service=a%20b&scope=repository%3An%3Apull"
        ),
        (#"bearer realm="https://a.example/t?x=1""#, "https://a.example/t?x=1&scope=repository%3An%3Apull"),
        (#"Basic realm="r""#, nil), (#"Bearer service="s""#, nil), ("Bearer", nil),
    ])
    func `A challenge names its issuer`(challenge: String, issuer: String?) {
        #expect(RegistryAccess.issuer(challenge, for: "n") == issuer)
    }

    @Test func `Debian's registry gives what was pushed to it`() throws {
        guard let real = try RegistryServer("docker_registry.py", in: scratch.path, layout, "team/app") else { return }
        var policy = FetchPolicy()
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1")]
        policy.extraCAFile = real.caFile
        let image = RegistryImage("\(real.host)/team/app", tags: ["latest", "1.0"], policy: policy)
        _ = try image.pull(to: folder)
        let report = try OCILayout.inspect(path: folder)
        #expect(report.findings.isEmpty)
        #expect(report.tags == (try OCILayout.inspect(path: layout)).tags)
        let other = RegistryImage("\(real.host)/team/other", tags: ["latest"], policy: policy)
        #expect(try codes { _ = try other.root() } == ["tag-not-in-registry"])
    }
}
