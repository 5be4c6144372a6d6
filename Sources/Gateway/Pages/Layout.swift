// The frame of every page: head, header with language and sign-out, main. Also some very small pages.

import Base
import Foundation
import HTTP
import Localization
import Offers

/// A page's text.
struct Page {
    var text: String

    func response(_ status: Int) -> HTTPResponse {
        HTTPResponse(status, type: "text/html; charset=utf-8", Array(text.utf8))
    }
}

enum Layout {
    /// `live` is the address of the page's event stream, `script` a file of the page's own, and `onward` the address of the page
    /// that follows by itself.
    static func page(
        _ words: Words, title: String, session: Session?, live: String? = nil, script: String? = nil,
        address: String = "", onward: String? = nil, main: String
    ) -> Page {
        let signOut =
            session.map { session in
                """
                <span class="who">\(e(session.principal.name))</span>
                <form method="post" action="/sign-out">\(token(session))<button class="quiet">\(e(words["sign-out"]))</button></form>
                """
            } ?? ""
        return Page(
            text: """
                <!DOCTYPE html>
                <html lang="\(words.language.rawValue)">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>\(e(title)) – \(e(words["site"]))</title>
                <link rel="stylesheet" href="/files/style.css">
                <link rel="icon" href="/files/mark.svg" type="image/svg+xml">
                <script src="/files/live.js" defer></script>
                \(script.map { "<script src=\"/files/\($0)\" defer></script>" } ?? "")
                \(onward.map { "<meta http-equiv=\"refresh\" content=\"0; url=\(e($0))\">" } ?? "")
                </head>
                <body\(live.map { " data-live=\"\(e($0))\"" } ?? "")>
                <a class="skip" href="#main">\(e(words["skip"]))</a>
                <header class="top">
                <a class="brand" href="/offers"><img src="/files/mark.svg" alt="" width="26" height="26">\(e(words["site"]))</a>
                \(session.map { places(words, $0) } ?? "")
                <nav class="languages" aria-label="\(e(words["language"]))">\(languages(words, address))</nav>
                \(signOut)
                </header>
                <main id="main" tabindex="-1">
                \(main)
                </main>
                <p class="visually-hidden" role="status" aria-live="polite" id="said"></p>
                </body>
                </html>

                """)
    }

    private static func places(_ words: Words, _ session: Session) -> String {
        let operations =
            session.principal.isOperator ? "<a href=\"/operations\">\(e(words["operations"]))</a>\n" : ""
        return """
            <nav class="places" aria-label="\(e(words["places"]))"><a href="/offers">\(e(words["all-offers"]))</a>
            \(operations)<a href="/marketplace">\(e(words["marketplace"]))</a></nav>
            """
    }

    private static func languages(_ words: Words, _ address: String) -> String {
        Language.allCases.map { language in
            let current = language == words.language ? " aria-current=\"true\"" : ""
            return
                "<a href=\"\(e(address))?lang=\(language.rawValue)\" lang=\"\(language.rawValue)\"\(current)>\(name(of: language))</a>"
        }.joined(separator: "\n")
    }

    /// The name of a language, in that language: `Français`.
    static func name(of language: Language) -> String {
        switch language {
        case .english: "English"
        case .french: "Français"
        case .japanese: "日本語"
        }
    }

    /// The path from all offers to the page.
    static func crumbs(_ words: Words, above: [(name: String, address: String)] = [], _ name: String) -> String {
        let links = [(name: words["all-offers"], address: "/offers")] + above
        let path = links.map { "<a href=\"\($0.address)\">\(e($0.name))</a> <span aria-hidden=\"true\">/</span> " }
        return
            "<nav class=\"crumbs\" aria-label=\"\(e(words["where"]))\">\(path.joined())<span aria-current=\"page\">\(e(name))</span></nav>"
    }

    /// What makes a form ours.
    static func token(_ session: Session) -> String {
        "<input type=\"hidden\" name=\"form-token\" value=\"\(e(session.formToken))\">"
    }

    /// `2026-11-21 12:50 UTC`
    static func time(_ time: Timestamp?) -> String {
        guard let time else { return "" }
        let text = time.description
        return "<time datetime=\"\(text)\">\(time.short) UTC</time>"
    }

    /// When somebody did something, and who: `2026-11-21 12:50 UTC – publisher (Ada)`
    static func byline(_ words: Words, _ actor: Actor, _ time: Timestamp) -> String {
        let name = actor.name.isEmpty ? "" : " (\(actor.name))"
        return "<span class=\"sub\">\(Self.time(time)) – \(e(words["actor.\(actor.kind.rawValue)"] + name))</span>"
    }
}

/// Escapes a value; a short name, because every value on a page is escaped.
func e(_ text: String) -> String { text.escapedForHTML }

enum MessagePage {
    static func html(_ words: Words, _ text: String, _ session: Session?) -> Page {
        Layout.page(
            words, title: text, session: session,
            main:
                "<section class=\"panel narrow\"><h1>\(e(text))</h1><p><a href=\"/offers\">\(e(words["all-offers"]))</a></p></section>"
        )
    }
}
