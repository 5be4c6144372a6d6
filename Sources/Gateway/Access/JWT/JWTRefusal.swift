// Why a JWT is not taken.

import Base
import Offers

/// Each case with its text for the sender: what is wrong, and what to do.
enum JWTRefusal: Error, Equatable {
    case tooLong(Int)
    case encrypted
    /// Not three parts of base64url, or not JSON; with the part.
    case malformed(String)
    /// An algorithm that is not accepted, including `none`.
    case algorithm(String)
    /// A JWT that is not an access token (RFC 8725, 3.11).
    case type(String)
    /// The header requires an extension that the gateway does not know (RFC 7515, 4.1.11).
    case critical
    case noKey
    case unknownKey(String)
    /// The key is for other algorithms.
    case otherAlgorithm(String)
    case signature
    case otherIssuer(String)
    case otherAudience(String)
    /// An ID token of another sign-in.
    case nonce
    case noExpiry
    case expired(Timestamp)
    case notYet(Timestamp)
    /// A claim that identifies the holder or their rights is missing or cannot be used.
    case claim(String)

    /// In characters that a header may contain (RFC 6750, 3).
    var message: String {
        let text =
            switch self {
            case .tooLong(let most): "The token has more than \(most) bytes. Ask for one with fewer claims."
            case .encrypted: "The token is encrypted. Send one that is only signed."
            case .malformed(let part): "The \(part) of the token cannot be read. Send it as the issuer gave it."
            case .algorithm(let name):
                "The token is signed by \(name). The issuer must sign by "
                    + JWT.algorithms.joined(separator: ", ") + "."
            case .type(let name): "A token of type \(name) is not taken here. Send an access token (at+jwt)."
            case .critical: "The token has critical headers (crit), which this gateway does not know."
            case .noKey: "The token does not name its key (kid). The issuer must name it."
            case .unknownKey(let id):
                "The issuer has no key \(id), or has it no more. Ask the issuer for a new token."
            case .otherAlgorithm(let name): "The key of the token does not sign by \(name)."
            case .signature: "The signature does not fit the token. Send it as the issuer gave it."
            case .otherIssuer(let name): "The token is of the issuer \(name), which this gateway does not trust."
            case .otherAudience(let wanted):
                "The token is for others. Ask the issuer for one for the audience \(wanted)."
            case .nonce: "The token belongs to another sign-in (nonce). Sign in again."
            case .noExpiry: "The token does not say when it expires (exp)."
            case .expired(let time): "The token expired at \(time). Ask the issuer for a new one."
            case .notYet(let time): "The token is not valid before \(time). Check the clocks."
            case .claim(let name):
                "The claim \(name) of the token is missing or cannot be used. An administrator of the issuer must set it."
            }
        return String(
            text.oneLine(400).unicodeScalars.map { scalar in
                (0x20...0x7E).contains(scalar.value) && scalar != "\"" && scalar != "\\" ? Character(scalar) : "?"
            })
    }
}
