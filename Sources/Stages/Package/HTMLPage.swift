// HTML from hostile text (R33). Everything is escaped; of the description's markup only bare elements on the policy's
// list come back, so no attribute, and with it no script, no address and no style of a publisher's reaches a page.

import Base
import Offers

/// Escaping of publishers' text.
struct HTMLText {
    /// Lower-case names.
    let elements: [String]

    /// Text in which bare elements of the list are kept. What is opened is closed, in order, so that a description
    /// cannot reach beyond its section; a closing tag without its opening one stays text.
    func rich(_ text: String) -> String {
        var html = ""
        var open: [String] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "<") {
            html += Self.withReferences(String(rest[..<start]))
            guard let end = rest[start...].prefix(16).firstIndex(of: ">"),
                let tag = tag(rest[rest.index(after: start)..<end], &open)
            else {
                html += "&lt;"
                rest = rest[rest.index(after: start)...]
                continue
            }
            html += tag
            rest = rest[rest.index(after: end)...]
        }
        html += Self.withReferences(String(rest))
        return html + open.reversed().map { "</\($0)>" }.joined()
    }

    /// Escaped, but for character references such as `&eacute;` and `&#233;`, which are nothing but text.
    private static func withReferences(_ text: String) -> String {
        text.escapedForHTML.replacing(/&amp;(#[0-9]{1,6}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});/) { "&\($0.output.1);" }
    }

    private func tag(_ inside: Substring, _ open: inout [String]) -> String? {
        var name = inside.lowercased()
        let isClosing = name.hasPrefix("/")
        if isClosing { name.removeFirst() }
        if name.hasSuffix("/") { name.removeLast() }
        while name.last == " " { name.removeLast() }
        guard elements.contains(name) else { return nil }
        if name == "br" { return "<br>" }
        if !isClosing {
            guard open.count < 16 else { return nil }
            open.append(name)
            return "<\(name)>"
        }
        guard open.last == name else { return nil }
        open.removeLast()
        return "</\(name)>"
    }
}

/// A page that is written from top to bottom.
struct HTMLPage {
    private var html: String

    /// Pictures come from beside the page; nothing else is loaded and nothing runs.
    init(title: String) {
        html = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'">
            <title>\(title.escapedForHTML)</title></head><body>

            """
    }

    mutating func add(_ element: String, _ text: String) {
        html += "<\(element)>\(text.escapedForHTML)</\(element)>\n"
    }

    /// HTML that `HTMLText.rich` made.
    mutating func add(raw: String) { html += raw + "\n" }

    /// A picture of our store, by its digest.
    mutating func picture(_ digest: String, alt: String) {
        let name = digest.dropFirst("sha256:".count) + ".png"
        html += "<img src=\"\(String(name).escapedForHTML)\" alt=\"\(alt.escapedForHTML)\">\n"
    }

    /// Only `http` and `https` become links; any other address stays text.
    mutating func link(_ title: String, _ url: String) {
        guard url.lowercased().hasPrefix("https://") || url.lowercased().hasPrefix("http://") else {
            add("p", "\(title): \(url)")
            return
        }
        let address = url.escapedForHTML
        html += "<p><a rel=\"nofollow noopener noreferrer\" href=\"\(address)\">\(title.escapedForHTML)</a></p>\n"
    }

    var bytes: [UInt8] { Array((html + "</body></html>\n").utf8) }
}
