// An IP address as 16 bytes (IPv4 as v4-mapped), and its kind. An address that leads to an IPv4 address (v4-mapped,
// NAT64, 6to4) is judged by that address.
import Glibc

struct IPAddress: Equatable, Sendable {
    /// In network order; an IPv4 address is stored as ::ffff:a.b.c.d.
    let bytes: [UInt8]

    init?(_ text: String) {
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = Self.mapped + withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    /// From a `sockaddr` of the system; `nil` for a family other than IP.
    init?(socketAddress: UnsafeRawBufferPointer, family: Int32) {
        switch family {
        case AF_INET where socketAddress.count >= MemoryLayout<sockaddr_in>.size:
            let address = socketAddress.loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = Self.mapped + withUnsafeBytes(of: address) { Array($0) }
        case AF_INET6 where socketAddress.count >= MemoryLayout<sockaddr_in6>.size:
            let address = socketAddress.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: address) { Array($0) }
        default: return nil
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }
    static let zero = IPAddress(bytes: [UInt8](repeating: 0, count: 16))

    private init(four: ArraySlice<UInt8>) { bytes = Self.mapped + four }

    private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    /// The IPv4 address that a packet to this one finally reaches, if this one embeds it.
    private var embedded: IPAddress? {
        if NetworkRange.nat64.contains(self) { return IPAddress(four: bytes[12..<16]) }
        if NetworkRange.sixToFour.contains(self) { return IPAddress(four: bytes[2..<6]) }
        return nil
    }

    /// Why an outsider must not make us connect there, for example "loopback"; `nil` for a public address.
    var specialUse: String? {
        if let range = NetworkRange.special.first(where: { $0.range.contains(self) }) { return range.use }
        if let embedded { return embedded.specialUse }
        return NetworkRange.allIPv4.contains(self) || NetworkRange.globalIPv6.contains(self) ? nil : "reserved"
    }
}

/// A range of addresses in CIDR notation.
struct NetworkRange: Equatable, Sendable {
    let address: IPAddress
    /// Of 128; an IPv4 prefix counts from 96.
    let prefix: Int

    /// `10.0.0.0/8`, `fd00::/8`, or one address.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(String(parts[0])) else { return nil }
        let bits = text.contains(":") ? 128 : 32
        guard let prefix = parts.count == 1 ? bits : Int(parts[1]), (0...bits).contains(prefix) else { return nil }
        self.address = address
        self.prefix = 128 - bits + prefix
    }

    /// Everything: used for a range that cannot be parsed, so that a mistake in a table refuses too much.
    static let everything = NetworkRange(prefix: 0)

    private init(prefix: Int) {
        address = .zero
        self.prefix = prefix
    }

    func contains(_ other: IPAddress) -> Bool {
        let whole = prefix / 8
        guard address.bytes[..<whole] == other.bytes[..<whole] else { return false }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> (prefix % 8))
        return prefix % 8 == 0 || address.bytes[whole] & mask == other.bytes[whole] & mask
    }
}
