// Permission to pull from a repository, as registries grant it: they answer 401 and name an issuer, who issues a token
// for some time. The token goes only to the registry, never to where it redirects. Sources: Docker Registry HTTP API
// V2, token authentication specification; RFC 6750, 2.1; RFC 9110, 11.6.1.
import FoundationEssentials
import JSON

/// The token of one repository. Only one thread may use it.
final class RegistryAccess {
    private let registry: WebAddress
    private let repository: String
    private let policy: FetchPolicy
    private let check: () throws -> Void
    private var token: String?
    /// Whether the registry has accepted this token.
    private var isAccepted = false

    /// The longest accepted token.
    private static let limit = 64 << 10

    init(_ registry: WebAddress, _ repository: String, policy: FetchPolicy, check: @escaping () throws -> Void) {
        (self.registry, self.repository, self.policy, self.check) = (registry, repository, policy, check)
    }

    /// Adds the token to a request to the registry.
    func authorize(_ transfer: Transfer) throws {
        guard let token, isRegistry(transfer.address) else { return }
        try transfer.authorize(token)
    }

    /// Checks an answer first: throws `Disagreement.unauthorized` if the registry requires a token.
    func judge(_ transfer: Transfer) throws {
        guard isRegistry(transfer.address) else { return }
        guard transfer.status != 401 else { throw Disagreement.unauthorized }
        if transfer.token != nil, transfer.token == token { isAccepted = true }
    }

    /// Gets a new token after `judge` threw. Throws an `AssetProblem` if the issuer does not issue one to everybody, or
    /// the registry does not accept it.
    func renew(after transfer: Transfer) throws {
        // Another connection has already renewed it.
        guard transfer.token == token else { return }
        guard token == nil || isAccepted, let challenge = transfer.header("WWW-Authenticate"),
            let issuer = Self.issuer(challenge, for: repository)
        else { throw refused }
        let bytes: Data
        do {
            bytes = try GuardedFetch(policy: policy).small(issuer, limit: Self.limit, check: check).bytes
        } catch let problem as AssetProblem
            where problem.isNotFound || problem.findings.first?.code == "fetch-not-authorized"
        { throw refused }
        guard let answer = try? JSONNode([UInt8](bytes), largest: Self.limit),
            let text = answer["token"]?.text ?? answer["access_token"]?.text, Self.isToken(text)
        else { throw refused }
        (token, isAccepted) = (text, false)
    }

    private var refused: AssetProblem {
        AssetProblem("registry-not-public", ["value": "\(registry.host)/\(repository)"])
    }

    private func isRegistry(_ address: WebAddress) -> Bool {
        (address.scheme, address.host, address.port) == (registry.scheme, registry.host, registry.port)
    }

    /// The token's address: `Bearer realm="https://auth.example.com/token",service="registry.example.com"`. We decide
    /// its scope: pulling from this repository.
    static func issuer(_ challenge: String, for repository: String) -> String? {
        guard challenge.lowercased().hasPrefix("bearer ") else { return nil }
        var values: [String: String] = [:]
        for match in challenge.matches(of: /([A-Za-z_]{1,20})\s*=\s*"([^"]{0,2000})"/) {
            values[match.1.lowercased()] = String(match.2)
        }
        guard let realm = values["realm"], !realm.isEmpty else { return nil }
        let service = values["service"].map { "service=\($0.percentEncoded())&" } ?? ""
        let scope = "scope=" + "repository:\(repository):pull".percentEncoded()
        return realm + (realm.contains("?") ? "&" : "?") + service + scope
    }

    /// RFC 6750's `b64token`: nothing that could end a header line.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "-._~+/=".utf8.contains(byte)
            }
    }
}
