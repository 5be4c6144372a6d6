// The real server on a socket, asked by curl; and the API's own description, put to the test by schemathesis.

import Base
import Dispatch
import Foundation
import HTTP
import JSON
import Offers
import TestSupport
import Testing

@testable import Gateway

@Suite(.serialized) struct ServerTests {
    @Test func `curl puts, reads and publishes an offer`() async throws {
        let fixture = try GatewayFixture()
        try await withServer(fixture) { base in
            let offer = "\(base)/api/publishers/contoso/offers/web-server"
            let sample = Repository.root.appending(path: "schemas/portal/offer-vm.json").path
            let put = try curl(
                "-X", "PUT", "-H", "If-Match: *", "--data-binary", "@\(sample)", "\(offer)?\(GatewayFixture.version)")
            #expect(put.hasPrefix("HTTP/1.1 201"), "\(put)")
            #expect(put.lowercased().contains("etag: \"1-"))
            #expect(try curl("\(offer)?\(GatewayFixture.version)").hasPrefix("HTTP/1.1 200"))
            let publish = try curl("-X", "POST", "-d", "{}", "\(offer)/publish?\(GatewayFixture.version)")
            #expect(publish.hasPrefix("HTTP/1.1 202"))
            #expect(publish.contains("Location: /api/publishers/contoso/offers/web-server/operations/"))
        }
    }

    @Test func `A body beyond the limit is refused, announced or not, and the server continues`() async throws {
        let fixture = try GatewayFixture()
        try await withServer(fixture) { base in
            let file = FileManager.default.temporaryDirectory.appending(path: "gateway-\(World.real.newID())")
            try Data(repeating: 0x20, count: 3 << 20).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let target = "\(base)/api/publishers/contoso/offers/web-server?\(GatewayFixture.version)"
            let announced = try curl("-X", "PUT", "-H", "Expect:", "--data-binary", "@\(file.path)", target)
            #expect(announced.isEmpty || announced.hasPrefix("HTTP/1.1 413"), "\(announced)")
            let chunked = try curl(
                "-X", "PUT", "-H", "Expect:", "-H", "Transfer-Encoding: chunked", "--data-binary", "@\(file.path)",
                target)
            #expect(chunked.hasPrefix("HTTP/1.1 413"), "\(chunked)")
            #expect(try curl("--path-as-is", "\(base)/../../etc/passwd").hasPrefix("HTTP/1.1 400"))
            #expect(try curl("\(base)/healthz").hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `The API keeps to its description under schemathesis`() async throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        try await withServer(fixture) { base in
            let script = Repository.root.appending(path: "Tests/Gateway/schemathesis").path
            let run = try process("/bin/bash", [script, base, Token.operators])
            if run.code == 77 {
                // The script has said why; a machine without PyPI cannot do this test.
                print("skipped: \(run.out)")
                return
            }
            #expect(run.code == 0, "\(run.out.suffix(6_000))")
        }
    }

    @Test func `A form in parts has all its texts, empty ones too, and its files; a malformed one is none`()
        async throws
    {
        let seen = Shared<[HTTPRequest]>([])
        let answer: @Sendable (HTTPRequest) -> HTTPResponse = { request in
            seen.withLock { $0.append(request) }
            return .text(200, "ok\n")
        }
        try await withServer(answer) { base in
            let file = FileManager.default.temporaryDirectory.appending(path: "form-\(World.real.newID())")
            try Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0) }).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let long = String(repeating: "é", count: 30_000)
            _ = try curl(
                "-F", "empty=", "-F", "/a/b=x=y & \"é\"", "-F", "twice=1", "-F", "twice=2", "--form-string",
                "long=\(long)",
                "-F", "file /a=@\(file.path);type=image/png", base)
            let head = "Content-Type: multipart/form-data; boundary=x"
            for body in ["--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv", "nothing of it"] {
                _ = try curl("-H", head, "--data-binary", body, base)
            }
        }
        let requests = seen.value
        #expect(requests.count == 3)
        let form = requests.first?.form
        #expect(form?["empty"] == "" && form?["/a/b"] == "x=y & \"é\"" && form?["twice"] == "2")
        #expect(form?["long"]?.count == 30_000 && form?.count == 4)
        #expect(requests.first?.files["file /a"]?.count == 200_000)
        #expect(requests.dropFirst().allSatisfy { $0.form == nil && $0.files.isEmpty })
    }

    private func withServer(_ fixture: GatewayFixture, _ body: @escaping @Sendable (String) throws -> Void) async throws
    {
        defer { fixture.model.close() }
        try await withServer(fixture.gateway.handle, admit: fixture.gateway.admit, body)
    }

    private func withServer(
        _ handle: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
        admit: (@Sendable (HTTPRequest) -> HTTPServer.Admission)? = nil,
        _ body: @escaping @Sendable (String) throws -> Void
    ) async throws {
        let server = try HTTPServer(
            address: "127.0.0.1", port: 0, refuse: Gateway.refuse, admit: admit, handle: handle)
        defer { server.stop() }
        let base = "http://127.0.0.1:\(server.port)"
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            // Waiting for a process blocks, so it has a thread of its own.
            Thread.detachNewThread { done.resume(with: Result { try body(base) }) }
        }
    }

    private func curl(_ arguments: String...) throws -> String {
        try process(
            "/usr/bin/curl", ["-s", "-i", "-m", "30", "-H", "Authorization: Bearer \(Token.contoso)"] + arguments
        ).out
    }

    private func process(_ path: String, _ arguments: [String]) throws -> (code: Int32, out: String) {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let out = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: out, as: UTF8.self))
    }
}
