// `offerctl status`: the newest submission of an offer, once or with each change. On a terminal the page is redrawn in
// place; in a pipe each change is a line.

import BrokerClient
import Events
import Offers

extension CommandSpec {
    static let status = CommandSpec(
        name: "status", group: .views, operands: [.offer], options: [.watch],
        summary: "Show the status of one offer",
        details: """
            Shows the newest submission of an offer: its state, its steps with times (UTC) and
            progress, and its problems with their place in the document and what to do. With --watch
            it shows each change until the submission ends: in place on a terminal, otherwise in one
            line each. The exit code is then 0 if the offer went live, otherwise 1.
            """,
        json: """
            The data of the row on offers.status, with offer, changed, and stage, name and state
            of each step; with --watch one a line with each change.
            """
    ) { invocation in
        let offer = try invocation.arguments.offer()
        try invocation.arguments.has(.watch) ? invocation.watchStatus(of: offer) : invocation.showStatus(of: offer)
    }
}

extension OptionSpec {
    fileprivate static let watch = OptionSpec(name: "--watch", help: "Show every change until the submission ends")
}

extension Invocation {
    fileprivate func showStatus(of offer: OfferKey) throws {
        guard let record = try broker().newest(.status, of: offer), let status = try status(record) else {
            throw ToolError.unknownOffer(offer)
        }
        show(
            documents: [status.document(language)],
            orText: PausePage.remark(status, currentControls, out.palette)
                + StatusPage.text(status, in: language, at: world.now(), out.palette))
    }

    fileprivate func watchStatus(of offer: OfferKey) throws {
        var newest: TopicRecord?
        let broker = try broker()
        let end = try broker.read(.status, offer, .beginning) { record in
            if record.key == offer.bytes { newest = record.value == nil ? nil : record }
        }
        guard let newest, let status = try status(newest) else { throw ToolError.unknownOffer(offer) }
        var view = LiveView(out: out, language: language, format: format, now: world.now)
        view.show(status)
        var last = status
        if !last.isOver {
            _ = try broker.follow(.status, from: end, for: nil) { record in
                guard record.key == offer.bytes, record.value != nil, let status = try self.status(record) else {
                    return false
                }
                view.show(status)
                last = status
                return status.isOver
            }
        }
        if last.state != .succeeded {
            throw ToolError(.refused, "\(offer): the submission ended as \(last.state.rawValue)")
        }
    }

    /// A pipeline without this topic has paused nothing.
    var currentControls: Controls { (try? controls()) ?? Controls() }
}

extension OfferStatus {
    /// Whether the submission has ended.
    var isOver: Bool {
        switch state {
        case .succeeded, .failed, .canceled: true
        case .neverPublished, .notStarted, .running, .waitingForPublisherReview: false
        }
    }
}
