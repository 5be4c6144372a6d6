// Signing in, at the beginning or in the middle of a form.

import HTTP
import Offers

extension Pages {
    func signIn(_ form: [String: String], _ words: Words) -> HTTPResponse {
        guard let principal = tokens.principal(of: (form["token"] ?? "").filter { !$0.isWhitespace }) else {
            return SignInPage.html(words, isWrong: true).response(403)
        }
        let session = sessions.begin(principal)
        return .redirect("/offers", headers: [("Set-Cookie", cookie(session))])
    }

    private func cookie(_ session: Session) -> String {
        "session=\(session.id); Path=/; Max-Age=43200; HttpOnly; SameSite=Strict" + secure
    }

    /// A session that ended while somebody was typing: the next sign-in continues with what was typed.
    func signInAgain(_ form: [String: String], _ words: Words, _ request: HTTPRequest) -> HTTPResponse {
        var form = form
        let token = form.removeValue(forKey: SignInPage.token)
        guard let principal = tokens.principal(of: (token ?? "").filter { !$0.isWhitespace }) else {
            return SignInPage.again(words, nil, keeping: form, at: request.path, isWrong: token != nil).response(403)
        }
        let session = sessions.begin(principal)
        var response = post(request, form, session, words)
        response.headers.append(("Set-Cookie", cookie(session)))
        return response
    }
}
