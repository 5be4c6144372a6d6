// The product page as HTML from hostile text (R33): everything is escaped but the descriptions, of which `RichText` keeps
// bare elements. No attribute, and with it no script, no address and no style of a publisher's reaches a page.

import Base
import Offers

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

    /// A description of the public offer, which is HTML that `RichText` made.
    mutating func add(description html: String) { self.html += "<section>\(html)</section>\n" }

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
