// What the remedies for the refusals of a storage account say to do, done: then a server that answers as storage does gives the file.
import Foundation
import TestSupport
import Testing

@testable import Assets

/// A refusal of the storage, and what its remedy makes of it.
private struct Remedy: Sendable, CustomTestStringConvertible {
    let code: String
    /// Behind the question mark of the file's address, before and after.
    let wrong: String
    let right: String
    /// What is wrong with the account, and what its owner does about it.
    let spoil: @Sendable (Cloud) throws -> Void
    let mend: @Sendable (Cloud) throws -> Void

    static let signed = "sp=rl&se=2099-01-01T00:00:00Z&sig=secret"

    /// The address is wrong.
    init(_ code: String, _ wrong: String) {
        self.init(code, wrong, spoil: { _ in }, mend: { _ in })
    }

    /// The account is.
    init(
        _ code: String, _ wrong: String = signed, spoil: @escaping @Sendable (Cloud) throws -> Void,
        mend: @escaping @Sendable (Cloud) throws -> Void
    ) {
        (self.code, self.wrong, right, self.spoil, self.mend) = (code, wrong, Self.signed, spoil, mend)
    }

    var testDescription: String { code }
}

@Suite struct StorageRemedyTests {
    private static let blob = "images/disk.vhd"

    private static func set(_ settings: String) -> @Sendable (Cloud) throws -> Void {
        { try $0.misbehave(settings) }
    }

    private static func tier(_ tier: String) -> @Sendable (Cloud) throws -> Void {
        { try $0.put(blob, "comp=tier", "x-ms-access-tier: \(tier)") }
    }

    private static let remedies = [
        Remedy("fetch-signature-refused", Remedy.signed.replacing("secret", with: "other")),
        Remedy("fetch-signature-permission", Remedy.signed.replacing("sp=rl", with: "sp=l")),
        Remedy("fetch-signature-address", Remedy.signed + "&sip=203.0.113.7"),
        Remedy("fetch-not-public", ""), Remedy("fetch-query", Remedy.signed.replacing("&", with: "&amp;")),
        Remedy("fetch-firewall", spoil: set(#"{"firewall": true}"#), mend: set("{}")),
        Remedy("fetch-keys-disabled", spoil: set(#"{"keyless": true}"#), mend: set("{}")),
        Remedy("fetch-account-disabled", spoil: set(#"{"disabled": true}"#), mend: set("{}")),
        Remedy("fetch-archived", spoil: tier("Archive"), mend: tier("Hot")),
        Remedy(
            "fetch-container-not-found", spoil: set(#"{"missing": ["images"]}"#),
            mend: {
                try $0.put("images", "restype=container", "x-ms-version: 2021-08-06")
                try upload($0)
            }),
    ]

    private static func upload(_ cloud: Cloud) throws {
        try cloud.put(blob, "", "x-ms-blob-type: BlockBlob", body: "bytes")
    }

    private func policy(_ cloud: Cloud) throws -> FetchPolicy {
        var policy = FetchPolicy()
        policy.allowedNetworks = [try AllowedNetwork("localhost")]
        policy.extraCAFile = cloud.caFile
        return policy
    }

    @Test(arguments: remedies) private func `After its remedy the storage gives the file`(_ remedy: Remedy) throws {
        let scratch = try Scratch()
        let cloud = try Cloud(in: scratch.path)
        try Self.upload(cloud)
        let guarded = GuardedFetch(policy: try policy(cloud))
        func get(_ query: String) throws {
            _ = try guarded.read("\(cloud.base)/container/\(Self.blob)?\(query)", limit: 100)
        }
        try remedy.spoil(cloud)
        #expect(try codes { try get(remedy.wrong) } == [remedy.code])
        try remedy.mend(cloud)
        #expect(try codes { try get(remedy.right) } == [])
    }

    @Test func `With the whole chain, the final address and plain headers the file is fetched`() throws {
        let scratch = try Scratch()
        let cloud = try Cloud(in: scratch.path)
        func pair(_ key: String, _ certificate: String) throws -> String {
            try scratch.write("pair-\(key)", bytes(of: scratch.file(key)) + bytes(of: scratch.file(certificate)))
        }
        _ = try output(
            of: "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
            "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
            scratch.file("own.key"),
            "-out", scratch.file("own.pem"))
        let guarded = GuardedFetch(policy: try policy(cloud))
        let own = try WebServer(certificate: pair("own.key", "own.pem"))
        let good = try WebServer(certificate: pair("server.key", "server.pem"))
        let base = "https://localhost:\(good.port)"
        for remedy in [
            Remedy("fetch-certificate", "https://localhost:\(own.port)/bytes/5"),
            Remedy("fetch-downgrade", "\(base)/to/http://localhost:\(good.port)/bytes/5"),
        ] {
            #expect(try codes { _ = try guarded.read(remedy.wrong, limit: 10) } == [remedy.code])
            for right in ["\(base)/bytes/5", "\(base)/to/\(base)/bytes/5"] {
                #expect(try guarded.read(right, limit: 10).count == 5)
            }
        }
        let header = Remedy("fetch-header", "a\r\nY: b")
        func send(_ value: String) throws { _ = try guarded.send(.get, to: base + "/bytes/5", headers: ["X": value]) }
        #expect(try codes { try send(header.wrong) } == [header.code])
        #expect(try codes { try send("a") } == [])
    }
}
