// The forms of single values: identifiers, addresses, numbers. Each is a yes or no about one text.

import Base
import FoundationEssentials
import Offers

/// Whether a text has the form that its kind requires.
package enum Form {
    package static func holds(_ kind: Policy.Kind, _ text: String) -> Bool {
        switch kind {
        case .identifier: OfferKey.isIdentifier(text)
        // As the portal's documents have them.
        case .planIdentifier: text.wholeMatch(of: /[a-z0-9_-]{0,49}[a-z0-9_]/) != nil
        case .keyword: text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9-]{0,49}/) != nil
        case .email: EmailAddress(text) != nil
        case .mailbox: Mailbox(text) != nil
        case .phone: isPhone(text)
        case .guid: isGUID(text)
        case .country: isUpperCase(text, letters: 2)
        case .currency: isUpperCase(text, letters: 3)
        case .version: Version(text) != nil
        case .tag: text == "latest" || text.wholeMatch(of: /[0-9]{1,9}(\.[0-9]{1,9}){1,2}-[A-Za-z0-9._-]{1,100}/) != nil
        case .digest: text.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil
        case .repository: isRepository(text)
        case .link: url(text, schemes: ["https", "http"]) != nil
        case .secureLink: url(text, schemes: ["https"]) != nil
        default: true
        }
    }

    /// An absolute URL of printable ASCII with a host and without user and password; nil for anything else.
    package static func url(_ text: String, schemes: [String]) -> URLComponents? {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(), schemes.contains(scheme),
            let host = url.host, !host.isEmpty, url.user == nil, url.password == nil
        else { return nil }
        return url
    }

    package static func isGUID(_ text: String) -> Bool {
        text.wholeMatch(of: /[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) != nil
    }

    private static func isPhone(_ text: String) -> Bool {
        text.wholeMatch(of: /\+?\(?[0-9][0-9 ().\/-]{3,29}( ?(x|ext\.?) ?[0-9]{1,6})?/) != nil
    }

    private static func isUpperCase(_ text: String, letters: Int) -> Bool {
        text.utf8.count == letters && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    /// `registry.example:5000/name/part`, without tag or digest (the OCI distribution specification's name).
    private static func isRepository(_ text: String) -> Bool {
        guard text.utf8.count <= 255, let slash = text.firstIndex(of: "/") else { return false }
        let host = text[..<slash].split(separator: ":", omittingEmptySubsequences: false)
        let name = text[slash...].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(host.count)
            && EmailAddress.isHostName(host[0])
            && (host.count == 1 || UInt16(host[1]) != nil) && (host.count == 2 || host[0].contains("."))
            && name.allSatisfy { $0.wholeMatch(of: /[a-z0-9]+([._-]+[a-z0-9]+)*/) != nil }
    }
}

/// `X.Y.Z`, compared number by number.
struct Version: Comparable {
    let numbers: [Int]

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        numbers = parts.compactMap { part in
            part.utf8.count <= 9 && part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
    }

    static func < (a: Version, b: Version) -> Bool { a.numbers.lexicographicallyPrecedes(b.numbers) }
}
