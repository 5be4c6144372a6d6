// Notifies open pages of changes.

import HTTP
import Offers
import Synchronization

extension Pages {
    /// Server-sent events (WHATWG HTML, section 9.2): one line whenever the offer, or any visible offer, has changed.
    func stream(_ key: OfferKey?, _ request: HTTPRequest, _ session: Session) -> HTTPResponse {
        let place: Streams.Place
        let account = session.principal.account
        do { place = try streams.take(account, atMost: desk.rules.policy.quotas.eventStreams) } catch {
            guard error == .quota else { return HTTPResponse(503, headers: [("Retry-After", "30")]) }
            model.refusals.count(.eventStreams, of: account)
            return HTTPResponse(429, headers: [("Retry-After", "30")])
        }
        // The page says what it shows, so that the stream also reports earlier changes, or those during a break.
        let shown = request.query["seen"] ?? mark(key, session)
        let cursor = Mutex((number: model.changes.number, mark: shown, hasBegun: false))
        var response = HTTPResponse(200, type: "text/event-stream; charset=utf-8")
        response.body = .stream { [model, self] in
            withExtendedLifetime(place) {
                cursor.withLock { cursor in
                    guard cursor.hasBegun else {
                        cursor.hasBegun = true
                        return Array("retry: 3000\n\n".utf8)
                    }
                    guard place.isOpen, !model.changes.isClosed, sessions[session.id] != nil else { return nil }
                    var mark = mark(key, session)
                    if mark == cursor.mark {
                        cursor.number = model.changes.wait(beyond: cursor.number, milliseconds: 2_000)
                        mark = self.mark(key, session)
                    }
                    // A comment keeps the connection alive, and reveals a dead one.
                    guard mark != cursor.mark else { return Array(":\n\n".utf8) }
                    cursor.mark = mark
                    // A browser ignores an event without a line of data. The line is empty, because the stream's number
                    // counts the changes of all publishers.
                    return Array("event: changed\ndata:\n\n".utf8)
                }
            }
        }
        return response
    }

    /// A page is reloaded when this changes.
    func mark(_ key: OfferKey?, _ session: Session) -> String {
        if let key {
            let record = model.record(of: key)
            let pause = record?.status.flatMap { model.operations.pause(over: $0)?.since.milliseconds }
            return "\(record?.changed.milliseconds ?? 0).\(record?.status?.json.hashValue ?? 0).\(pause ?? 0)"
        }
        var hasher = Hasher()
        for (key, record) in model.all(for: session.principal) {
            hasher.combine(key)
            hasher.combine(record.changed)
            hasher.combine(record.status?.transitions)
        }
        return "\(hasher.finalize())"
    }
}
