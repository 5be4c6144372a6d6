// What a mail's content is made of, and its two forms. A language says what there is to say as blocks; how a block looks
// as plain text and as HTML is decided here, once, and every text is escaped on its way into HTML (R33).

import Base
import Localization
import Offers

/// A part of a mail's content.
enum Block: Equatable {
    case heading(String)
    case paragraph(String)
    /// A line to be typed as it is.
    case command(String)
    /// Names and values.
    case facts([Fact])
    case list([String])
    /// What the publisher has to put right, numbered; the label stands before each remedy.
    case problems([ProblemText], remedyLabel: String)
    case footer(String)

    struct Fact: Equatable {
        var name: String
        var value: String
    }
}

extension Block {
    /// The block as plain text, without a line feed at its end.
    var text: String {
        switch self {
        case .heading(let text): "\(text)\n\(String(repeating: "-", count: min(72, text.columns)))"
        case .paragraph(let text): text
        case .command(let line): "    \(line)"
        case .facts(let facts): facts.map { "\($0.name) \($0.value)" }.joined(separator: "\n")
        case .list(let items): items.map { "  * \($0)" }.joined(separator: "\n")
        case .problems(let problems, let label):
            problems.enumerated().map { "\($0 + 1). \($1.text(remedyLabel: label))" }.joined(separator: "\n\n")
        case .footer(let text): "--\n\(text)"
        }
    }

    /// The block as HTML.
    var html: String {
        switch self {
        case .heading(let text): "<h2 style=\"font-size:1.1em\">\(text.escapedForHTML)</h2>"
        case .paragraph(let text): "<p>\(text.escapedForHTML)</p>"
        case .command(let line): "<pre style=\"background:#eee;padding:.5em\">\(line.escapedForHTML)</pre>"
        case .facts(let facts):
            "<p>\(facts.map { "\($0.name.escapedForHTML) <b>\($0.value.escapedForHTML)</b>" }.joined(separator: "<br>\n"))</p>"
        case .list(let items): "<ul>\n\(items.map { "<li>\(linked($0))</li>\n" }.joined())</ul>"
        case .problems(let problems, let label):
            "<ol>\n\(problems.map { "<li>\($0.html(remedyLabel: label))</li>\n" }.joined())</ol>"
        case .footer(let text): "<p style=\"color:#555\"><small>\(text.escapedForHTML)</small></p>"
        }
    }

    /// The whole plain text.
    static func text(_ blocks: [Block]) -> String {
        blocks.map(\.text).joined(separator: "\n\n") + "\n"
    }

    /// The whole HTML document: no script, no image, nothing fetched from anywhere.
    static func html(_ blocks: [Block], title: String, language: Language) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head><meta charset="utf-8"><title>\(title.escapedForHTML)</title></head>
        <body style="font-family:sans-serif;max-width:42em">
        \(blocks.map(\.html).joined(separator: "\n"))
        </body>
        </html>

        """
    }
}

extension ProblemText {
    func text(remedyLabel: String) -> String {
        [message, remedy.isEmpty ? "" : "\(remedyLabel) \(remedy)", place].filter { !$0.isEmpty }
            .joined(separator: "\n   ")
    }

    func html(remedyLabel: String) -> String {
        [
            "<b>\(message.escapedForHTML)</b>",
            remedy.isEmpty ? "" : "\(remedyLabel.escapedForHTML) \(remedy.escapedForHTML)",
            "<code>\(place.escapedForHTML)</code>",
        ].filter { !$0.isEmpty }.joined(separator: "<br>\n")
    }

    private var place: String { pointer.isEmpty ? "[\(code)]" : "\(pointer) [\(code)]" }
}

extension String {
    /// Columns of a fixed-width font: what East Asian scripts write takes two.
    fileprivate var columns: Int {
        unicodeScalars.reduce(0) { $0 + ((0x1100...0x115F).contains($1.value) || $1.value >= 0x2E80 ? 2 : 1) }
    }
}

/// A web address becomes a link; nothing else does (no `javascript:`).
private func linked(_ item: String) -> String {
    let shown = item.escapedForHTML
    let isWeb = item.hasPrefix("https://") || item.hasPrefix("http://")
    return isWeb && !item.contains(" ") ? "<a href=\"\(shown)\">\(shown)</a>" : shown
}
