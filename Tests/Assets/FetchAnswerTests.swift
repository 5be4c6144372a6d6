// Answers that are not the file: each has a problem of its own, and only what may pass by itself is tried again.
import Foundation
import Testing

@testable import Assets

@Suite struct FetchAnswerTests {
    private let scratch: Scratch
    private let server: WebServer
    private let guarded: GuardedFetch

    init() throws {
        scratch = try Scratch()
        server = try WebServer()
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1")]
        guarded = GuardedFetch(policy: policy)
    }

    private func found(_ answer: String) throws -> AssetFinding? {
        do {
            _ = try guarded.download(server.base + "/answer/" + answer, to: scratch.file("x"))
            return nil
        } catch let problem as AssetProblem {
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
            return problem.findings.first
        }
    }

    @Test(arguments: [
        (403, "AuthenticationFailed", "fetch-signature-refused"), (403, "AuthorizationFailure", "fetch-firewall"),
        (403, "AuthorizationSourceIPMismatch", "fetch-signature-address"),
        (403, "AuthorizationPermissionMismatch", "fetch-signature-permission"),
        (403, "AccountIsDisabled", "fetch-account-disabled"),
        (403, "KeyBasedAuthenticationNotPermitted", "fetch-keys-disabled"),
        (403, "SomethingNew", "fetch-not-authorized"),
        (401, "NoAuthenticationInformation", "fetch-not-public"), (409, "PublicAccessNotPermitted", "fetch-not-public"),
        (404, "ResourceNotFound", "fetch-not-public"), (404, "ContainerNotFound", "fetch-container-not-found"),
        (409, "ContainerBeingDeleted", "fetch-container-not-found"), (404, "BlobNotFound", "fetch-not-found"),
        (409, "BlobArchived", "fetch-archived"), (409, "BlobBeingRehydrated", "fetch-archived"),
        (400, "InvalidQueryParameterValue", "fetch-query"), (412, "ConditionNotMet", "fetch-refused"),
    ])
    func `The storage's own code decides, and is shown`(status: Int, code: String, problem: String) throws {
        let finding = try #require(try found("\(status)?x-ms-error-code=\(code)"))
        #expect(finding.code == problem)
        #expect(finding.values["answer"] == "HTTP \(status) \(code)")
        #expect(finding.values["value"] == server.base + "/answer/\(status)")
    }

    @Test(arguments: [
        ("503?x-ms-error-code=ServerBusy", 503), ("500?x-ms-error-code=InternalError", 500),
        ("409?x-ms-error-code=AccountBeingCreated", 409), ("429", 429), ("408", 408), ("425", 425),
    ])
    func `What passes by itself is tried again`(answer: String, status: Int) throws {
        #expect(throws: AssetError.unavailable(host: "127.0.0.1", status: status)) { try found(answer) }
    }

    @Test(arguments: [
        ("204?Content-Length=0&body=", "fetch-empty", "204"), ("205?Content-Length=0&body=", "fetch-empty", "205"),
        ("200?Content-Length=0&body=", "fetch-empty", "200"),
        ("206?Content-Range=bytes 0-3/8", "fetch-not-whole", "206"),
        ("202", "fetch-not-whole", "202"),
    ])
    func `A success without the whole file is not the file`(answer: String, code: String, status: String) throws {
        let finding = try #require(try found(answer.replacing(" ", with: "%20")))
        #expect(finding == AssetFinding(code, ["value": server.base + "/answer/\(status)", "status": status]))
    }

    @Test(arguments: ["gzip", "deflate", "br", "GZIP"])
    func `A content encoding is a problem, since the file is not what was sent`(encoding: String) throws {
        let finding = try #require(try found("200?Content-Encoding=\(encoding)"))
        #expect(finding.code == "fetch-content-encoding")
        #expect(finding.values["encoding"] == encoding)
        #expect(try found("200?Content-Encoding=identity") == nil)
    }

    @Test(arguments: ["text/html", "text/html;charset=utf-8", "TEXT/HTML", "application/xhtml%2Bxml"])
    func `A sign-in page is named as a web page`(type: String) throws {
        #expect(try found("200?Content-Type=\(type)")?.code == "fetch-web-page")
        let redirect = "/to/" + server.base + "/answer/200%3FContent-Type=\(type)"
        #expect(try codes { _ = try guarded.read(server.base + redirect, limit: 10) } == ["fetch-web-page"])
        #expect(try found("200?Content-Type=application/octet-stream") == nil)
    }

    @Test func `An address of version 6 is shown in brackets, with its port`() throws {
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        #expect(try WebAddress("http://[::1]:8080/a?sig=x", policy: policy).shown == "http://[::1]:8080/a")
        #expect(try WebAddress("https://Host/a", policy: policy).shown == "https://host/a")
    }
}
