// A JSON Web Token in its compact form (RFC 7519, RFC 7515), parsed. None of it is trusted yet.

import Assets
import Foundation
import JSON

struct JWT {
    /// The longest token, in bytes. A request head with it still fits.
    static let longest = 8 << 10
    /// The limit of values in the header, or in the claims.
    private static let mostValues = 1_000

    static let algorithms = SignatureAlgorithm.allCases.map(\.rawValue)

    /// What a token is for, and the types that it may have; it may leave out its type (RFC 7519, 5.1).
    enum Purpose {
        /// To give access to the API.
        case access
        /// To say who has signed in.
        case signIn

        var types: Set<String> {
            switch self {
            // RFC 9068, 2.1.
            case .access: ["jwt", "at+jwt"]
            case .signIn: ["jwt"]
            }
        }
    }

    let algorithm: SignatureAlgorithm
    /// The name of the key that signed it.
    /// Nil where an ID token does not say it (OpenID Connect Core 1.0, 10.1).
    let key: String?
    let claims: JSONNode
    /// The signed bytes, and the signature.
    let signed: [UInt8]
    let signature: [UInt8]

    /// Whether a text is meant as a JWT, signed or encrypted. Other tokens have no dots.
    static func looksLike(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: ".")) }

    init(_ text: String, for purpose: Purpose = .access) throws(JWTRefusal) {
        guard text.utf8.count <= Self.longest else { throw .tooLong(Self.longest) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count != 5 else { throw .encrypted }
        guard parts.count == 3 else { throw .malformed("form") }
        let header = try Self.object(parts[0], "header")
        // The algorithm first: without one, the signature would be missing, too.
        let name = header["alg"]?.text ?? ""
        guard let algorithm = SignatureAlgorithm(rawValue: name) else {
            throw .algorithm(name.isEmpty ? "nobody" : name)
        }
        if let type = header["typ"] { try Self.demand(type, purpose) }
        guard header["crit"] == nil, header["b64"] == nil else { throw .critical }
        let key = header["kid"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        guard key != nil || purpose == .signIn else { throw .noKey }
        guard let signature = Base64URL.bytes(parts[2]) else { throw .malformed("signature") }
        self.algorithm = algorithm
        self.key = key
        self.signature = signature
        claims = try Self.object(parts[1], "claims")
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    private static func demand(_ type: JSONNode, _ purpose: Purpose) throws(JWTRefusal) {
        var name = (type.text ?? "").lowercased()
        if name.hasPrefix("application/") { name.removeFirst("application/".count) }
        guard purpose.types.contains(name) else { throw .type(name.isEmpty ? "?" : name) }
    }

    private static func object(_ part: Substring, _ name: String) throws(JWTRefusal) -> JSONNode {
        guard let bytes = Base64URL.bytes(part), let node = try? JSONNode(bytes, mostValues: mostValues),
            case .object = node
        else { throw .malformed(name) }
        return node
    }
}
