// Where an identity provider is asked: its description of itself (OpenID Connect Discovery 1.0, 4) and what that leads to.

import Assets
import Base
import Foundation
import JSON

/// What an issuer says of itself.
struct IssuerDescription: Sendable, Equatable {
    var keys: String?
    var authorization: String?
    var token: String?
    var endSession: String?
    /// How clients show their secret; empty where the issuer does not say it.
    var clientAuthentication: [String] = []

    init(_ node: JSONNode) {
        keys = node["jwks_uri"]?.text
        authorization = node["authorization_endpoint"]?.text
        token = node["token_endpoint"]?.text
        endSession = node["end_session_endpoint"]?.text
        clientAuthentication = node["token_endpoint_auth_methods_supported"]?.items.compactMap(\.text) ?? []
    }
}

/// Asks one issuer, and waits for some seconds at most.
struct IssuerSource: Sendable {
    /// Bytes of an answer.
    static let largest = 256 << 10

    let issuer: String
    /// What is at an address. Throws the text for the log.
    let get: @Sendable (_ address: String) throws -> [UInt8]
    /// Sends a form and returns whatever is answered.
    let post: @Sendable (_ form: String, _ address: String, _ headers: [String: String]) throws -> FetchAnswer

    /// Throws the text for the log.
    func description() throws -> IssuerDescription {
        let address = (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
        let node = try JSONNode(get(address))
        guard node["issuer"]?.text == issuer else {
            let other = (node["issuer"]?.text ?? "").oneLine(200)
            throw Settings.Wrong(
                "\(address) is of the issuer \(other): set --jwt-issuer to that, if it is the right one")
        }
        return IssuerDescription(node)
    }

    static func demandAddress(_ name: String, _ text: String) throws {
        guard isAddress(text) else { throw Settings.Wrong("--\(name) \(text.oneLine(80)): give an https address") }
    }

    /// Whether a text is an address that an issuer may have.
    static func isAddress(_ text: String) -> Bool {
        guard let url = URL(string: text) else { return false }
        return url.scheme == "https" && url.host() != nil && url.fragment() == nil
    }
}

extension IssuerSource {
    /// Over https. The operator names the issuer, so it may be in a network of their own.
    init(_ issuer: String, authorities: String?) throws {
        var policy = FetchPolicy()
        policy.allowedNetworks = [try AllowedNetwork("0.0.0.0/0"), try AllowedNetwork("::/0")]
        policy.extraCAFile = authorities
        // A request waits for it.
        policy.connectTimeout = .seconds(3)
        policy.smallFileTimeout = .seconds(5)
        policy.totalTimeout = .seconds(10)
        let fetch = GuardedFetch(policy: policy)
        self.init(
            issuer: issuer,
            get: { address in
                do { return Array(try fetch.read(address, limit: Self.largest)) } catch {
                    throw Settings.Wrong("\(address.oneLine(200)): \(error)")
                }
            },
            post: { form, address, headers in
                try fetch.send(
                    .post(Data(form.utf8), type: "application/x-www-form-urlencoded"), to: address,
                    headers: headers.merging(["Accept": "application/json"]) { $1 })
            })
    }
}
