// Which addresses are special, whatever their notation.
import Testing

@testable import Assets

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "loopback"), ("127.255.255.254", "loopback"), ("::1", "loopback"), ("10.1.2.3", "private"),
        ("172.16.0.1", "private"), ("172.31.255.255", "private"), ("192.168.1.1", "private"), ("100.64.0.1", "private"),
        ("fd12::1", "private"), ("fec0::1", "private"), ("169.254.1.1", "link-local"), ("fe80::1", "link-local"),
        ("febf::1", "link-local"), ("169.254.169.254", "metadata"), ("168.63.129.16", "metadata"),
        ("224.0.0.1", "multicast"), ("ff02::1", "multicast"), ("0.0.0.0", "unspecified"), ("0.1.2.3", "unspecified"),
        ("::", "unspecified"), ("255.255.255.255", "reserved"), ("192.0.2.1", "reserved"), ("2001:db8::1", "reserved"),
        ("2001::1", "reserved"), ("::ffff:127.0.0.1", "loopback"), ("::ffff:10.0.0.1", "private"),
        ("64:ff9b::7f00:1", "loopback"), ("64:ff9b::a9fe:a9fe", "metadata"), ("2002:a00:1::", "private"),
        ("::127.0.0.1", "reserved"), ("4000::1", "reserved"),
    ])
    func `Special addresses are known by their use`(text: String, use: String) {
        #expect(IPAddress(text)?.specialUse == use)
    }

    @Test(arguments: [
        "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::", "169.253.1.1", "223.255.255.255",
    ])
    func `Public addresses are not special`(text: String) throws {
        #expect(try #require(IPAddress(text)).specialUse == nil)
    }

    @Test func `No line of the table became everything by mistake`() {
        #expect(NetworkRange.special.allSatisfy { $0.range.prefix > 0 })
        #expect([NetworkRange.allIPv4, .globalIPv6, .nat64, .sixToFour].allSatisfy { $0.prefix > 0 })
    }

    @Test func `Ranges are read strictly and compared by bits`() throws {
        for text in ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/", "::/129", "x/8", "10.0.0/8"] {
            #expect(NetworkRange(text) == nil, "\(text)")
        }
        let range = try #require(NetworkRange("10.128.0.0/9"))
        #expect(range.contains(try #require(IPAddress("10.255.0.1"))))
        #expect(!range.contains(try #require(IPAddress("10.127.0.1"))))
    }

    @Test func `An allowance is a range or a host's name`() throws {
        #expect(try AllowedNetwork("Registry.Internal").allows(host: "registry.internal"))
        #expect(try !AllowedNetwork("internal").allows(host: "registry.internal"))
        let range = try AllowedNetwork("10.0.0.0/8")
        #expect(range.allows(try #require(IPAddress("::ffff:10.1.1.1"))))
        #expect(throws: AssetError.self) { try AllowedNetwork("10.0.0.0/99") }
        #expect(throws: AssetError.self) { try AllowedNetwork("") }
    }
}
