// The building blocks of a mail and their two forms. Only this file decides how a block looks as plain text and as
// HTML, and escapes all text in HTML (R33).

import Base
import Localization
import Offers

/// A part of a mail's content.
enum Block: Equatable {
    case heading(String)
    case paragraph(String)
    /// Lines to type literally.
    case commands([String])
    /// Names and values.
    case facts([Fact])
    case list([String])
    /// The publisher's problems, numbered.
    case problems([MailModel.ProblemText])
    /// The only link, to the page for the next step.
    case button(String, address: String)
    case footer(String)

    struct Fact: Equatable {
        var name: String
        var value: String
    }
}

extension Block {
    /// The block as plain text, without a line feed at its end.
    func text(in language: Language) -> String {
        switch self {
        case .heading(let text): "\(text)\n\(String(repeating: "-", count: min(72, text.columns)))"
        case .paragraph(let text): text
        case .commands(let lines): lines.map { "    \($0)" }.joined(separator: "\n")
        case .facts(let facts): facts.map { fact($0.name, $0.value, language) }.joined(separator: "\n")
        case .list(let items): items.map { "  * \($0)" }.joined(separator: "\n")
        case .problems(let problems):
            problems.enumerated().map { "\($0 + 1). \($1.text(in: language))" }.joined(separator: "\n\n")
        case .button(let label, let address): fact(label, address, language)
        // The blank makes it a signature (RFC 3676, section 4.3), which mail programs show separately.
        case .footer(let text): "-- \n\(text)"
        }
    }

    /// The block as HTML.
    func html(in language: Language) -> String {
        switch self {
        case .heading(let text): "<h2 style=\"font-size:1.1em\">\(text.escapedForHTML)</h2>"
        case .paragraph(let text): "<p>\(text.escapedForHTML)</p>"
        case .commands(let lines):
            "<pre style=\"background:#eee;padding:.5em\">\(lines.joined(separator: "\n").escapedForHTML)</pre>"
        case .facts(let facts):
            "<p>\(facts.map { fact($0.name.escapedForHTML, "<b>\($0.value.escapedForHTML)</b>", language) }.joined(separator: "<br>\n"))</p>"
        case .list(let items): "<ul>\n\(items.map { "<li>\(linked($0))</li>\n" }.joined())</ul>"
        case .problems(let problems):
            "<ol>\n\(problems.map { "<li>\($0.html(in: language))</li>\n" }.joined())</ol>"
        case .button(let label, let address):
            """
            <p><a href="\(address.escapedForHTML)" style="\(Self.buttonStyle)">\(label.escapedForHTML)</a><br>
            <small>\(address.escapedForHTML)</small></p>
            """
        case .footer(let text): "<p style=\"color:#555\"><small>\(text.escapedForHTML)</small></p>"
        }
    }

    private static let buttonStyle =
        "display:inline-block;padding:.6em 1.2em;margin-bottom:.5em;background:#0b57a4;color:#fff;"
        + "text-decoration:none;border-radius:4px"

    /// The whole plain text.
    static func text(_ blocks: [Block], in language: Language) -> String {
        blocks.map { $0.text(in: language) }.joined(separator: "\n\n") + "\n"
    }

    /// The whole HTML document: no scripts, no images, nothing that must be loaded.
    static func html(_ blocks: [Block], title: String, in language: Language) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head><meta charset="utf-8"><title>\(title.escapedForHTML)</title></head>
        <body style="font-family:sans-serif;max-width:42em">
        \(blocks.map { $0.html(in: language) }.joined(separator: "\n"))
        </body>
        </html>

        """
    }
}

/// `Name: value`, in the language's punctuation.
private func fact(_ name: String, _ value: String, _ language: Language) -> String {
    Localization.text("mail.fact", ["name": name, "value": value], in: language)
}

extension MailModel.ProblemText {
    fileprivate func text(in language: Language) -> String {
        [message, remedy.isEmpty ? nil : fact(label(language), remedy, language), place].compactMap { $0 }
            .joined(separator: "\n   ")
    }

    fileprivate func html(in language: Language) -> String {
        [
            "<b>\(message.escapedForHTML)</b>",
            remedy.isEmpty ? nil : fact(label(language).escapedForHTML, remedy.escapedForHTML, language),
            "<code>\(place.escapedForHTML)</code>",
        ].compactMap { $0 }.joined(separator: "<br>\n")
    }

    private func label(_ language: Language) -> String { Localization.text("mail.remedy", in: language) }

    private var place: String { pointer.isEmpty ? "[\(code)]" : "\(pointer) [\(code)]" }
}

extension String {
    /// Columns of a fixed-width font: East Asian characters take two.
    fileprivate var columns: Int {
        unicodeScalars.reduce(0) { $0 + ((0x1100...0x115F).contains($1.value) || $1.value >= 0x2E80 ? 2 : 1) }
    }
}

/// Turns a web address into a link, and nothing else (such as `javascript:`).
private func linked(_ item: String) -> String {
    let shown = item.escapedForHTML
    let isWeb = item.hasPrefix("https://") || item.hasPrefix("http://")
    return isWeb && !item.contains(" ") ? "<a href=\"\(shown)\">\(shown)</a>" : shown
}
