// The other pages of an offer: previews and their links, history, tickets.

import HTTP
import Offers
import Stages

extension Pages {
    /// The other pages of an offer, besides its status.
    func page(
        _ name: String, _ key: OfferKey, _ record: OfferRecord, _ request: HTTPRequest, _ session: Session,
        _ words: Words
    ) -> HTTPResponse {
        switch name {
        case "events": return stream(key, request, session)
        case "preview-links":
            let links = PreviewLinks(desk).current(key)
            return PreviewLinksPage(words: words, key: key, record: record, session: session, links: links).html
                .response(200)
        case "edit", "picture":
            return answering(session, words) {
                let editor = Editor(
                    words: words, key: key, session: session, desk: desk.acting(as: session.principal, on: request))
                return try name == "edit" ? editor.show(request.query) : editor.picture(request.query["at"] ?? "")
            }
        case "publish":
            return answering(session, words) {
                try PublishDialog(words: words, key: key, record: record, session: session, desk: desk).show()
            }
        case "history", "tickets":
            return answering(session, words) {
                let entries = try desk.history(of: key)
                guard name == "history" else {
                    let tickets = entries.filter { $0.kind == .supportRequested }
                    return TicketsPage(words: words, key: key, record: record, session: session, tickets: tickets).html
                        .response(200)
                }
                return HistoryScreen(
                    words: words, key: key, record: record, session: session, entries: entries,
                    processes: model.catalog, before: request.query["before"] ?? "",
                    after: request.query["after"] ?? ""
                ).html.response(200)
            }
        default: return MessagePage.html(words, words["not-found"], session).response(404)
        }
    }

    // MARK: Previews

    /// For the publisher.
    func preview(_ path: [String], _ session: Session, _ words: Words) -> HTTPResponse {
        guard let key = key(path, session), let record = model.record(of: key), let preview = record.preview else {
            return MessagePage.html(words, words["no-preview"], session).response(404)
        }
        return screen(key, record, preview, for: nil)
    }

    /// For the holder of a link. The same answer for everything else: a difference would reveal that the offer exists.
    func preview(
        _ path: [String], access: String, _ request: HTTPRequest, _ words: Words
    ) -> HTTPResponse {
        guard model.isReady else { return MarketplaceFrame.message(words, words["not-ready"]).response(503) }
        guard let key = OfferKey("\(path[1])/\(path[2])"), let record = model.record(of: key),
            let preview = record.preview,
            let subscription = PreviewLinks.subscription(access, record.links, at: desk.world.now()),
            preview.allows(subscription)
        else { return MarketplaceFrame.message(words, words["not-listed"]).response(404) }
        return screen(key, record, preview, for: subscription)
    }

    private func screen(
        _ key: OfferKey, _ record: OfferRecord, _ preview: PreviewEntry, for subscription: String?
    ) -> HTTPResponse {
        let screen = PreviewScreen(
            words: Words(preview.language), key: key, record: record, preview: preview,
            package: preview.package.flatMap { store.page($0) },
            subscription: subscription)
        var response = screen.page.response(200)
        // The link is a secret: keep it out of indexes and away from other sites.
        response.headers += [("X-Robots-Tag", "noindex"), ("Referrer-Policy", "no-referrer")]
        return response
    }

    func change(
        links key: OfferKey, _ request: HTTPRequest, _ form: [String: String], _ session: Session, _ words: Words
    ) -> HTTPResponse {
        let links = PreviewLinks(desk.acting(as: session.principal, on: request))
        do {
            if request.path[3] == "revoke-link" {
                try links.remove(form["link"] ?? "", key)
            } else {
                _ = try links.make(
                    key, subscription: form["subscription"] ?? "", days: Int(form["days"] ?? "") ?? 0)
            }
            return .redirect("/offers/\(key)/preview-links")
        } catch {
            let error = error as? APIError ?? .pipelineUnreachable("\(error)")
            return PreviewLinksPage(
                words: words, key: key, record: model.record(of: key) ?? OfferRecord(), session: session,
                links: links.current(key), error: error
            ).html.response(error.status)
        }
    }
}
