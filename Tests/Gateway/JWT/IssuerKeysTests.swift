import Base
import Foundation
import JSON
import TestSupport
import Testing

@testable import Gateway

/// Where the keys of an issuer come from, and how often they are read.
@Suite struct IssuerKeysTests {
    /// Keys of an issuer, with a clock, and how often they were read.
    private final class Shelf: Sendable {
        let clock = ManualClock()
        let text = Shared<[UInt8]?>(nil)
        let reads = Shared(0)
        let told = Shared<[IssuerKeys.Outcome]>([])

        func keys() -> IssuerKeys {
            IssuerKeys(
                now: { self.clock.now }, told: { outcome in self.told.withLock { $0.append(outcome) } }, source: read)
        }

        @Sendable func read() throws -> [UInt8] {
            reads.withLock { $0 += 1 }
            guard let text = text.value else { throw Settings.Wrong("away") }
            return text
        }
    }

    @Test func `A key that was rotated is found at the next token, and the one before it is gone with the set`() throws
    {
        let (issuer, shelf) = (try StandInIssuer(), Shelf())
        shelf.text.withLock { [text = issuer.published] in $0 = text }
        let keys = shelf.keys()
        #expect(keys.key("first") != nil && shelf.reads.value == 1)
        try issuer.rotate(to: "second")
        issuer.forget("first")
        shelf.text.withLock { [text = issuer.published] in $0 = text }
        #expect(keys.key("first") != nil, "not read again without need")
        shelf.clock.advance(IssuerKeys.pause)
        #expect(keys.key("second") != nil && shelf.reads.value == 2)
        #expect(keys.key("first") == nil)
        #expect(shelf.told.value == [.keys(["first"]), .keys(["second"])])
    }

    @Test func `However many tokens name keys that are not there, the set is read once in a while`() throws {
        let (issuer, shelf) = (try StandInIssuer(), Shelf())
        shelf.text.withLock { [text = issuer.published] in $0 = text }
        let keys = shelf.keys()
        for number in 0..<100 { #expect(keys.key("guess-\(number)") == nil) }
        #expect(shelf.reads.value == 1)
        shelf.clock.advance(IssuerKeys.pause)
        for number in 0..<100 { #expect(keys.key("guess-\(number)") == nil) }
        #expect(shelf.reads.value == 2)
        #expect(keys.key("first") != nil)
        #expect(shelf.told.value == [.keys(["first"])], "told once")
    }

    @Test func `Keys that are old are read again, and are kept where that fails`() throws {
        let (issuer, shelf) = (try StandInIssuer(), Shelf())
        shelf.text.withLock { [text = issuer.published] in $0 = text }
        let keys = shelf.keys()
        #expect(keys.key("first") != nil)
        shelf.clock.advance(IssuerKeys.longestAge)
        #expect(keys.key("first") != nil && shelf.reads.value == 1)
        shelf.clock.advance(.seconds(1))
        shelf.text.withLock { $0 = nil }
        for _ in 0..<10 { #expect(keys.key("first") != nil) }
        #expect(shelf.reads.value == 2)
        #expect(shelf.told.value == [.keys(["first"]), .failed("away")])
        issuer.forget("first")
        try issuer.rotate(to: "second")
        shelf.text.withLock { [text = issuer.published] in $0 = text }
        shelf.clock.advance(IssuerKeys.pause)
        #expect(keys.key("first") == nil, "a key that the issuer removed")
    }

    @Test func `Until the keys were read, nothing is said of a token`() throws {
        let (issuer, shelf) = (try StandInIssuer(), Shelf())
        let trusted = StandInIssuer.trusted(
            at: StandInIssuer.source(keys: shelf.read), now: { shelf.clock.now })
        let token = try issuer.token(["exp": .number("\(shelf.clock.now.milliseconds / 1_000 + 3_600)")])
        for _ in 0..<3 {
            #expect { try trusted.principal(of: token) } throws: { error in
                if case APIError.issuerAway = error { true } else { false }
            }
        }
        #expect(shelf.reads.value == 1)
        shelf.text.withLock { [text = issuer.published] in $0 = text }
        shelf.clock.advance(IssuerKeys.pause)
        #expect(try trusted.principal(of: token).name == "carla")
    }

    @Test func `The issuer's description and keys are read once for tokens, sign-ins and sign-outs`() throws {
        let signing = try StandInIssuer()
        let provider = StandInProvider(signing)
        let client = provider.openIDClient()
        let fixture = try GatewayFixture(client: client)
        #expect(fixture.call("GET", token: try signing.token()).status == 404)
        var browser = ProviderBrowser(provider)
        #expect(try browser.signIn(fixture).status == 200)
        #expect(client.endAddress != nil)
        let reads = provider.reads.value
        #expect(reads.descriptions == 1 && reads.keys == 1, "\(reads)")
    }

    @Test func `Keys whose address was not known are read as soon as the description may be read again`() throws {
        let (issuer, clock, isAway) = (try StandInIssuer(), ManualClock(), Shared(true))
        let published = issuer.published
        // Each reading takes a while.
        let source = StandInIssuer.source(
            keys: { published },
            described: {
                clock.advance(.seconds(3))
                if isAway.value { throw Settings.Wrong("away") }
                return [:]
            })
        let trusted = StandInIssuer.trusted(at: source, now: { clock.now })
        #expect(trusted.keys.key("first") == nil)
        isAway.withLock { $0 = false }
        clock.advance(IssuerKeys.pause - .seconds(1))
        #expect(trusted.keys.key("first") == nil, "not so soon")
        clock.advance(.seconds(1))
        #expect(trusted.keys.key("first") != nil)
    }

    @Test func `Keys for other things are left out, and one with an algorithm is for that only`() throws {
        let (point, rsa, short) = (
            try #require(SigningKey(.p256)), try #require(SigningKey(.rsa(bits: 2_048))),
            try #require(SigningKey(.rsa(bits: 1_024)))
        )
        let set = JSONNode.members([
            "keys": .array([
                StandInIssuer.jwk(point, "sig", ["use": "sig", "key_ops": .array(["verify"])]),
                StandInIssuer.jwk(point, "enc", ["use": "enc"]),
                StandInIssuer.jwk(point, "ops", ["key_ops": .array(["sign"])]),
                StandInIssuer.jwk(short, "short"), StandInIssuer.jwk(rsa, "any"),
                StandInIssuer.jwk(rsa, "pss", ["alg": "PS256"]), StandInIssuer.jwk(rsa, "oaep", ["alg": "RSA-OAEP"]),
                .members(["kid": "secret", "kty": "oct", "k": "c2VjcmV0"]), .members(["kid": "bare"]), "text",
                .members(["kty": "EC", "crv": "P-256"]),
            ])
        ])
        let keys = try IssuerKeys.read(set.json)
        #expect(keys.keys.sorted() == ["any", "oaep", "pss", "sig"])
        #expect(keys["any"]?.algorithms == [.rs256, .ps256])
        #expect(keys["pss"]?.algorithms == [.ps256])
        #expect(keys["oaep"]?.algorithms == [])
        let nameless = try JSONNode(
            Array(
                String(decoding: StandInIssuer.jwk(point, "x").json, as: UTF8.self).replacing(#""kid":"x","#, with: "")
                    .utf8))
        let two = try IssuerKeys.read(JSONNode.members(["keys": .array([nameless, nameless])]).json)
        #expect(two.count == 2, "none of them is the only one")
        for wrong in ["", "{}", "[]", #"{"keys":{}}"#] {
            #expect(throws: JSONError.self) { try IssuerKeys.read(Array(wrong.utf8)) }
        }
    }

    // MARK: Settings

    private func issuer(_ settings: [String: String], _ told: Shared<[String]>) throws -> JWTIssuer? {
        try JWTIssuer(
            Settings(settings), world: World(now: { StandInIssuer.now }, newID: { "" }, random: { 0 }),
            keysRead: { names in told.withLock { $0.append("keys \(names.joined(separator: " "))") } },
            keysKept: { reason in told.withLock { $0.append(reason) } })
    }

    @Test func `The issuer is asked over https, by the authorities of the settings`() throws {
        let (server, told) = (try IssuerServer(), Shared<[String]>([]))
        let keys = try StandInIssuer()
        try server.write(keys.published, to: "keys")
        let settings = [
            "jwt-issuer": server.address, "jwt-audience": StandInIssuer.audience, "ca-file": server.certificate,
        ]
        func description(_ issuer: String) -> [UInt8] {
            JSONNode.members(["issuer": .string(issuer), "jwks_uri": .string("\(server.address)/keys")]).json
        }
        try server.write(description(server.address), to: "openid-configuration")
        let trusted = try #require(try issuer(settings, told))
        #expect(told.value == ["keys first"])
        let token = try keys.token(["iss": .string(server.address)])
        #expect(try trusted.principal(of: token).name == "carla")
        #expect(try server.asked() == ["/.well-known/openid-configuration", "/keys"])

        // Another issuer at this address is refused.
        try server.write(description("https://other.example"), to: "openid-configuration")
        _ = try issuer(settings, told)
        #expect(told.value.last?.contains("is of the issuer https://other.example") == true)
        _ = try issuer(settings.filter { $0.key != "ca-file" }, told)
        #expect(told.value.last?.contains("certificate") == true, "\(told.value.last ?? "")")
        try server.write([], to: "openid-configuration")
        let early = try #require(try issuer(settings, told))
        #expect(!early.keys.isRead && told.value.count == 4, "\(told.value)")
        // An address of the keys needs no description.
        _ = try issuer(settings.merging(["jwt-keys": "\(server.address)/keys"]) { $1 }, told)
        #expect(told.value.last == "keys first")
    }

    @Test func `A file of keys is read without an issuer that answers`() throws {
        let told = Shared<[String]>([])
        let keys = try StandInIssuer()
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(keys.published).write(to: file)
        let settings = [
            "jwt-issuer": StandInIssuer.name, "jwt-audience": StandInIssuer.audience, "jwt-keys": file.path,
        ]
        let trusted = try #require(try issuer(settings, told))
        #expect(try trusted.principal(of: keys.token()).name == "carla")
        _ = try issuer(settings.merging(["jwt-keys": "/nowhere/keys"]) { $1 }, told)
        #expect(
            told.value == [
                "keys first", "--jwt-keys /nowhere/keys: the file cannot be read, or is larger than 256 KiB",
            ])
    }

    @Test func `Settings that do not belong together, or name no https address, are refused`() throws {
        let told = Shared<[String]>([])
        #expect(try issuer([:], told) == nil)
        for wrong in [
            ["jwt-issuer": "https://id.example"], ["jwt-audience": "a"], ["jwt-keys": "keys"],
            ["jwt-issuer": "http://id.example", "jwt-audience": "a"], ["jwt-issuer": "id", "jwt-audience": "a"],
            ["jwt-issuer": "id", "jwt-audience": "a", "jwt-keys": "http://id.example/keys"],
            ["jwt-issuer": "id", "jwt-audience": "a", "jwt-keys": "keys", "ca-file": "/nowhere"],
        ] {
            #expect(throws: Settings.Wrong.self, "\(wrong)") { try issuer(wrong, told) }
        }
        #expect(told.value == [])
    }
}
