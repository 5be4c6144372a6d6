// Signing in, at the beginning or in the middle of a form.

import Assets
import HTTP
import Offers

extension Pages {
    func signIn(_ form: [String: String], _ request: HTTPRequest, _ words: Words) -> HTTPResponse {
        guard let holder = holder(in: form) else { return SignInPage.html(words, isWrong: true).response(403) }
        return answering(nil, words) {
            try .redirect("/offers", headers: [("Set-Cookie", cookie(begin(holder, request)))])
        }
    }

    /// Whose token a request to sign in shows; nil for any other request and for a wrong token.
    func signingIn(_ request: HTTPRequest) -> Principal? {
        guard request.method == "POST", request.path == ["sign-in"] else { return nil }
        return request.form.flatMap { holder(in: $0)?.principal }
    }

    /// The session of a page that is asked for. Another gateway may have begun it a moment ago.
    func session(of request: HTTPRequest) -> Session? {
        guard let id = request.cookie("session"), Sessions.isWellFormed(id) else { return nil }
        return desk.within(500) { sessions[id] }
    }

    private func holder(in form: [String: String]) -> Holder? {
        sessions.tokens.holder(of: (form[SignInPage.token] ?? "").filter { !$0.isWhitespace })
    }

    /// Begins a session in place of the browser's one. The oldest ends where its holder has too many.
    private func begin(_ holder: Holder, _ request: HTTPRequest) throws -> Session {
        let (session, endedAnother) = try sessions.begin(
            holder, inPlaceOf: sessions[request.cookie("session")], atMost: desk.rules.policy.quotas.sessions)
        if endedAnother { model.refusals.count(.sessions, of: holder.principal.account) }
        return session
    }

    private func cookie(_ session: Session) -> String {
        "session=\(session.id); Path=/; Max-Age=\(Sessions.seconds); HttpOnly; SameSite=Strict" + secure
    }

    func signOut(_ session: Session, _ words: Words) -> HTTPResponse {
        answering(session, words) {
            try sessions.end(session.id)
            let gone = "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict" + secure
            return .redirect("/sign-in", headers: [("Set-Cookie", gone)])
        }
    }

    /// A session that ended, or cannot be known yet, while somebody was typing: the next sign-in continues with what was
    /// typed.
    func signInAgain(_ form: [String: String], _ words: Words, _ request: HTTPRequest) -> HTTPResponse {
        var form = form
        let holder = holder(in: form)
        let isWrong = form.removeValue(forKey: SignInPage.token) != nil
        func again(_ status: Int, isWrong: Bool = false) -> HTTPResponse {
            SignInPage.again(words, nil, keeping: form, at: request.path, isWrong: isWrong).response(status)
        }
        // Where nobody can sign in now, the page keeps what was typed, too.
        guard model.isReady else { return again(503) }
        guard let holder else { return again(403, isWrong: isWrong) }
        guard let session = try? begin(holder, request) else { return again(503) }
        var response = post(request, form, session, words)
        response.headers.append(("Set-Cookie", cookie(session)))
        return response
    }
}
