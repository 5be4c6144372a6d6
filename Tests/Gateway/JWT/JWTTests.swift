import Assets
import Base
import JSON
import Offers
import TestSupport
import Testing

@testable import Gateway

/// Which JWTs are taken, whom they speak for, and what is said of the others.
@Suite struct JWTTests {
    private let issuer = Result { try StandInIssuer() }

    private func refusal(_ token: String, by issuer: JWTIssuer) -> JWTRefusal? {
        do {
            let principal = try issuer.principal(of: token)
            Issue.record("taken, for \(principal.name)")
            return nil
        } catch { return error as? JWTRefusal }
    }

    @Test(arguments: [SigningKey.Kind.rsa(bits: 2_048), .p256, .ed25519])
    func `A token by each kind of key is taken, and names its holder`(kind: SigningKey.Kind) throws {
        let issuer = try issuer.get()
        try issuer.rotate(to: "second", kind)
        let trusted = issuer.trusted()
        #expect(try trusted.principal(of: issuer.token()) == Principal(.publisher("contoso"), name: "carla"))
        #expect(try trusted.principal(of: issuer.token(key: "first")).name == "carla", "one of two keys")
        guard case .rsa = kind else { return }
        #expect(try trusted.principal(of: issuer.token(isPSS: true)).name == "carla")
    }

    @Test func `The examples of RFC 7515, RFC 8037 and RFC 7520 verify`() throws {
        for (key, text) in [
            (
                #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
                    + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
                "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19"
                    + "yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3"
                    + "-Kg6NU1Q"
            ),
            (
                #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6"
                    + "dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
            ),
            (
                #"{"kty":"RSA","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhx"#
                    + "JWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ"
                    + "6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3"
                    + "-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"
                    + #"","e":"AQAB"}"#,
                "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ"
                    + "1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvd"
                    + "SBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9"
                    + "mZiB0by4.MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996iv"
                    + "p83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5"
                    + "aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLU"
                    + "QSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"
            ),
        ] {
            let issuerKey = try #require(IssuerKey(try JSONNode(Array(key.utf8))))
            let parts = text.split(separator: ".")
            let signature = try #require(Base64URL.bytes(parts[2]))
            let signed = Array("\(parts[0]).\(parts[1])".utf8)
            #expect(issuerKey.key.verifies(signature, of: signed, by: issuerKey.algorithms[0]), "\(key.prefix(30))")
        }
    }

    @Test func `A token of nobody, or by a secret, is refused by its algorithm`() throws {
        let (issuer, trusted) = (try issuer.get(), try issuer.get().trusted())
        for name in ["none", "None", "nOnE", "HS256", "HS512", "RS1", "ES384", ""] {
            let header = JSONNode.members(["alg": .string(name), "kid": "first"])
            for signature in [[], [1, 2, 3]] as [[UInt8]] {
                let token = StandInIssuer.token(header, StandInIssuer.claims()) { _ in signature }
                #expect(refusal(token, by: trusted) == .algorithm(name.isEmpty ? "nobody" : name))
            }
        }
        let bare = StandInIssuer.token(.members(["kid": "first"]), StandInIssuer.claims()) { _ in [] }
        #expect(refusal(bare, by: trusted) == .algorithm("nobody"))
        // A key of one type under the name of another's algorithm.
        let renamed = try issuer.token(header: ["alg": "RS256"])
        #expect(refusal(renamed, by: trusted) == .otherAlgorithm("RS256"))
    }

    @Test func `A token of another issuer, for another audience, or out of its time is refused`() throws {
        let (issuer, trusted, now) = (try issuer.get(), try issuer.get().trusted(), StandInIssuer.seconds)
        func token(_ changes: [String: JSONNode]) throws -> JWTRefusal? {
            refusal(try issuer.token(changes), by: trusted)
        }
        #expect(try token(["iss": "https://id.example/"]) == .otherIssuer("https://id.example/"))
        #expect(try token(["iss": .null]) == .otherIssuer(""))
        let audience = JWTRefusal.otherAudience(StandInIssuer.audience)
        for value: JSONNode in [.null, "https://other.example", .array(["a", "b"]), .number("1")] {
            #expect(try token(["aud": value]) == audience)
        }
        let both = try issuer.token(["aud": .array(["other", .string(StandInIssuer.audience)])])
        #expect(try trusted.principal(of: both).name == "carla")

        #expect(try token(["exp": .null]) == .noExpiry)
        let ended = Timestamp(milliseconds: (now - 60) * 1000)
        #expect(try token(["exp": .number("\(now - 60)")]) == .expired(ended))
        let stranger = try StandInIssuer().token(["exp": .number("\(now - 60)")])
        #expect(refusal(stranger, by: trusted) == .expired(ended), "before its signature is verified")
        #expect(try trusted.principal(of: issuer.token(["exp": .number("\(now - 59).5")])).name == "carla")
        let begins = Timestamp(milliseconds: (now + 61) * 1000)
        #expect(try token(["nbf": .number("\(now + 61)")]) == .notYet(begins))
        #expect(try trusted.principal(of: issuer.token(["nbf": .number("\(now + 60)")])).name == "carla")
        for value: JSONNode in ["tomorrow", .number("1e400"), .number("-1e30"), .boolean(true)] {
            #expect(try token(["exp": value]) == .claim("exp"))
            #expect(try token(["nbf": value]) == .claim("nbf"))
        }
    }

    @Test func `A token that was changed, or signed by a stranger, is refused`() throws {
        let (issuer, trusted) = (try issuer.get(), try issuer.get().trusted())
        let (own, stranger) = (try issuer.token(), try StandInIssuer().token())
        #expect(refusal(stranger, by: trusted) == .signature, "a key of the same name")
        var parts = own.split(separator: ".").map(String.init)
        parts[1] = Base64URL.text(StandInIssuer.claims(["publisher": "fabrikam"]).json)
        #expect(refusal(parts.joined(separator: "."), by: trusted) == .signature)
        #expect(refusal(try issuer.token(header: ["kid": "gone"]), by: trusted) == .unknownKey("gone"))
        #expect(refusal(try issuer.token(header: ["kid": .null]), by: trusted) == .noKey)
    }

    @Test func `What is not an access token, or demands more than is known, is refused`() throws {
        let (issuer, trusted) = (try issuer.get(), try issuer.get().trusted())
        for type in ["id_token+jwt", "dpop+jwt", "logout+jwt", "secevent+jwt", "application/dpop+jwt"] {
            let name = type.replacing("application/", with: "")
            #expect(refusal(try issuer.token(header: ["typ": .string(type)]), by: trusted) == .type(name))
        }
        for type: JSONNode in ["JWT", "jwt", "at+jwt", "application/AT+JWT", .null] {
            #expect(try trusted.principal(of: issuer.token(header: ["typ": type])).name == "carla")
        }
        #expect(refusal(try issuer.token(header: ["crit": .array(["exp"])]), by: trusted) == .critical)
        #expect(refusal(try issuer.token(header: ["b64": .boolean(false)]), by: trusted) == .critical)
        #expect(refusal("a.b.c.d.e", by: trusted) == .encrypted)
        // A key that the token brings along counts for nothing.
        let brought = try StandInIssuer().token(header: ["jwk": .object([]), "jku": "https://evil.example/keys"])
        #expect(refusal(brought, by: trusted) == .signature)
    }

    @Test func `A text that is not a JWT is refused, in each of its parts`() throws {
        let (issuer, trusted) = (try issuer.get(), try issuer.get().trusted())
        let own = try issuer.token()
        let parts = own.split(separator: ".").map(String.init)
        let doubled = Base64URL.text(Array(#"{"iss":"a","iss":"b"}"#.utf8))
        for (text, part) in [
            (".", "form"), ("a.b", "form"), ("..", "header"), ("a.b.c.d", "form"),
            ("!.\(parts[1]).\(parts[2])", "header"), ("\(parts[0]).\(parts[1]).\(parts[2])=", "signature"),
            ("\(parts[0]).\(parts[1]).+/", "signature"), ("\(parts[0]).!.\(parts[2])", "claims"),
            ("\(parts[0]).\(doubled).\(parts[2])", "claims"), ("\(parts[0]).MQ.\(parts[2])", "claims"),
            ("\(parts[0]).\(Base64URL.text([0xFF])).\(parts[2])", "claims"), ("\(own)\u{e9}", "signature"),
        ] {
            #expect(refusal(text, by: trusted) == .malformed(part), "\(text.prefix(60))")
        }
        let long = try issuer.token(["more": .string(String(repeating: "x", count: JWT.longest))])
        #expect(refusal(long, by: trusted) == .tooLong(JWT.longest))
    }

    @Test func `Base64url has one text for one value`() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 250) }
            #expect(Base64URL.bytes(Base64URL.text(bytes)) == bytes)
        }
        for wrong in ["A", "AB", "AA==", "AA=", "A+", "A/", "AA A", "AA\n", "_-8!", "é"] {
            #expect(Base64URL.bytes(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `The claims say who has it: a publisher's program or person, or an operator`() throws {
        let issuer = try issuer.get()
        let trusted = issuer.trusted {
            $0.nameClaim = "/profile/full~1name"
            $0.publisherClaim = "https://publishing.example/publisher"
            $0.roleClaim = "/realm_access/roles"
        }
        let publisher: [String: JSONNode] = ["https://publishing.example/publisher": "fabrikam"]
        func principal(_ changes: [String: JSONNode]) throws -> Principal {
            try trusted.principal(of: issuer.token(publisher.merging(changes) { $1 }))
        }
        #expect(
            try principal(["profile": .members(["full/name": "  Olga\nO. "])])
                == Principal(.publisher("fabrikam"), name: "Olga O."))
        #expect(try principal([:]) == Principal(.publisher("fabrikam"), name: "248289761001"))
        let roles: JSONNode = .members(["roles": .array(["reader", "publishing-operator"])])
        #expect(try principal(["realm_access": roles]) == Principal(.operators, name: "248289761001"))
        let words: JSONNode = .members(["roles": "reader publishing-operator"])
        #expect(try principal(["realm_access": words]).isOperator)
        for other: JSONNode in ["publishing-operators", .array([.number("1")]), .null] {
            #expect(try !principal(["realm_access": .members(["roles": other])]).isOperator)
        }
        let claim = JWTRefusal.claim("https://publishing.example/publisher")
        for wrong: JSONNode in [.null, "*", "CONTOSO", "a/b", "", .array(["contoso", "fabrikam"])] {
            #expect(throws: claim) { try principal(["https://publishing.example/publisher": wrong]) }
        }
        #expect(throws: JWTRefusal.claim("/profile/full~1name")) { try principal(["sub": .null]) }
        let star = JWTIssuer.Claim("/*/name")
        #expect(star.value(in: .members(["a": .members(["name": "carla"])])) == nil)
        #expect(star.value(in: .members(["*": .members(["name": "carla"])])) == "carla")
        #expect(throws: JWTRefusal.claim("/profile/full~1name")) { try principal(["sub": "\u{202E} "]) }
    }

    @Test func `What a token says comes back in a header without harm`() throws {
        let (issuer, trusted) = (try issuer.get(), try issuer.get().trusted())
        let evil = "x\", error=\"none\"\r\nSet-Cookie: a=b\\\u{e9}" + String(repeating: "y", count: 3_000)
        for token in [
            try issuer.token(["iss": .string(evil)]), try issuer.token(header: ["kid": .string(evil)]),
            try issuer.token(header: ["typ": .string(evil)]), try issuer.token(header: ["alg": .string(evil)]),
        ] {
            let text = try #require(refusal(token, by: trusted)).message
            #expect(text.utf8.count < 500)
            #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }, "\(text)")
        }
    }
}
