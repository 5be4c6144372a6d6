// The policy's limits of a place, for people.

import Offers

extension Policy.Field {
    /// As the end of a sentence: `at most 50 characters`.
    var limit: String {
        let words = (of ?? []).joined(separator: ", ")
        return switch kind {
        case .object: "an object"
        case .list: "a list of \(range("element"))"
        case .boolean: "true or false"
        case .integer: of == nil ? "a whole number from \(least ?? 0) to \(most ?? 0)" : "one of \(words)"
        case .decimal: "a number from 0 to \(most ?? 0)"
        case .text: "\(range("character"))\(lines == true ? ", also of several lines" : "")"
        case .html: "HTML of \(range("character"))"
        case .choice: "one of \(words)"
        case .refused: "not \(words)"
        case .keyword: "1 to 50 letters, digits and -"
        case .identifier: "1 to 50 of a-z, 0-9 and -, not ending in -"
        case .planIdentifier: "1 to 50 of a-z, 0-9, - and _, not ending in -"
        case .email: "an e-mail address"
        case .mailbox: "an e-mail address, also with a name: Ada Lovelace <ada@example.com>"
        case .phone: "a telephone number"
        case .guid: "a GUID"
        case .country: "a country of two capital letters"
        case .currency: "a currency of three capital letters"
        case .version: "three numbers: 1.0.0"
        case .tag: "latest, or a tag that begins with a version"
        case .digest: "sha256: and 64 hexadecimal digits"
        case .repository: "registry and name"
        case .link: "an http: or https: address"
        case .secureLink: "an https: address"
        case .picture: "the address of a PNG of \(pixels ?? "") pixels, or data:image/png;base64,"
        case .disk: "the https: address of a .vhd"
        case .asset: "an https: address"
        }
    }

    private func range(_ unit: String) -> String {
        let most = most ?? 0
        let units = most == 1 ? unit : unit + "s"
        return least.map { $0 == most ? "\(most) \(units)" : "\($0) to \(most) \(units)" } ?? "at most \(most) \(units)"
    }
}
