// Makes text from outside safe for one line of a mail or a log, and for HTML (R33).

extension String {
    /// The text on one line, at most `limit` bytes of UTF-8 (an ellipsis marks the cut). Replaces control characters,
    /// line separators and runs of blanks by one blank, and drops characters that reorder or hide text. Counts bytes
    /// because one character may carry any number of accents.
    package func oneLine(_ limit: Int) -> String {
        var clean = ""
        var length = 0
        var blank = false
        for scalar in unicodeScalars where !scalar.isDisguise {
            if scalar == " " || scalar.isControl {
                blank = length > 0
                continue
            }
            length += (blank ? 1 : 0) + UTF8.width(scalar)
            guard length <= limit else { return clean + "…" }
            if blank { clean.unicodeScalars.append(" ") }
            blank = false
            clean.unicodeScalars.append(scalar)
        }
        return clean
    }

    /// At most so many characters from its beginning, of four bytes each on average: one character may carry any number of
    /// accents.
    package func beginning(_ characters: Int) -> String {
        // So many bytes are at most so many characters.
        guard utf8.count > characters else { return self }
        var text = ""
        var bytes = 0
        for character in self.prefix(characters) {
            for scalar in character.unicodeScalars {
                bytes += UTF8.width(scalar)
                guard bytes <= 4 * characters else { return text }
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// Escapes the text for HTML, between tags and inside quoted attributes. Replaces control characters, which HTML
    /// does not allow, and marks that change the direction of writing by U+FFFD; keeps tabs and line breaks.
    package var escapedForHTML: String {
        var escaped = ""
        escaped.reserveCapacity(utf8.count + 16)
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                escaped.unicodeScalars.append("\u{FFFD}")
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Unicode.Scalar {
    /// C0, C1, DEL and the Unicode line and paragraph separators.
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// Directional marks, embeddings, overrides and isolates; the byte order mark; tag characters.
    fileprivate var isDisguise: Bool {
        switch value {
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            true
        default: false
        }
    }
}

extension UTF8 {
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case ..<0x80: 1
        case ..<0x800: 2
        case ..<0x10000: 3
        default: 4
        }
    }
}

/// The candidate that was probably meant: at most two characters differ, and at most a third of the word.
public func nearest(to word: String, among known: [String]) -> String? {
    guard word.utf8.count <= 80 else { return nil }
    let ranked = known.map { (name: $0, distance: $0.difference(from: word).count) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= min(2, word.count / 3) ? best.name : nil
}
