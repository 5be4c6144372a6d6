// Signing in, at the beginning or in the middle of a form.

import HTTP
import Offers

extension Pages {
    func signIn(_ form: [String: String], _ request: HTTPRequest, _ words: Words) -> HTTPResponse {
        guard let principal = principal(in: form) else { return SignInPage.html(words, isWrong: true).response(403) }
        return .redirect("/offers", headers: [("Set-Cookie", cookie(begin(principal, request)))])
    }

    /// Whose token a request to sign in shows; nil for any other request and for a wrong token.
    func signingIn(_ request: HTTPRequest) -> Principal? {
        guard request.method == "POST", request.path == ["sign-in"] else { return nil }
        return request.form.flatMap { principal(in: $0) }
    }

    private func principal(in form: [String: String]) -> Principal? {
        tokens.principal(of: (form[SignInPage.token] ?? "").filter { !$0.isWhitespace })
    }

    /// Begins a session in place of the browser's one. The oldest ends where its holder has too many.
    private func begin(_ principal: Principal, _ request: HTTPRequest) -> Session {
        if let before = sessions[request.cookie("session")] { sessions.end(before.id) }
        let (session, endedAnother) = sessions.begin(principal, atMost: desk.rules.policy.quotas.sessions)
        if endedAnother { model.refusals.count(.sessions, of: principal.account) }
        return session
    }

    private func cookie(_ session: Session) -> String {
        "session=\(session.id); Path=/; Max-Age=43200; HttpOnly; SameSite=Strict" + secure
    }

    /// A session that ended while somebody was typing: the next sign-in continues with what was typed.
    func signInAgain(_ form: [String: String], _ words: Words, _ request: HTTPRequest) -> HTTPResponse {
        var form = form
        let principal = principal(in: form)
        let isWrong = form.removeValue(forKey: SignInPage.token) != nil
        guard let principal else {
            return SignInPage.again(words, nil, keeping: form, at: request.path, isWrong: isWrong).response(403)
        }
        let session = begin(principal, request)
        var response = post(request, form, session, words)
        response.headers.append(("Set-Cookie", cookie(session)))
        return response
    }
}
