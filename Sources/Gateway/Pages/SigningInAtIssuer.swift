// Signing in at the identity provider: there and back. The browser keeps what has begun in a cookie, so any gateway can take the
// answer.

import HTTP
import Offers

extension Pages {
    private static let pendingCookie = "sign-in"
    /// Begins a sign-in at the identity provider.
    static let issuerAddress = "/sign-in/begin"

    /// Where somebody signs in who asked for a page, and how they come back to it.
    static func signInAddress(for request: HTTPRequest) -> String {
        guard let next = ReturnAddress(request), next.text != "/offers" else { return "/sign-in" }
        return "/sign-in?next=\(next.text.percentEncoded())"
    }

    /// `/sign-in/begin` and `/sign-in/answer`.
    func signInAtIssuer(_ request: HTTPRequest, _ words: Words) -> HTTPResponse {
        guard let client else { return MessagePage.html(words, words["not-found"], nil).response(404) }
        do {
            switch request.path {
            case ["sign-in", "begin"]:
                let pending = PendingSignIn(
                    world: sessions.world, session: request.cookie("session"),
                    next: ReturnAddress(request.query["next"]))
                return .redirect(
                    try client.address(for: pending),
                    headers: [("Set-Cookie", cookie(pending.cookie, seconds: PendingSignIn.longest.components.seconds))]
                )
            case OpenIDClient.answerPath:
                guard model.isReady else { return MessagePage.html(words, words["not-ready"], nil).response(503) }
                return try answered(request, client, words)
            default: return MessagePage.html(words, words["not-found"], nil).response(404)
            }
        } catch {
            let failure = error as? SignInFailure ?? .away("\(error)")
            unsigned(["reason": failure.reason, "peer": request.peer])
            return SignInPage.failed(words, failure, client).response(failure.status)
        }
    }

    private func answered(_ request: HTTPRequest, _ client: OpenIDClient, _ words: Words) throws -> HTTPResponse {
        let pending = PendingSignIn(cookie: request.cookie(Self.pendingCookie), at: sessions.world.now())
        let principal = try client.principal(answering: request.query, pending)
        return answering(nil, words) {
            let holder = Holder(principal: principal, proof: .issuer(client.issuer.rules.issuer))
            let session = try begin(holder, inPlaceOf: pending?.session)
            var response = SignInPage.onward(words, session, to: pending?.next?.text ?? "/offers").response(200)
            response.headers += [("Set-Cookie", cookie(session)), ("Set-Cookie", cookie("", seconds: 0))]
            return response
        }
    }

    /// Lax, because the browser comes back from another site.
    private func cookie(_ value: String, seconds: Int64) -> String {
        "\(Self.pendingCookie)=\(value); Path=/sign-in; Max-Age=\(seconds); HttpOnly; SameSite=Lax" + secure
    }

    /// After a sign-out. The session at the issuer is another one: a link leads to its end.
    func signedOut(_ session: Session, _ words: Words) -> HTTPResponse {
        guard session.isOfIssuer, let client, let address = client.endAddress else { return .redirect("/sign-in") }
        return SignInPage.ended(words, client, address).response(200)
    }
}
