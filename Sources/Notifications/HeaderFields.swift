// The one writer of header lines. Whatever value comes in, each field ends up as printable ASCII on lines of at most 78
// characters (76 with encoded words), so no value can start a field of its own (R33).

import Base
import FoundationEssentials

/// Header fields of a mail, in the order they were added.
struct HeaderFields {
    private(set) var bytes: [UInt8] = []

    /// A field of free text: as it is where it is plain ASCII that can be folded, else as RFC 2047 encoded words.
    mutating func add(_ name: String, text: String) {
        let text = text.oneLine(700)
        let words = text.split(separator: " ")
        let isPlain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            && words.allSatisfy { $0.utf8.count <= 60 }
        fold(name, isPlain ? words.map(String.init) : encodedWords(text, firstLineTaken: name.utf8.count + 2))
    }

    /// A structured field, made by us of tokens that each fit a line: folded between them, anything but printable ASCII
    /// is left out.
    mutating func add(_ name: String, tokens: [String]) {
        fold(
            name,
            tokens.map { token in String(decoding: token.utf8.filter { (0x20...0x7E).contains($0) }, as: UTF8.self) })
    }

    /// An address with a display name (RFC 5322, section 3.4): as atoms where it can be, else as encoded words. Without a
    /// name the address alone.
    mutating func add(_ name: String, name display: String, address: EmailAddress) {
        let display = display.oneLine(4 * Mailbox.longestName)
        guard !display.isEmpty else { return add(name, tokens: [address.description]) }
        let atoms = display.split(separator: " ")
        let isPlain = !atoms.isEmpty && !display.contains("=?") && atoms.allSatisfy { $0.utf8.allSatisfy(\.isAtomText) }
        let words =
            isPlain ? atoms.map(String.init) : encodedWords(display, firstLineTaken: name.utf8.count + 2, phrase: true)
        fold(name, words + ["<\(address)>"])
    }

    /// RFC 5322, section 2.2.3: a line may be broken before a blank.
    private mutating func fold(_ name: String, _ words: [String]) {
        bytes += "\(name):".utf8
        var column = name.utf8.count + 1
        for (index, word) in words.enumerated() {
            let limit = word.hasPrefix("=?") ? 76 : 78
            if index > 0, column + 1 + word.utf8.count > limit {
                bytes += "\r\n".utf8
                column = 0
            }
            bytes += " \(word)".utf8
            column += 1 + word.utf8.count
        }
        bytes += "\r\n".utf8
    }
}

/// RFC 2047: words of at most 75 characters, each of whole characters, in whichever encoding is shorter; in a phrase always
/// in "B", which has no character that a phrase forbids.
private func encodedWords(_ text: String, firstLineTaken: Int, phrase: Bool = false) -> [String] {
    let quoted = text.utf8.reduce(0) { $0 + quotedWidth($1) }
    let isQuoted = !phrase && quoted <= (text.utf8.count + 2) / 3 * 4
    let frame = "=?utf-8?Q??=".utf8.count
    var words: [String] = []
    var part: [UInt8] = []
    func word() -> String {
        isQuoted ? "=?utf-8?Q?\(part.map(quoted(_:)).joined())?=" : "=?utf-8?B?\(Data(part).base64EncodedString())?="
    }
    func width(_ bytes: [UInt8]) -> Int {
        isQuoted ? bytes.reduce(0) { $0 + quotedWidth($1) } : (bytes.count + 2) / 3 * 4
    }
    for scalar in text.unicodeScalars {
        let next = Array(String(scalar).utf8)
        let room = (words.isEmpty ? min(75, 76 - firstLineTaken) : 75) - frame
        if !part.isEmpty, width(part + next) > room {
            words.append(word())
            part = []
        }
        part += next
    }
    return words + (part.isEmpty ? [] : [word()])
}

/// The "Q" encoding: `_` is a blank, and what reads as itself in unstructured text stays.
private func quoted(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: " "): "_"
    case UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "_"): "=" + byte.hexadecimal
    case 0x21...0x7E: String(Unicode.Scalar(byte))
    default: "=" + byte.hexadecimal
    }
}

private func quotedWidth(_ byte: UInt8) -> Int { quoted(byte).utf8.count }
