// The pages of signing in: by a token, at the identity provider, or either, and what can go wrong there.

import Assets

struct SignInPage {
    /// Name of the field that has the secret.
    static let token = "token"
    /// Name of the field with the page that follows.
    static let next = "next"

    let words: Words
    /// Signs people in at the identity provider; nil where only tokens count.
    let client: OpenIDClient?
    let takesTokens: Bool

    func html(next: ReturnAddress?, isWrong: Bool = false) -> Page {
        let kept = next.map { "<input type=\"hidden\" name=\"\(Self.next)\" value=\"\(e($0.text))\">" } ?? ""
        let form = """
            <form method="post" action="/sign-in" class="stack">
            \(kept)
            \(field(isWrong))
            <button class="\(client == nil ? "primary" : "")">\(e(words["sign-in"]))</button>
            </form>
            """
        return Layout.page(
            words, title: words["sign-in"], session: nil, address: "/sign-in",
            main: """
                <section class="panel narrow">
                <h1>\(e(words["sign-in"]))</h1>
                \(wrong(isWrong))
                \(client.map { "<p class=\"buttons\">\(Self.link(words, $0, next: next))</p>" } ?? "")
                \(client != nil && takesTokens ? "<p>\(e(words["or-token"]))</p>" : "")
                \(takesTokens ? form : "")
                </section>
                """)
    }

    private static func link(
        _ words: Words, _ client: OpenIDClient, next: ReturnAddress? = nil, isAside: Bool = false
    ) -> String {
        let query = next.map { "?next=\($0.text.percentEncoded())" } ?? ""
        let aside = isAside ? " target=\"_blank\"" : ""
        return
            "<a class=\"button primary\" href=\"\(Pages.issuerAddress)\(e(query))\"\(aside)>\(e(words.text("sign-in-at", ["name": client.name])))</a>"
    }

    /// For a form of a session that has ended: it is sent again with everything that was typed. With a session it only has to
    /// be confirmed.
    func again(
        _ session: Session?, keeping form: [String: String], at path: [String], isWrong: Bool = false
    ) -> Page {
        let kept = form.sorted { $0.key < $1.key }.map { name, value in
            "<input type=\"hidden\" name=\"\(e(name))\" value=\"\(e(value))\">"
        }
        let address = path.map { "/" + $0.percentEncoded() }.joined()
        // The form stays where it is while its sender signs in.
        let aside = session == nil ? client : nil
        return Layout.page(
            words, title: words["session-ended"], session: session, address: "/sign-in",
            main: """
                <section class="panel narrow">
                <h1>\(e(words["session-ended"]))</h1>
                <p>\(e(words["nothing-lost"]))</p>
                \(wrong(isWrong))
                \(aside.map { "<p>\(e(words["sign-in-aside"]))</p><p class=\"buttons\">\(Self.link(words, $0, isAside: true))</p>" } ?? "")
                <form method="post" action="\(e(address))" enctype="multipart/form-data" class="stack">
                \(kept.joined())
                \(session == nil && takesTokens ? field(isWrong, isNeeded: client == nil) : "")
                <button class="primary">\(e(words["continue"]))</button>
                </form>
                </section>
                """)
    }

    private func wrong(_ isWrong: Bool) -> String {
        isWrong ? "<p class=\"notice bad\" role=\"alert\" id=\"wrong\">\(e(words["wrong-token"]))</p>" : ""
    }

    private func field(_ isWrong: Bool, isNeeded: Bool = true) -> String {
        """
        <label for="token">\(e(words["token"]))</label>
        <input id="token" name="\(Self.token)" type="password" autocomplete="current-password"\(isNeeded ? " required" : "")\(isWrong ? " aria-invalid=\"true\" aria-describedby=\"wrong\"" : "")>
        <p class="hint">\(e(words["token-hint"]))</p>
        """
    }

    // MARK: From another site

    /// Leads to a page of ours. That is asked for from here, because a browser that comes from another site does not show its
    /// session. With a session: somebody has just signed in.
    static func onward(_ words: Words, _ session: Session?, to address: String) -> Page {
        let title = words[session == nil ? "continue" : "signed-in"]
        return Layout.page(
            words, title: title, session: session, address: address, onward: address,
            main: """
                <section class="panel narrow">
                <h1>\(e(title))</h1>
                <p><a class="button primary" href="\(e(address))">\(e(words["continue"]))</a></p>
                </section>
                """)
    }

    // MARK: At the identity provider

    static func failed(_ words: Words, _ failure: SignInFailure, _ client: OpenIDClient) -> Page {
        let values = ["name": client.name, "claim": client.issuer.rules.publisherClaim.name]
        let code =
            if case .refused(let code, _) = failure { "<p class=\"hint\">\(e(code.oneLine(80)))</p>" } else { "" }
        return Layout.page(
            words, title: words["sign-in-failed"], session: nil, address: "/sign-in",
            main: """
                <section class="panel narrow">
                <h1>\(e(words["sign-in-failed"]))</h1>
                <p class="notice bad" role="alert">\(e(words.text("sign-in-failed.\(failure.code)", values)))</p>
                \(code)
                <p><a class="button" href="/sign-in">\(e(words["sign-in"]))</a></p>
                </section>
                """)
    }

    /// The session here has ended, the one at the issuer has not.
    static func ended(_ words: Words, _ client: OpenIDClient, _ address: String) -> Page {
        Layout.page(
            words, title: words["signed-out"], session: nil, address: "/sign-in",
            main: """
                <section class="panel narrow">
                <h1>\(e(words["signed-out"]))</h1>
                <p>\(e(words.text("signed-out-hint", ["name": client.name])))</p>
                <p class="buttons"><a class="button" href="\(e(address))">\(e(words.text("sign-out-at", ["name": client.name])))</a></p>
                </section>
                """)
    }
}
