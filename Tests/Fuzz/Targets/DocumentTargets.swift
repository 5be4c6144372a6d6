// What publishers and clients write: offers in our form and the portal's, requests to the gateway, and short texts in
// both.

import Base
import Events
import JSON
import Validation

@testable import Gateway
@testable import HTTP
@testable import Notifications
@testable import Offers
@testable import Stages

extension FuzzTarget {
    static let documents: [FuzzTarget] = [
        FuzzTarget("offer", seeds: { try Samples.schemas("offer") }) { bytes in
            _ = try OfferSummary(bytes)
            _ = LiveTerms(try OfferDocument(bytes)).description
        },
        FuzzTarget("offer-validation", seeds: { try Samples.schemas("offer") }) { bytes in
            let check = OfferCheck(policy: try policy.get(), now: now, fileRoots: ["/srv"])
            let problems = check.problems(in: bytes)
            try require(problems.count <= 201, "\(problems.count) problems")
            // What validation takes is a document to everybody behind it.
            if problems.isEmpty { _ = try value(of: bytes) }
        },
        FuzzTarget("live-terms", seeds: { try Samples.schemas("offer-vm.json").map(terms) }) { bytes in
            guard let terms = LiveTerms(String(decoding: bytes, as: UTF8.self)) else { return }
            try require(LiveTerms(terms.description) == terms, "terms are read otherwise than they were written")
        },
        FuzzTarget("portal-document", seeds: { try portalDocuments() }) { bytes in
            let portal = try JSONNode(bytes)
            let key = OfferKey(publisher: "contoso", offer: "web-server")
            let translation = PortalTranslation(portal, key: key, version: 1)
            _ = PortalDocument.toPortal(translation.ours, key: key, type: .virtualMachine)
            let check = OfferCheck(policy: try policy.get(), now: now, fileRoots: ["/srv"])
            for problem in check.problems(in: translation.ours.json) { _ = translation.finding(problem) }
        },
        FuzzTarget("portal-of-ours", seeds: { try Samples.schemas("offer") }) { bytes in
            let key = OfferKey(publisher: "contoso", offer: "web-server")
            _ = PortalDocument.toPortal(try JSONNode(bytes), key: key, type: .containerImage)
        },
        FuzzTarget("http-request", seeds: { Samples.texts(request, form) }) { bytes in
            guard let request = httpRequest(bytes) else { return }
            try require(!request.path.contains(".."), "a path that leads up")
            _ = request.form
            for cookie in ["session", "lang", ""] { _ = request.cookie(cookie) }
        },
        FuzzTarget(
            "gateway-tokens", seeds: { Samples.texts("contoso sha256:\(String(repeating: "ab", count: 32))\n# x\n") }
        ) {
            _ = try Tokens(text: String(decoding: $0, as: UTF8.self), file: "tokens")
        },
        FuzzTarget(
            "jwt",
            seeds: {
                Samples.texts(
                    "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUifQ.AAAA"
                )
            }
        ) {
            let token = try JWT(String(decoding: $0, as: UTF8.self))
            try require(token.signed.count < JWT.longest, "more is signed than there is")
            try require(Base64URL.bytes(Base64URL.text(token.signature)) == token.signature, "another signature")
        },
        FuzzTarget("issuer-keys", seeds: { Samples.texts(issuerKeys) }) {
            for key in try IssuerKeys.read($0).values {
                for algorithm in key.algorithms {
                    try require(!key.key.verifies([1], of: $0, by: algorithm), "one byte is a signature")
                }
            }
        },
        FuzzTarget("trace-parent", seeds: { Samples.texts("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01") })
        {
            guard let trace = TraceContext(String(decoding: $0, as: UTF8.self)) else { return }
            try require(TraceContext(trace.description) == trace, "a trace is read otherwise than it was written")
        },
        FuzzTarget(
            "timestamp",
            seeds: { Samples.texts("2026-11-21T10:00:00Z", "2027-01-31T23:59:59.123+01:30", "9999-12-31T23:59:60Z") }
        ) {
            guard let time = Timestamp(String(decoding: $0, as: UTF8.self)) else { return }
            try require(Timestamp(time.description) == time, "\(time) is read otherwise than it was written")
        },
    ]

    private static let issuerKeys =
        #"{"keys":[{"kid":"a","kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"#
        + #""x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},{"kid":"b","kty":"OKP","crv":"Ed25519","x":"#
        + #""11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},{"kid":"c","kty":"RSA","alg":"PS256","use":"sig","n":"#
        + #""\#(String(repeating: "x", count: 342))","e":"AQAB"}]}"#

    private static func value(of document: [UInt8]) throws -> OfferDocument {
        do { return try OfferDocument(document) } catch {
            try require(false, "validation passes what is not a document: \(error)")
            throw error
        }
    }

    private static func terms(_ document: [UInt8]) throws -> [UInt8] {
        Array(LiveTerms(try OfferDocument(document)).description.utf8)
    }

    private static func portalDocuments() throws -> [[UInt8]] {
        try Samples.schemas("offer").map { bytes in
            let key = OfferKey(publisher: "contoso", offer: "web-server")
            return PortalDocument.toPortal(try JSONNode(bytes), key: key, type: .virtualMachine).json
        }
    }

    private static let request = """
        GET /api/publishers/contoso/offers/web%2Dserver?api-version=2017-10-31&lang=fr
        if-match: "3"
        cookie: session=abc; lang=ja
        """
    private static let form = """
        POST /offers/contoso/web-server/go-live
        content-type: application/x-www-form-urlencoded

        reason=looks+good%21&lines=a%0Ab&x=
        """

    /// A request as text: method and target, headers, a blank line, the body.
    static func httpRequest(_ bytes: [UInt8]) -> HTTPRequest? {
        let parts = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let blank = parts.firstIndex { $0.isEmpty } ?? parts.endIndex
        let head = parts[..<blank].map { String(decoding: $0, as: UTF8.self) }
        guard let first = head.first?.split(separator: " ", maxSplits: 1), first.count == 2 else { return nil }
        var headers: [String: String] = [:]
        for line in head.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            if halves.count == 2 { headers[halves[0].lowercased()] = String(halves[1].drop { $0 == " " }) }
        }
        let body = parts[min(blank + 1, parts.endIndex)...].joined(separator: [10])
        return HTTPRequest(String(first[0]), String(first[1]), headers: headers, body: Array(body))
    }
}
