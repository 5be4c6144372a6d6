// What the remedies for addresses and answers say to do, done: the file is fetched then.
import Foundation
import Testing

@testable import Assets

/// An address or answer that is wrong, and what its remedy makes of it.
private struct Remedy: Sendable, CustomTestStringConvertible {
    let code: String
    /// Behind the server's address, unless they have a scheme.
    let wrong: String
    let right: String

    init(_ code: String, _ wrong: String, _ right: String) {
        (self.code, self.wrong, self.right) = (code, wrong, right)
    }

    var testDescription: String { code }
}

@Suite struct FetchRemedyTests {
    private static let remedies = [
        Remedy("fetch-url", "https://a b/", "/bytes/9"), Remedy("fetch-scheme", "ftp://a.example/x", "/bytes/9"),
        Remedy("fetch-user-information", "http://user:word@127.0.0.1/", "/answer/200?sig=abc"),
        Remedy("fetch-address-refused", "http://127.0.0.2:1/", "/bytes/9"),
        Remedy("fetch-redirects", "/loop/", "/bytes/9"), Remedy("fetch-too-large", "/bytes/101", "/bytes/100"),
        Remedy("fetch-not-found", "/status/404", "/bytes/9"), Remedy("fetch-refused", "/status/418", "/answer/200"),
        Remedy("fetch-host-unknown", "https://nonexistent.invalid/", "/bytes/9"),
        Remedy("fetch-not-authorized", "/status/403", "/answer/200?sig=abc"),
        Remedy("fetch-empty", "/answer/200?Content-Length=0&body=", "/answer/200"),
        Remedy("fetch-not-whole", "/answer/206?Content-Range=bytes%200-3/8", "/answer/200"),
        Remedy("fetch-content-encoding", "/answer/200?Content-Encoding=gzip", "/answer/200"),
        Remedy("fetch-web-page", "/answer/200?Content-Type=text/html", "/answer/200?Content-Type=application/zip"),
    ]

    private func policy() throws -> FetchPolicy {
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1")]
        policy.maxBytes = 100
        return policy
    }

    @Test(arguments: remedies) private func `After its remedy the file is fetched`(_ remedy: Remedy) throws {
        let (scratch, server) = (try Scratch(), try WebServer())
        let guarded = GuardedFetch(policy: try policy())
        func get(_ place: String) throws {
            let url = place.hasPrefix("/") ? server.base + place : place
            _ = try guarded.download(url, to: scratch.file("x"))
        }
        #expect(try codes { try get(remedy.wrong) } == [remedy.code])
        #expect(try codes { try get(remedy.right) } == [])
    }

    @Test func `A file is read where its folder may be read`() throws {
        let scratch = try Scratch()
        var policy = try policy()
        policy.allowedFileRoots = [scratch.file("root")]
        let guarded = GuardedFetch(policy: policy)
        try scratch.write("secret", [1])
        try scratch.write("root/a", [2])
        for remedy in [
            Remedy("fetch-file-outside", "secret", "root/secret"), Remedy("fetch-file-missing", "root/b", "root/b"),
        ] {
            func get(_ place: String) throws { _ = try guarded.fetch("file://" + scratch.file(place), to: "") }
            #expect(try codes { try get(remedy.wrong) } == [remedy.code])
            try scratch.write(remedy.right, [1])
            #expect(try codes { try get(remedy.right) } == [])
        }
    }
}
