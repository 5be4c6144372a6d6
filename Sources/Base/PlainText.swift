// Text that came from outside, made fit to stand on one line of a mail (R33): no line breaks, no other control
// characters, nothing that turns the direction of the writing, and no longer than its place allows.

extension String {
    /// The text on one line, at most `limit` bytes of UTF-8 (an ellipsis stands where it was cut). Controls, line
    /// separators and runs of blanks become one blank; characters that reorder or hide what is shown are left out.
    /// Bytes are counted, not characters: one character may carry any number of accents.
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

    /// The text with the five characters that mean something in HTML written as entities.
    package var escapedForHTML: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
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
