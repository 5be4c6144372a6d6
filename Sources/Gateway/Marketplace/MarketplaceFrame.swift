// The frame of the public pages. It is the same for everybody and knows no session.

import Localization
import Offers

enum MarketplaceFrame {
    /// `languages` is the address to which a choice of language is added; nil for a page in a fixed language. `note` is
    /// a band above everything.
    static func page(
        _ words: Words, title: String, summary: String = "", address: String = "", languages: String? = nil,
        note: String = "", main: String
    ) -> Page {
        let description = summary.isEmpty ? "" : "\n<meta name=\"description\" content=\"\(e(summary))\">"
        let canonical =
            address.hasPrefix("https://") || address.hasPrefix("http://")
            ? "\n<link rel=\"canonical\" href=\"\(e(address))\">" : ""
        return Page(
            text: """
                <!DOCTYPE html>
                <html lang="\(words.language.rawValue)">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>\(e(title)) – \(e(words["marketplace"]))</title>\(description)\(canonical)
                <link rel="stylesheet" href="/files/marketplace.css">
                <link rel="icon" href="/files/mark.svg" type="image/svg+xml">
                </head>
                <body>
                <a class="skip" href="#main">\(e(words["skip"]))</a>
                \(note)<header class="top">
                <a class="brand" href="/marketplace"><img src="/files/mark.svg" alt="" width="28" height="28">\(e(words["marketplace"]))</a>
                \(languages.map { "<nav class=\"languages\" aria-label=\"\(e(words["language"]))\">\(self.languages(words, $0))</nav>" } ?? "")
                </header>
                <main id="main" tabindex="-1">
                \(main)
                </main>
                <footer class="foot"><p>\(e(words["marketplace-foot"]))</p></footer>
                </body>
                </html>

                """)
    }

    static func message(_ words: Words, _ text: String) -> Page {
        page(
            words, title: text,
            main:
                "<section class=\"empty\"><h1>\(e(text))</h1><p><a class=\"button\" href=\"/marketplace\">\(e(words["all-products"]))</a></p></section>"
        )
    }

    private static func languages(_ words: Words, _ address: String) -> String {
        Language.allCases.map { language in
            let current = language == words.language ? " aria-current=\"true\"" : ""
            let joint = address.contains("?") ? "&" : "?"
            return
                "<a href=\"\(e("\(address)\(joint)lang=\(language.rawValue)"))\" lang=\"\(language.rawValue)\"\(current)>\(Layout.name(of: language))</a>"
        }.joined(separator: "\n")
    }

    /// The address of a picture in the package store; nil if the text is not a digest.
    static func picture(_ digest: String) -> String? {
        let hex = digest.dropFirst("sha256:".count)
        return digest.hasPrefix("sha256:") && hex.count == 64 ? "/pictures/\(e(String(hex))).png" : nil
    }
}
