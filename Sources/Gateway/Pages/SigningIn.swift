// Signing in, at the beginning or in the middle of a form.

import Assets
import HTTP
import Offers

extension Pages {
    func signIn(_ form: [String: String], _ request: HTTPRequest, _ words: Words) -> HTTPResponse {
        let next = ReturnAddress(form[SignInPage.next])
        guard let holder = holder(in: form) else {
            return signInPage(words, next: next, isWrong: true).response(403)
        }
        return answering(nil, words) {
            try .redirect(
                next?.text ?? "/offers",
                headers: [("Set-Cookie", cookie(begin(holder, inPlaceOf: request.cookie("session"))))])
        }
    }

    /// The page to sign in. A browser that comes from another site does not show its session, so it asks again from here first.
    func signInPage(_ request: HTTPRequest, _ words: Words) -> HTTPResponse {
        let next = ReturnAddress(request.query["next"])
        guard request["sec-fetch-site"] != "cross-site" else {
            return SignInPage.onward(words, nil, to: next?.text ?? "/offers").response(200)
        }
        return signInPage(words, next: next).response(200)
    }

    private func signInPage(_ words: Words, next: ReturnAddress?, isWrong: Bool = false) -> Page {
        SignInPage(words: words, client: client, takesTokens: sessions.tokens.areUsed).html(
            next: next, isWrong: isWrong)
    }

    /// Whether a request of a stranger lets them guess, or makes us ask the identity provider.
    func isCostly(_ request: HTTPRequest) -> Bool {
        request.method == "POST" || request.path.first == "sign-in" && request.path.count > 1
    }

    /// The holder of the token in a sign-in request; nil for any other request and for a wrong token.
    func signingIn(_ request: HTTPRequest) -> Principal? {
        guard request.method == "POST", request.path == ["sign-in"] else { return nil }
        return request.form.flatMap { holder(in: $0)?.principal }
    }

    /// The session of a request. Another gateway may have started it a moment ago.
    func session(of request: HTTPRequest) -> Session? {
        guard let id = request.cookie("session"), Sessions.isWellFormed(id) else { return nil }
        return desk.within(500) { sessions[id] }
    }

    private func holder(in form: [String: String]) -> Holder? {
        sessions.tokens.holder(of: (form[SignInPage.token] ?? "").filter { !$0.isWhitespace })
    }

    /// Begins a session, in place of the one that the browser had. The oldest ends where its holder has too many.
    func begin(_ holder: Holder, inPlaceOf before: String?) throws -> Session {
        let (session, endedAnother) = try sessions.begin(
            holder, inPlaceOf: sessions[before], atMost: desk.rules.policy.quotas.sessions)
        if endedAnother { model.refusals.count(.sessions, of: holder.principal.account) }
        return session
    }

    func cookie(_ session: Session) -> String {
        "session=\(session.id); Path=/; Max-Age=\(sessions.seconds); HttpOnly; SameSite=Strict" + secure
    }

    func signOut(_ session: Session, _ words: Words) -> HTTPResponse {
        answering(session, words) {
            try sessions.end(session.id)
            let gone = "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict" + secure
            var response = signedOut(session, words)
            response.headers.append(("Set-Cookie", gone))
            return response
        }
    }

    /// The session ended, or is not known yet, while somebody was typing: the next sign-in continues with the typed
    /// text.
    func signInAgain(_ form: [String: String], _ words: Words, _ request: HTTPRequest) -> HTTPResponse {
        var form = form
        let holder = holder(in: form)
        let isWrong = form.removeValue(forKey: SignInPage.token) != nil
        let signInPage = SignInPage(words: words, client: client, takesTokens: sessions.tokens.areUsed)
        func again(_ status: Int, isWrong: Bool = false) -> HTTPResponse {
            signInPage.again(nil, keeping: form, at: request.path, isWrong: isWrong).response(status)
        }
        // If nobody can sign in now, the page keeps the typed text, too.
        guard model.isReady else { return again(503) }
        guard let holder else { return again(403, isWrong: isWrong) }
        guard let session = try? begin(holder, inPlaceOf: request.cookie("session")) else { return again(503) }
        var response = post(request, form, session, words)
        response.headers.append(("Set-Cookie", cookie(session)))
        return response
    }
}
