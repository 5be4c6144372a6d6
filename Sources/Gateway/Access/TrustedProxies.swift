// The proxies whose report of a client's address counts (RFC 7239, and X-Forwarded-For).

import Assets
import Base
import HTTP

/// The proxies in the setting `trusted-proxies`.
public struct TrustedProxies: Sendable {
    /// How many hops are read, from the last one back.
    private static let mostHops = 32
    private let networks: [AllowedNetwork]

    /// Addresses and ranges separated by commas. Throws `Settings.Wrong`.
    public init(_ text: String = "") throws {
        do {
            networks = try text.split(separator: ",").map { try AllowedNetwork(String($0).trimmed) }
        } catch { throw Settings.Wrong("--trusted-proxies \(text): \(error)") }
    }

    public func trusts(_ address: String) -> Bool { networks.contains { $0.allows(address: address) } }

    /// The client's address: the last hop that is not one of the proxies. Other hops' claims are not trusted.
    func client(of request: HTTPRequest) -> String {
        guard trusts(request.peer) else { return request.peer }
        let hops =
            request["forwarded"].map(Self.forwarded)
            ?? (request["x-forwarded-for"] ?? "").split(separator: ",").map { String($0).trimmed }
        var client = request.peer
        for hop in hops.reversed().prefix(Self.mostHops) {
            let address = Self.address(hop)
            // For a hop that hides its address, the proxy after it counts.
            guard AllowedNetwork.isAddress(address) else { return client }
            client = address
            guard trusts(address) else { return client }
        }
        return client
    }

    /// The `for=` of each element.
    private static func forwarded(_ value: String) -> [String] {
        value.split(separator: ",").map { element in
            for pair in element.split(separator: ";") {
                let halves = pair.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
                if halves.count == 2, halves[0].lowercased() == "for" { return halves[1] }
            }
            return ""
        }
    }

    /// Without quotes, brackets and port.
    private static func address(_ hop: String) -> String {
        let text = hop.filter { $0 != "\"" }
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        return text.count { $0 == ":" } == 1 ? String(text.prefix { $0 != ":" }) : text
    }
}
