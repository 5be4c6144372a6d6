// The settings of an identity provider, and where its keys are.

import Assets
import Base
import Foundation
import JSON

extension JWTIssuer {
    /// Settings: `jwt-issuer`, `jwt-audience`, `jwt-keys`, `jwt-name-claim`, `jwt-publisher-claim`, `jwt-role-claim`,
    /// `jwt-operator-role`, `ca-file`. Nil without an issuer. Throws `Settings.Wrong`.
    /// - Parameter keysRead: hears the names of the issuer's keys when they changed.
    /// - Parameter keysKept: hears why they could not be read.
    public init?(
        _ settings: Settings, world: World = .real, keysRead: @escaping @Sendable ([String]) -> Void,
        keysKept: @escaping @Sendable (String) -> Void
    ) throws {
        let (keys, authorities) = (settings["jwt-keys"], settings["ca-file"])
        var rules = Rules(issuer: "", audience: "")
        rules.nameClaim = settings["jwt-name-claim"].map { Claim($0) } ?? rules.nameClaim
        rules.publisherClaim = settings["jwt-publisher-claim"].map { Claim($0) } ?? rules.publisherClaim
        rules.roleClaim = settings["jwt-role-claim"].map { Claim($0) } ?? rules.roleClaim
        rules.operatorRole = settings["jwt-operator-role"] ?? rules.operatorRole
        let audience = settings["jwt-audience"]
        guard let issuer = settings["jwt-issuer"] else {
            guard keys == nil, audience == nil else {
                throw Settings.Wrong("--jwt-issuer is missing: the issuer's address, as its tokens have it in iss")
            }
            return nil
        }
        guard let audience else {
            throw Settings.Wrong("--jwt-audience is missing: what the tokens of \(issuer) have in aud for this gateway")
        }
        // Its keys are found below it; with keys from elsewhere it is only a name.
        if keys == nil { try Self.demandAddress("jwt-issuer", issuer) }
        if let keys, KeySource.isAddress(keys) { try Self.demandAddress("jwt-keys", keys) }
        if let authorities, !FileManager.default.isReadableFile(atPath: authorities) {
            throw Settings.Wrong("--ca-file \(authorities): the file cannot be read")
        }
        (rules.issuer, rules.audience) = (issuer, audience)
        let source = try KeySource(issuer: issuer, keys: keys, authorities: authorities)
        self.init(
            rules: rules,
            keys: IssuerKeys(
                now: world.now,
                told: { outcome in
                    switch outcome {
                    case .keys(let names): keysRead(names)
                    case .failed(let reason): keysKept(reason)
                    }
                }, source: source.text),
            now: world.now)
        self.keys.read()
    }

    private static func demandAddress(_ name: String, _ text: String) throws {
        guard let url = URL(string: text), url.scheme == "https", url.host() != nil, url.fragment() == nil else {
            throw Settings.Wrong("--\(name) \(text.oneLine(80)): give an https address")
        }
    }
}

/// Where the keys of an issuer are.
struct KeySource: Sendable {
    private let issuer: String
    /// A file or an address; nil where the issuer says it.
    private let keys: String?
    private let fetch: GuardedFetch

    init(issuer: String, keys: String?, authorities: String?) throws {
        (self.issuer, self.keys) = (issuer, keys)
        var policy = FetchPolicy()
        // The operator names the issuer, and may keep it in a network of their own.
        policy.allowedNetworks = [try AllowedNetwork("0.0.0.0/0"), try AllowedNetwork("::/0")]
        policy.extraCAFile = authorities
        // A request waits for it.
        policy.connectTimeout = .seconds(3)
        policy.smallFileTimeout = .seconds(5)
        fetch = GuardedFetch(policy: policy)
    }

    /// Anything else is a file.
    static func isAddress(_ keys: String) -> Bool { keys.contains("://") }

    /// The text of the key set. Throws the text for the log.
    func text() throws -> [UInt8] {
        guard let keys else { return try get(discovered()) }
        guard !Self.isAddress(keys) else { return try get(keys) }
        guard let data = FileManager.default.contents(atPath: keys), data.count <= IssuerKeys.largest else {
            throw Settings.Wrong("--jwt-keys \(keys): the file cannot be read, or is larger than 256 KiB")
        }
        return Array(data)
    }

    /// The address that the issuer's own description has (OpenID Connect Discovery 1.0, 4).
    private func discovered() throws -> String {
        let address = (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
        let description = try JSONNode(get(address))
        guard description["issuer"]?.text == issuer else {
            let other = (description["issuer"]?.text ?? "").oneLine(200)
            throw Settings.Wrong(
                "\(address) is of the issuer \(other): set --jwt-issuer to that, if it is the right one")
        }
        guard let keys = description["jwks_uri"]?.text else { throw Settings.Wrong("\(address) has no jwks_uri") }
        return keys
    }

    private func get(_ address: String) throws -> [UInt8] {
        do { return Array(try fetch.read(address, limit: IssuerKeys.largest)) } catch {
            throw Settings.Wrong("\(address.oneLine(200)): \(error)")
        }
    }
}
