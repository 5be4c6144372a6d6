// An address for mail with the name of who reads it, and lists of such: what people type where notifications go.

/// `Ada Lovelace <ada@example.com>`, or the address alone (RFC 5322, section 3.4, `mailbox`). A name with a comma or another
/// special character is in double quotes: `"Lovelace, Ada" <ada@example.com>`.
package struct Mailbox: Sendable, Hashable {
    /// Characters of a name.
    package static let longestName = 60

    /// Empty for an address alone. One line without control and invisible characters, and without `@`, `<` and `>`: it can
    /// neither end a header nor show another address than the one that gets the mail.
    package let name: String
    package let address: EmailAddress

    package init(_ address: EmailAddress) { (name, self.address) = ("", address) }

    /// Nil for anything else than one address that `EmailAddress` takes, with or without a name.
    package init?(_ text: some StringProtocol, leastLabels: Int = 2) {
        let text = Self.trimmed(text)
        guard text.hasSuffix(">"), let start = text.lastIndex(of: "<") else {
            guard let address = EmailAddress(text, leastLabels: leastLabels) else { return nil }
            (name, self.address) = ("", address)
            return
        }
        guard let address = EmailAddress(text[text.index(after: start)...].dropLast(), leastLabels: leastLabels),
            let name = Self.unquoted(Self.trimmed(text[..<start])), Self.isName(name)
        else { return nil }
        (self.name, self.address) = (name, address)
    }

    /// The parts of a list between commas or semicolons that are not inside of quotes, without spaces around them and without
    /// empty ones. A part need not be a mailbox.
    package static func split(_ list: some StringProtocol) -> [String] {
        var (isQuoted, isEscaped) = (false, false)
        let parts = list.split { character in
            if isQuoted {
                let ends = character == "\"" && !isEscaped
                isEscaped = character == "\\" && !isEscaped
                isQuoted = !ends
                return false
            }
            isQuoted = character == "\""
            return character == "," || character == ";"
        }
        return parts.map { String(trimmed($0)) }.filter { !$0.isEmpty }
    }

    private static func trimmed<Text: StringProtocol>(_ text: Text) -> Text.SubSequence {
        let front = text.drop { $0 == " " }
        return front.dropLast(front.reversed().prefix { $0 == " " }.count)
    }

    /// Nil where quotes are not in pairs around all of it.
    private static func unquoted(_ text: some StringProtocol) -> String? {
        guard text.hasPrefix("\"") else { return text.contains { "\",;\\".contains($0) } ? nil : String(text) }
        guard text.count >= 2, text.hasSuffix("\"") else { return nil }
        var (name, isEscaped) = ("", false)
        for character in text.dropFirst().dropLast() {
            if !isEscaped, character == "\"" { return nil }
            isEscaped = character == "\\" && !isEscaped
            if !isEscaped { name.append(character) }
        }
        return isEscaped ? nil : name
    }

    private static func isName(_ text: String) -> Bool {
        text.count <= longestName && text.unicodeScalars.count <= 2 * longestName
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
                default: !"@<>".unicodeScalars.contains(scalar)
                }
            }
    }
}

extension Mailbox: CustomStringConvertible {
    /// As it would be typed.
    package var description: String {
        guard !name.isEmpty else { return address.description }
        let isPlain = name.utf8.allSatisfy { $0.isAtomText || $0 == UInt8(ascii: " ") || $0 >= 0x80 }
        let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return isPlain ? "\(name) <\(address)>" : "\"\(escaped)\" <\(address)>"
    }
}
