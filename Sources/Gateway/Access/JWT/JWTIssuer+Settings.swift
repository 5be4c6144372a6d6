// The settings of an identity provider, and where its keys are.

import Assets
import Base
import Foundation
import JSON

extension JWTIssuer {
    /// Settings: `jwt-issuer`, `jwt-audience`, `jwt-keys`, `jwt-name-claim`, `jwt-publisher-claim`, `jwt-role-claim`,
    /// `jwt-operator-role`, `oidc-client`, `ca-file`. Nil without an issuer. Throws `Settings.Wrong`.
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
        guard audience != nil || settings["oidc-client"] != nil else {
            throw Settings.Wrong(
                "--jwt-audience is missing: what the tokens of \(issuer) have in aud for the API; or --oidc-client, for the pages"
            )
        }
        // Its keys are found below it; with keys from elsewhere it is only a name.
        if keys == nil { try IssuerSource.demandAddress("jwt-issuer", issuer) }
        if let keys, KeySource.isAddress(keys) { try IssuerSource.demandAddress("jwt-keys", keys) }
        if let authorities, !FileManager.default.isReadableFile(atPath: authorities) {
            throw Settings.Wrong("--ca-file \(authorities): the file cannot be read")
        }
        (rules.issuer, rules.audience) = (issuer, audience)
        self.init(
            rules: rules, source: try IssuerSource(issuer, authorities: authorities), keys: keys, now: world.now
        ) { outcome in
            switch outcome {
            case .keys(let names): keysRead(names)
            case .failed(let reason): keysKept(reason)
            }
        }
        self.keys.read()
    }
}

/// The source of an issuer's keys.
struct KeySource: Sendable {
    let issuer: IssuerSource
    let description: IssuerDocument<IssuerDescription>
    /// A file or an address; nil where the description names it.
    let keys: String?

    /// Anything else is a file.
    static func isAddress(_ keys: String) -> Bool { keys.contains("://") }

    /// The text of the key set. Throws a text for the log.
    func text() throws -> [UInt8] {
        guard let keys else {
            guard let found = try description.required().keys else {
                throw Settings.Wrong("the description of \(issuer.issuer) has no jwks_uri")
            }
            return try issuer.get(found)
        }
        guard !Self.isAddress(keys) else { return try issuer.get(keys) }
        guard let data = FileManager.default.contents(atPath: keys), data.count <= IssuerSource.largest else {
            throw Settings.Wrong("--jwt-keys \(keys): the file cannot be read, or is larger than 256 KiB")
        }
        return Array(data)
    }
}
