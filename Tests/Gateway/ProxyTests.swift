// Whose word on an address counts.

import Base
import HTTP
import Testing

@testable import Gateway

@Suite struct ProxyTests {
    private func client(_ peer: String, _ headers: [String: String]) throws -> String {
        let proxies = try TrustedProxies("10.0.0.0/8, 192.0.2.7,fd00::/8")
        let request = try #require(HTTPRequest("GET", "/", headers: headers, peer: peer))
        return proxies.client(of: request)
    }

    @Test(arguments: [
        ("203.0.113.5", ["x-forwarded-for": "198.51.100.1"], "203.0.113.5"),
        ("10.1.2.3", [:], "10.1.2.3"),
        ("10.1.2.3", ["x-forwarded-for": "198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["x-forwarded-for": "198.51.100.9, 198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["x-forwarded-for": "198.51.100.1, 192.0.2.7"], "198.51.100.1"),
        ("10.1.2.3", ["x-forwarded-for": "10.0.0.9"], "10.0.0.9"),
        ("10.1.2.3", ["x-forwarded-for": "198.51.100.1, unknown"], "10.1.2.3"),
        ("10.1.2.3", ["x-forwarded-for": "198.51.100.1:4711"], "198.51.100.1"),
        ("fd00::1", ["forwarded": "for=198.51.100.9, For=\"[2001:db8::17]:47011\";proto=https"], "2001:db8::17"),
        ("10.1.2.3", ["forwarded": "for=_hidden", "x-forwarded-for": "198.51.100.1"], "10.1.2.3"),
    ])
    func `The last hop that is not a proxy of ours is the client`(
        peer: String, headers: [String: String], expected: String
    ) throws {
        #expect(try client(peer, headers) == expected)
    }

    @Test func `A setting that names no network is refused`() {
        #expect(throws: Settings.Wrong.self) { try TrustedProxies("10.0.0.0/99") }
    }
}
