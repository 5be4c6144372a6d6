// Signing in to the pages at an identity provider: the authorization code flow of OpenID Connect Core 1.0 (3.1) with PKCE (RFC
// 7636). The ID token is judged where the API's tokens are.

import Assets
import Base
import Foundation
import JSON
import Offers
import Synchronization

/// The gateway as a client of its identity provider. Any thread.
public struct OpenIDClient: Sendable {
    /// Where the issuer sends the browser back, below `pages-url`.
    static let answerPath = ["sign-in", "answer"]

    let issuer: JWTIssuer
    let client: String
    /// Read at each sign-in; nil for a public client.
    let secret: (@Sendable () throws -> String)?
    var scopes = "openid profile"
    /// Where people reach the gateway.
    let pages: String
    let outstanding = Outstanding()

    /// What people call the issuer: its host.
    var name: String { URL(string: issuer.rules.issuer)?.host() ?? issuer.rules.issuer }
    private var answerAddress: String { "\(pages)/\(Self.answerPath.joined(separator: "/"))" }

    /// Where the browser goes to sign in. May ask the issuer, and wait. Throws `SignInFailure.away`.
    func address(for pending: PendingSignIn) throws -> String {
        guard let authorization = try described().authorization, IssuerSource.isAddress(authorization) else {
            throw SignInFailure.away("its description has no authorization_endpoint that is an https address")
        }
        let fields = [
            ("response_type", "code"), ("client_id", client), ("redirect_uri", answerAddress), ("scope", scopes),
            ("state", try pending.state()), ("nonce", try pending.nonce()),
            ("code_challenge", try pending.challenge()), ("code_challenge_method", "S256"),
        ]
        return Self.link(authorization, fields)
    }

    private static func link(_ address: String, _ fields: [(String, String)]) -> String {
        "\(address)\(address.contains("?") ? "&" : "?")\(encodedForm(fields))"
    }

    /// Who has signed in, by the issuer's answer to the browser. Asks the issuer, and waits. Throws `SignInFailure`.
    func principal(answering query: [String: String], _ pending: PendingSignIn?) throws -> Principal {
        guard let pending, let state = query["state"], try state == pending.state() else {
            throw SignInFailure.notBegunHere
        }
        // RFC 9207, 2.4.
        if let issuer = query["iss"], issuer != self.issuer.rules.issuer { throw SignInFailure.notBegunHere }
        if let error = query["error"] {
            throw SignInFailure.refused(error, query["error_description"] ?? "")
        }
        guard let code = query["code"], !code.isEmpty else { throw SignInFailure.notBegunHere }
        let token = try token(for: code, pending)
        do {
            return try issuer.principal(ofIDToken: token, for: client, nonce: pending.nonce())
        } catch let refusal as JWTRefusal {
            throw refusal == .claim(issuer.rules.publisherClaim.name)
                ? SignInFailure.noPublisher(refusal) : SignInFailure.badToken(refusal)
        } catch APIError.issuerAway {
            throw SignInFailure.away("its keys cannot be read")
        }
    }

    /// Where a browser ends its session at the issuer (RP-Initiated Logout 1.0, 2); nil where the issuer does not say it.
    /// May ask the issuer, and wait.
    var endAddress: String? {
        guard let address = issuer.description.value()?.endSession, IssuerSource.isAddress(address) else { return nil }
        let fields = [("client_id", client), ("post_logout_redirect_uri", "\(pages)/sign-in")]
        return Self.link(address, fields)
    }

    private func described() throws -> IssuerDescription {
        do { return try issuer.description.required() } catch { throw SignInFailure.away("\(error)") }
    }

    /// The ID token for a code (OpenID Connect Core 1.0, 3.1.3).
    private func token(for code: String, _ pending: PendingSignIn) throws -> String {
        let described = try described()
        guard let address = described.token else { throw SignInFailure.away("its description has no token_endpoint") }
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", answerAddress),
            ("code_verifier", try pending.verifier()),
        ]
        var headers: [String: String] = [:]
        let methods = described.clientAuthentication
        let secret = try secretText()
        if let secret, methods.isEmpty || methods.contains("client_secret_basic") {
            // RFC 6749, 2.3.1.
            let pair = "\(client.percentEncoded()):\(secret.percentEncoded())"
            headers["Authorization"] = "Basic \(Data(pair.utf8).base64EncodedString())"
        } else {
            fields.append(("client_id", client))
            if let secret { fields.append(("client_secret", secret)) }
        }
        guard outstanding.begin() else { throw SignInFailure.away("\(Outstanding.most) sign-ins wait for its answer") }
        defer { outstanding.end() }
        let answer: FetchAnswer
        do { answer = try issuer.source.post(encodedForm(fields), address, headers) } catch {
            throw SignInFailure.away("\(error)")
        }
        let body = (try? JSONNode(Array(answer.body))) ?? .null
        switch answer.status {
        case 200:
            guard let token = body["id_token"]?.text else {
                throw SignInFailure.misconfigured("the answer of \(address) has no id_token")
            }
            return token
        case 429, 500...: throw SignInFailure.away("\(address) answered \(answer.status)")
        default:
            let error = (body["error"]?.text ?? "HTTP \(answer.status)").oneLine(100)
            let reason = "\(error) \(body["error_description"]?.text ?? "")".oneLine(300)
            throw error == "invalid_grant" ? SignInFailure.codeRefused(reason) : .misconfigured(reason)
        }
    }

    private func secretText() throws -> String? {
        do { return try secret?() } catch { throw SignInFailure.misconfigured("\(error)") }
    }
}

extension OpenIDClient {
    /// Settings: `oidc-client`, `oidc-secret`, `oidc-scopes`, `pages-url`. Nil without a client.
    /// Throws `Settings.Wrong`.
    public init?(_ settings: Settings, issuer: JWTIssuer?) throws {
        let (client, file, scopes) = (settings["oidc-client"], settings["oidc-secret"], settings["oidc-scopes"])
        let pages = try settings.pagesAddress()
        guard let client else {
            guard file == nil, scopes == nil else {
                throw Settings.Wrong("--oidc-client is missing: what the identity provider calls the gateway's pages")
            }
            return nil
        }
        guard let issuer else { throw Settings.Wrong("--jwt-issuer is missing: the issuer that knows \(client)") }
        guard issuer.rules.audience != client else {
            throw Settings.Wrong(
                "--jwt-audience is the same as --oidc-client: with one audience for both, an ID token would open the API"
            )
        }
        try IssuerSource.demandAddress("jwt-issuer", issuer.rules.issuer)
        var secret: (@Sendable () throws -> String)?
        if let file {
            // Read once now, so that a mistake stops the start.
            _ = try Self.secret(in: file)
            secret = { try Self.secret(in: file) }
        }
        self.init(issuer: issuer, client: client, secret: secret, pages: pages)
        if let scopes {
            guard scopes.split(separator: " ").contains("openid") else {
                throw Settings.Wrong("--oidc-scopes \(scopes.oneLine(80)): openid must be among them")
            }
            self.scopes = scopes
        }
    }

    private static func secret(in file: String) throws -> String {
        let data = FileManager.default.contents(atPath: file) ?? Data()
        let secret = data.count <= 4_096 ? String(decoding: data, as: UTF8.self).trimmed : ""
        guard !secret.isEmpty else {
            throw Settings.Wrong("--oidc-secret \(file): the file cannot be read, is empty, or is larger than 4 KiB")
        }
        return secret
    }

    /// The sign-ins that wait for the issuer's token. It may hang, and must not hold the threads of all connections.
    final class Outstanding: Sendable {
        static let most = 32
        private let count = Mutex(0)

        /// Whether one more may wait.
        func begin() -> Bool {
            count.withLock { count in
                guard count < Self.most else { return false }
                count += 1
                return true
            }
        }

        func end() { count.withLock { $0 -= 1 } }
    }
}

/// Why nobody signed in, each with the text for the log; pages have words of their own for each case.
enum SignInFailure: Error {
    /// The issuer does not answer, or not as an issuer does.
    case away(String)
    /// The answer is for another browser, too old, or made up.
    case notBegunHere
    /// By the issuer, with its code and words.
    case refused(String, String)
    case codeRefused(String)
    /// The issuer does not take the gateway as it is configured.
    case misconfigured(String)
    case badToken(JWTRefusal)
    /// The person's account has nothing here.
    case noPublisher(JWTRefusal)

    /// The last part of its text's code on the pages.
    var code: String {
        switch self {
        case .away: "away"
        case .notBegunHere: "not-begun"
        case .refused: "refused"
        case .codeRefused: "code-refused"
        case .misconfigured: "misconfigured"
        case .badToken: "bad-token"
        case .noPublisher: "no-publisher"
        }
    }

    var status: Int {
        switch self {
        case .away: 503
        case .notBegunHere: 400
        case .refused, .codeRefused, .badToken, .noPublisher: 403
        case .misconfigured: 500
        }
    }

    var reason: String {
        switch self {
        case .away(let reason): "The issuer does not answer: \(reason)"
        case .notBegunHere: "The answer does not fit a sign-in that began in this browser."
        case .refused(let code, let words): "The issuer refused: \(code) \(words)".oneLine(300)
        case .codeRefused(let reason): "The issuer did not take its code: \(reason)"
        case .misconfigured(let reason): "The issuer does not take this gateway: \(reason)"
        case .badToken(let refusal), .noPublisher(let refusal): refusal.message
        }
    }
}
