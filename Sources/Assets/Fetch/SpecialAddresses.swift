// Addresses that a publisher's URL must not lead to. Source: the IANA registries of special-purpose IPv4 and IPv6
// addresses (RFC 6890 and its updates), and the metadata services of clouds.

extension NetworkRange {
    static let allIPv4 = known("0.0.0.0/0")
    /// The public IPv6 addresses (RFC 4291, 2.4); all others are reserved.
    static let globalIPv6 = known("2000::/3")
    /// RFC 6052: the last four bytes are an IPv4 address.
    static let nat64 = known("64:ff9b::/96")
    /// RFC 3056: bytes 2 to 5 are an IPv4 address.
    static let sixToFour = known("2002::/16")

    /// The first matching range gives the name, so narrow ranges come first.
    static let special: [(range: NetworkRange, use: String)] = [
        ("169.254.169.254", "metadata"), ("168.63.129.16", "metadata"), ("100.100.100.200", "metadata"),
        ("fd00:ec2::254", "metadata"),
        ("127.0.0.0/8", "loopback"), ("::1", "loopback"),
        ("0.0.0.0/8", "unspecified"), ("::", "unspecified"),
        ("10.0.0.0/8", "private"), ("172.16.0.0/12", "private"), ("192.168.0.0/16", "private"),
        ("100.64.0.0/10", "private"), ("fc00::/7", "private"), ("fec0::/10", "private"),
        ("64:ff9b:1::/48", "private"),
        ("169.254.0.0/16", "link-local"), ("fe80::/10", "link-local"),
        ("224.0.0.0/4", "multicast"), ("ff00::/8", "multicast"),
        ("192.0.0.0/24", "reserved"), ("192.0.2.0/24", "reserved"), ("192.88.99.0/24", "reserved"),
        ("198.18.0.0/15", "reserved"), ("198.51.100.0/24", "reserved"), ("203.0.113.0/24", "reserved"),
        ("240.0.0.0/4", "reserved"), ("2001::/23", "reserved"), ("2001:db8::/32", "reserved"),
        ("3fff::/20", "reserved"),
    ].map { (known($0.0), $0.1) }

    /// Only for the table above; a test parses every line of it.
    private static func known(_ text: String) -> NetworkRange { NetworkRange(text) ?? .everything }
}
