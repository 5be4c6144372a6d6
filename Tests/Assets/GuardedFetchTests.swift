// The guarded fetch against a real server: what is allowed arrives, and nothing leads where it may not.
import Foundation
import TestSupport
import Testing

@testable import Assets

@Suite struct GuardedFetchTests {
    private let scratch: Scratch
    private let server: WebServer

    init() throws {
        scratch = try Scratch()
        server = try WebServer()
    }

    private func fetch(_ networks: String..., change: (inout FetchPolicy) -> Void = { _ in }) throws -> GuardedFetch {
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        policy.allowedNetworks = try networks.map(AllowedNetwork.init)
        policy.connectTimeout = .seconds(5)
        change(&policy)
        return GuardedFetch(policy: policy)
    }

    @Test func `A download arrives whole and leaves a note beside it`() throws {
        let path = scratch.file("image")
        var progress: [FetchProgress] = []
        let found = try fetch("127.0.0.0/8").fetch(
            server.base + "/bytes/300000", to: path, progress: { progress.append($0) })
        #expect(found == FetchedFile(path: path, length: 300_000, isDownload: true))
        #expect(try bytes(of: path) == [UInt8](repeating: 0x78, count: 300_000))
        #expect(progress.last == FetchProgress(bytesDone: 300_000, bytesTotal: 300_000))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["image", "image.download"])
    }

    @Test func `Zeros from the network become holes`() throws {
        let path = scratch.file("image")
        #expect(try fetch("127.0.0.1").download(server.base + "/zeros/9000000", to: path) == 9_000_001)
        #expect(try allocated(path) < 2 << 20)
        #expect(try bytes(of: path) == [0x61] + [UInt8](repeating: 0, count: 9_000_000))
    }

    @Test func `Loopback is refused by address, by name and in every notation`() throws {
        let guarded = try fetch()
        let hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0"]
        for host in hosts {
            let found = try codes { _ = try guarded.read("http://\(host):\(server.port)/bytes/1", limit: 10) }
            #expect(found == ["fetch-address-refused"], "\(host)")
        }
        for host in ["169.254.169.254", "10.0.0.1", "[fe80::1]", "[64:ff9b::a9fe:a9fe]", "224.0.0.1"] {
            let found = try codes { _ = try guarded.read("http://\(host)/", limit: 10) }
            #expect(found == ["fetch-address-refused"], "\(host)")
        }
    }

    @Test func `A redirect is judged like a first address`() throws {
        // Only the name is allowed, so what it redirects to by number is not.
        let guarded = try fetch("localhost")
        let base = "http://localhost:\(server.port)"
        #expect(try guarded.read(base + "/to/" + base + "/bytes/3", limit: 10).count == 3)
        #expect(
            try codes { _ = try guarded.read(base + "/to/" + server.base + "/bytes/3", limit: 10) }
                == ["fetch-address-refused"])
        for target in ["file:///etc/passwd", "ftp://localhost/x", "gopher://localhost/x"] {
            #expect(try codes { _ = try guarded.read(base + "/to/" + target, limit: 10) } == ["fetch-downgrade"])
        }
        #expect(try codes { _ = try guarded.read(base + "/loop/", limit: 10) } == ["fetch-redirects"])
    }

    @Test func `Size limits hold with and without an announced length`() throws {
        let guarded = try fetch("127.0.0.1") { $0.maxBytes = 1000 }
        for kind in ["bytes", "chunked"] {
            let path = scratch.file(kind)
            #expect(
                try codes { _ = try guarded.download(server.base + "/\(kind)/1001", to: path) } == ["fetch-too-large"])
            #expect(try guarded.download(server.base + "/\(kind)/1000", to: path) == 1000)
            #expect(
                try codes { _ = try guarded.read(server.base + "/\(kind)/11", limit: 10) } == ["fetch-too-large"])
        }
    }

    @Test(arguments: [
        (401, "fetch-not-authorized"), (403, "fetch-not-authorized"), (404, "fetch-not-found"),
        (418, "fetch-refused"), (304, "fetch-refused"),
    ])
    func `Refusals are the publisher's to mend`(status: Int, code: String) throws {
        let path = scratch.file("x")
        #expect(
            try codes { _ = try fetch("127.0.0.1").download(server.base + "/status/\(status)", to: path) } == [code])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    }

    @Test func `A host that cannot serve is tried again`() throws {
        let guarded = try fetch("127.0.0.1")
        #expect(throws: AssetError.unavailable(host: "127.0.0.1", status: 503)) {
            try guarded.read(server.base + "/status/503", limit: 10)
        }
        #expect(throws: AssetError.self) { try guarded.download(server.base + "/cut/100", to: scratch.file("x")) }
        #expect(throws: AssetError.self) { try guarded.read("http://127.0.0.1:1/", limit: 10) }
    }

    @Test func `Signatures in a query are not repeated in findings`() throws {
        do {
            _ = try fetch("127.0.0.1").read(server.base + "/status/403?sig=secret", limit: 10)
            Issue.record("expected a problem")
        } catch let problem as AssetProblem {
            #expect(!problem.description.contains("secret"))
        }
    }

    @Test(arguments: [
        ("ftp://host/x", "fetch-scheme"), ("http://", "fetch-url"), ("nonsense", "fetch-url"), ("", "fetch-url"),
        ("https://user:word@host/", "fetch-user-information"), ("https://a b/", "fetch-url"),
        ("https://host/\r\nX: y", "fetch-url"), ("file:///etc/passwd", "fetch-scheme"),
    ])
    func `Addresses are judged by their form first`(url: String, code: String) throws {
        #expect(try codes { _ = try fetch().read(url, limit: 10) } == [code])
    }

    @Test func `Plain http is a setting`() throws {
        let guarded = try fetch("127.0.0.1") { $0.allowsPlainHTTP = false }
        #expect(try codes { _ = try guarded.read(server.base + "/bytes/1", limit: 10) } == ["fetch-scheme"])
    }

    @Test func `A post brings back status and the beginning of the body`() throws {
        let guarded = try fetch("127.0.0.1")
        let answer = try guarded.send(
            .post(Data("{\"a\":1}".utf8), type: "application/json"), to: server.base + "/echo")
        #expect(answer == FetchAnswer(status: 201, body: Data("application/json {\"a\":1}".utf8)))
        #expect(
            try guarded.send(.post(Data("{}".utf8), type: "application/json"), to: server.base + "/500", bodyLimit: 3)
                .body == Data("app".utf8))
        #expect(
            try guarded.send(.post(Data("{}".utf8), type: "application/json"), to: server.base + "/moved").status == 307
        )
        #expect(
            try codes {
                _ = try fetch().send(.post(Data("{}".utf8), type: "application/json"), to: server.base + "/echo")
            }
                == ["fetch-address-refused"])
    }

    @Test func `A small file that comes too slowly is given up`() throws {
        let guarded = try fetch("127.0.0.1") { $0.smallFileTimeout = .milliseconds(300) }
        #expect(throws: AssetError.self) { try guarded.read(server.base + "/drip", limit: 1 << 20) }
    }

    @Test func `A host that drips is the publisher's to change`() throws {
        let guarded = try fetch("127.0.0.1") { ($0.leastRate, $0.leastRateAfter) = (1 << 20, .milliseconds(300)) }
        let path = scratch.file("x")
        #expect(try codes { _ = try guarded.download(server.base + "/drip", to: path) } == ["fetch-too-slow"])
        // What is not slow is not ended by the time alone.
        #expect(try guarded.download(server.base + "/bytes/1000", to: path) == 1000)
    }

    @Test func `A header cannot bring a line of its own, and a host that does not exist is named`() throws {
        let guarded = try fetch("127.0.0.1")
        #expect(
            try codes { _ = try guarded.send(.get, to: server.base + "/bytes/1", headers: ["X": "a\r\nY: b"]) }
                == ["fetch-header"])
        #expect(
            try codes { _ = try guarded.read("https://nonexistent.invalid/", limit: 10) } == ["fetch-host-unknown"])
    }

    @Test func `What the check throws ends the fetch`() throws {
        #expect(throws: Canceled.self) {
            try fetch("127.0.0.1").read(server.base + "/bytes/1", limit: 10) { throw Canceled() }
        }
    }

    @Test func `TLS needs a certificate we trust`() throws {
        _ = try output(
            of: "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
            "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", scratch.file("key"), "-out",
            scratch.file("ca"))
        let pair = try scratch.write("pair", try bytes(of: scratch.file("key")) + bytes(of: scratch.file("ca")))
        let secure = try WebServer(certificate: pair)
        let url = "https://localhost:\(secure.port)/bytes/5"
        #expect(try codes { _ = try fetch("localhost").read(url, limit: 10) } == ["fetch-certificate"])
        let trusting = try fetch("localhost") { $0.extraCAFile = scratch.file("ca") }
        #expect(try trusting.read(url, limit: 10).count == 5)
        let back = "https://localhost:\(secure.port)/to/http://localhost:\(server.port)/bytes/5"
        #expect(try codes { _ = try trusting.read(back, limit: 10) } == ["fetch-downgrade"])
    }
}

@Suite struct BrokenPipeTests {
    @Test func `A peer that hangs up ends the write, not the process`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let (written, code) = BrokenPipe.heldBack {
            // Without holding it back, the default action would end this very process.
            (write(ends[1], [UInt8(1)], 1), errno)
        }
        #expect(written == -1)
        #expect(code == EPIPE)
        var pending = sigset_t()
        sigpending(&pending)
        #expect(sigismember(&pending, SIGPIPE) == 0)
    }
}

@Suite struct LocalFilesTests {
    @Test func `Files are read under the roots and nowhere else`() throws {
        let scratch = try Scratch()
        let (inside, outside) = (try scratch.write("root/a b", [1, 2]), try scratch.write("secret", [3]))
        try scratch.write("rooted/c", [4])
        try FileManager.default.createSymbolicLink(atPath: scratch.file("root/link"), withDestinationPath: outside)
        var policy = FetchPolicy()
        policy.allowedFileRoots = [scratch.file("root")]
        let guarded = GuardedFetch(policy: policy)
        let root = "file://" + scratch.file("root")

        #expect(
            try guarded.fetch(root + "/a%20b", to: "") == FetchedFile(path: inside, length: 2, isDownload: false))
        #expect(try guarded.fetch(root, to: "").path == scratch.file("root"))
        #expect(try guarded.read(root + "/a%20b", limit: 2) == Data([1, 2]))
        for url in [root + "/link", root + "/../secret", root + "ed/c", root + "/%2e%2e/secret", "file:///etc/none"] {
            #expect(try codes { _ = try guarded.fetch(url, to: "") } == ["fetch-file-outside"], "\(url)")
        }
        #expect(try codes { _ = try guarded.fetch(root + "/none", to: "") } == ["fetch-file-missing"])
        #expect(try codes { _ = try guarded.read(root + "/a%20b", limit: 1) } == ["fetch-too-large"])
        #expect(try codes { _ = try guarded.fetch("file://host/x", to: "") } == ["fetch-url"])
        #expect(try codes { _ = try guarded.fetch(root + "/a%00b", to: "") } == ["fetch-url"])
    }
}
