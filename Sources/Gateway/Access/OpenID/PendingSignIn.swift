// A sign-in that has begun and for which the issuer has not answered yet. The browser keeps it in a cookie, so it works at
// every gateway. What is sent to the issuer follows from the cookie's secret; who knows what was sent cannot find the secret.

import Assets
import Base
import HTTP

struct PendingSignIn: Sendable {
    /// Longest time from its beginning to the issuer's answer.
    static let longest = Duration.seconds(900)

    let secret: String
    let began: Timestamp
    /// The session that the browser showed when it began. Its answer comes from another site, and therefore without it.
    let session: String?
    /// Where the browser goes afterwards.
    let next: ReturnAddress?

    init(world: World, session: String?, next: ReturnAddress?) {
        secret = world.newSecret()
        began = world.now()
        self.session = session.flatMap { Sessions.isWellFormed($0) ? $0 : nil }
        self.next = next
    }

    /// Nil for what is not a cookie of ours, or is too old.
    init?(cookie: String?, at now: Timestamp) {
        let parts = (cookie ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, Digest(hex: String(parts[0])) != nil, let milliseconds = Int64(parts[1]),
            let text = Base64URL.bytes(parts[3])
        else { return nil }
        let began = Timestamp(milliseconds: milliseconds)
        // The clock of the gateway where it began may be ahead.
        guard began <= now + JWTIssuer.leeway, began + Self.longest > now else { return nil }
        secret = String(parts[0])
        self.began = began
        session = Sessions.isWellFormed(String(parts[2])) ? String(parts[2]) : nil
        next = ReturnAddress(String(decoding: text, as: UTF8.self))
    }

    var cookie: String {
        "\(secret).\(began.milliseconds).\(session ?? "").\(Base64URL.text((next?.text ?? "").utf8))"
    }

    /// Comes back with the issuer's answer.
    func state() throws -> String { try derived("state") }
    /// Comes back in the ID token.
    func nonce() throws -> String { try derived("nonce") }
    /// Shows the issuer that who began is who asks for the token (RFC 7636, 4.1).
    func verifier() throws -> String { try derived("verifier") }
    /// RFC 7636, 4.2, `S256`.
    func challenge() throws -> String { try Base64URL.text(Digest.of(Array(verifier().utf8)).bytes) }

    private func derived(_ use: String) throws -> String {
        try Digest.keyed(Array(secret.utf8), of: Array(use.utf8)).hex
    }
}

/// A page of ours to which a browser goes once it has signed in, and no other address.
struct ReturnAddress: Sendable, Equatable {
    let text: String

    /// Nil for an address that is not below the pages that need a session.
    init?(_ text: String?) {
        guard let text, text.utf8.count <= 1_000, text.utf8.allSatisfy(Self.isPlain),
            let path = HTTPRequest("GET", text)?.path.first, ["offers", "operations", "preview"].contains(path),
            text.hasPrefix("/\(path)")
        else { return nil }
        self.text = text
    }

    /// The page that a request asks for.
    init?(_ request: HTTPRequest) {
        let query = request.query.sorted { $0.key < $1.key }.filter { $0.key != "lang" }.map { ($0.key, $0.value) }
        let path = request.path.map { "/" + $0.percentEncoded() }.joined()
        self.init(query.isEmpty ? path : "\(path)?\(encodedForm(query))")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"<>\\^`{|}#".utf8.contains(byte)
    }
}
