// The only place that writes to standard output and standard error, and that knows whether a person is reading.

import Foundation

/// The tool's output streams.
struct Out {
    /// Writes the text unchanged, including line breaks.
    var write: (String) -> Void
    /// One line on standard error, without the program's name.
    var warn: (String) -> Void
    /// Colors, or none.
    var palette: Palette
    /// Whether the output can be redrawn: a terminal with the necessary features.
    var redraws: Bool

    init(
        palette: Palette = .plain, redraws: Bool = false, write: @escaping (String) -> Void,
        warn: @escaping (String) -> Void
    ) {
        self.write = write
        self.warn = warn
        self.palette = palette
        self.redraws = redraws
    }

    /// The process's own streams. Colors only on a terminal, and only without NO_COLOR (no-color.org).
    static func standard(_ environment: [String: String]) -> Out {
        let isTerminal = isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb"
        return Out(
            palette: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty ? .ansi : .plain, redraws: isTerminal,
            write: { FileHandle.standardOutput.write(Data($0.utf8)) },
            warn: { FileHandle.standardError.write(Data("offerctl: \(printable($0))\n".utf8)) })
    }
}

/// A terminal's colors by meaning, or none.
enum Palette: Equatable {
    case plain
    case ansi

    /// The meaning of a text's color (ECMA-48 SGR codes).
    enum Tone: Int {
        case strong = 1
        case quiet = 2
        case bad = 31
        case good = 32
        case attention = 33
        case busy = 36
    }

    func paint(_ text: String, _ tone: Tone?) -> String {
        guard self == .ansi, let tone, !text.isEmpty else { return text }
        return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
    }
}

/// A publisher's text in a form that is safe for a terminal: without control characters (escape sequences, line breaks)
/// and without marks that change the direction of writing. One line.
func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { clean.append(isUnprintable(scalar) ? replacement(scalar) : scalar) }
    return String(clean)
}

/// The same for text of several lines.
func printableLines(_ text: String) -> [String] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { printable(String($0)) }
}

private func replacement(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar == "\n" || scalar == "\r" || scalar == "\t" ? " " : "\u{FFFD}"
}

private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    case _: false
    }
}
