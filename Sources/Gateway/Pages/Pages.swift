// The part of the gateway for people: what each address shows, who may see it, and what forms may do. The files beside
// this one render HTML.

import Base
import Events
import HTTP
import Localization
import Offers
import Stages

/// Pages, forms and their event streams.
struct Pages: Sendable {
    let model: ReadModel
    let desk: CommandDesk
    let sessions: Sessions
    /// Signs people in at the identity provider; nil where only tokens count.
    let client: OpenIDClient?
    /// Hears why somebody could not sign in there.
    let unsigned: @Sendable ([String: String]) -> Void
    let isBehindTLS: Bool
    let store: PackageStore
    let streams = Streams()

    /// Nothing from other sites, nothing inline.
    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        var response = route(request)
        response.headers.append(("Content-Security-Policy", Self.policy))
        if let tag = request.query["lang"], let language = Language(rawValue: tag) {
            response.headers.append(
                ("Set-Cookie", "lang=\(language.rawValue); Path=/; Max-Age=31536000; SameSite=Lax" + secure))
        }
        return response
    }

    /// For cookies.
    var secure: String { isBehindTLS ? "; Secure" : "" }

    private func route(_ request: HTTPRequest) -> HTTPResponse {
        let words = Words(PageLanguage.of(request))
        let path = request.path
        switch (request.method, path.first, path.count) {
        case ("GET", "files", 2): return PageFiles.answer(path[1])
        case ("GET", "sign-in", 1): return signInPage(request, words)
        case ("GET", "sign-in", 2): return signInAtIssuer(request, words)
        case ("POST", _, _): return isFromHere(request) ? post(request, words) : forbidden(words)
        case ("GET", _, _): break
        default: return APIError.method(allowed: ["GET", "POST"]).response
        }
        if path.first == "preview", path.count == 3, let access = request.query["access"] {
            return preview(path, access: access, request, words)
        }
        guard model.isReady else { return notReady(words) }
        guard let session = session(of: request) else {
            return path.last == "events" ? HTTPResponse(401) : .redirect(Self.signInAddress(for: request))
        }
        switch (path.first, path.count) {
        case (nil, 0): return .redirect("/offers")
        case ("events", 1): return stream(nil, request, session)
        case ("offers", 1):
            return OffersPage(words, request, session, model, mark: mark(nil, session)).html.response(200)
        case ("offers", 2) where path[1] == "new":
            return NewOffer(words: words, session: session, desk: desk).page().response(200)
        case ("preview", 3): return preview(path, session, words)
        case ("operations", _):
            return answering(session, words) {
                try operators(words, session, request).show(path, request.query)
            }
        case ("offers", 3), ("offers", 4):
            guard let key = key(path, session), let record = model.record(of: key) else {
                return MessagePage.html(words, words["unknown-offer"], session).response(404)
            }
            if path.count == 4 { return page(path[3], key, record, request, session, words) }
            let done = request.query["done"].flatMap { words.text("done", $0) }
            let mark = mark(key, session)
            return StatusPage(
                words, key, record, session, desk, mark: mark, notice: done.map { .good($0) }
            ).html.response(200)
        default: break
        }
        return MessagePage.html(words, words["not-found"], session).response(404)
    }

    private func notReady(_ words: Words) -> HTTPResponse {
        MessagePage.html(words, words["not-ready"], nil).response(503)
    }

    private func operators(_ words: Words, _ session: Session, _ request: HTTPRequest) -> OperationsPages {
        OperationsPages(
            words, session, desk.acting(as: session.principal, on: request), sessions: sessions.counts,
            streams: streams.counts)
    }

    /// For pages that ask the broker; failures become a page, too.
    func answering(
        _ session: Session?, _ words: Words, _ body: () throws -> HTTPResponse?
    ) -> HTTPResponse {
        do {
            return try body() ?? MessagePage.html(words, words["not-found"], session).response(404)
        } catch {
            let error = error as? APIError ?? .pipelineUnreachable("\(error)")
            return MessagePage.html(words, error.message, session).response(error.status)
        }
    }

    /// Another publisher's offer looks like a missing one.
    func key(_ path: [String], _ session: Session) -> OfferKey? {
        guard let key = OfferKey("\(path[1])/\(path[2])"), session.principal.mayTouch(key.publisher) else { return nil }
        return key
    }

    // MARK: Forms

    /// Browsers send the origin of a form; one from another site is refused before it is read.
    private func isFromHere(_ request: HTTPRequest) -> Bool {
        if let site = request["sec-fetch-site"], site != "same-origin", site != "none" { return false }
        guard let origin = request["origin"], let host = request["host"] else { return true }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    private func forbidden(_ words: Words) -> HTTPResponse {
        MessagePage.html(words, words["form-refused"], nil).response(403)
    }

    private func post(_ request: HTTPRequest, _ words: Words) -> HTTPResponse {
        guard var form = request.form else { return MessagePage.html(words, words["form-refused"], nil).response(400) }
        // Typed text about an offer is kept.
        let isTyped = request.path.first == "offers"
        guard model.isReady || isTyped else { return notReady(words) }
        if request.path == ["sign-in"] { return signIn(form, request, words) }
        guard model.isReady, let session = session(of: request) else {
            guard isTyped else { return .redirect("/sign-in") }
            form.merge(EditorForm.texts(of: request.files)) { $1 }
            return signInAgain(form, words, request)
        }
        guard form["form-token"] == session.formToken else {
            guard isTyped else { return forbidden(words) }
            form["form-token"] = session.formToken
            form.merge(EditorForm.texts(of: request.files)) { $1 }
            return SignInPage(words: words, client: client, takesTokens: sessions.tokens.areUsed)
                .again(session, keeping: form, at: request.path).response(403)
        }
        return post(request, form, session, words)
    }

    /// A form of a signed-in person.
    func post(
        _ request: HTTPRequest, _ form: [String: String], _ session: Session, _ words: Words
    ) -> HTTPResponse {
        if request.path == ["sign-out"] { return signOut(session, words) }
        if request.path.first == "operations" {
            return answering(session, words) {
                try operators(words, session, request).act(request.path, form)
            }
        }
        if request.path == ["offers", "new"] {
            return answering(session, words) {
                let desk = desk.acting(as: session.principal, on: request)
                return try NewOffer(words: words, session: session, desk: desk, fields: form).create()
            }
        }
        guard request.path.count == 4, request.path[0] == "offers", let key = key(request.path, session),
            model.record(of: key) != nil
        else { return MessagePage.html(words, words["unknown-offer"], session).response(404) }
        if ["preview-links", "revoke-link"].contains(request.path[3]) {
            return change(links: key, request, form, session, words)
        }
        if request.path[3] == "edit" {
            return answering(session, words) {
                let desk = desk.acting(as: session.principal, on: request)
                return try Editor(words: words, key: key, session: session, desk: desk).save(form, files: request.files)
            }
        }
        return act(request.path[3], key, form, session, words, request)
    }

    private func act(
        _ action: String, _ key: OfferKey, _ form: [String: String], _ session: Session, _ words: Words,
        _ request: HTTPRequest
    ) -> HTTPResponse {
        do {
            let desk = desk.acting(as: session.principal, on: request)
            func answered(_ answer: CommandDesk.Answer) throws -> HTTPResponse {
                switch answer {
                case .accepted: return .redirect("/offers/\(key)?done=\(action)")
                case .none: return .redirect("/offers/\(key)?done=sent")
                case .refused(let reason, let process): throw APIError.refused(reason, process)
                }
            }
            switch action {
            case "publish":
                let dialog = PublishDialog(
                    words: words, key: key, record: model.record(of: key) ?? OfferRecord(), session: session, desk: desk
                )
                return try dialog.publish(form, answered)
            case "go-live": return try answered(desk.command(.goLive, key))
            case "cancel": return try answered(desk.command(.cancel, key))
            case "stop-selling": return try answered(desk.command(.stopSelling, key))
            case "support":
                let text = String((form["text"] ?? "").prefix(4_000))
                return try answered(
                    desk.command(.requestSupport, key) { $0[Command.Name.text] = text.isEmpty ? nil : text })
            default: return MessagePage.html(words, words["not-found"], session).response(404)
            }
        } catch {
            let error = error as? APIError ?? .pipelineUnreachable("\(error)")
            let record = model.record(of: key) ?? OfferRecord()
            return StatusPage(
                words, key, record, session, desk, mark: mark(key, session), notice: .bad(error)
            ).html.response(error.status)
        }
    }
}
