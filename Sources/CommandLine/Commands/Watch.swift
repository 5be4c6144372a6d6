// `status --watch`: the status page with each change. On a terminal it is drawn in place; into a pipe goes a line a change.

import Offers

extension Execution {
    func watchStatus(of offer: OfferKey) throws {
        var newest: StatusRow?
        let desk = try desk()
        let end = try desk.read(.status, offer, .beginning) { record in
            guard record.key == offer.bytes else { return }
            newest = record.value == nil ? nil : self.readable({ try StatusRow(record) }, record)
        }
        guard let newest else { throw PipelineError.unknownOffer(offer) }
        var view = LiveView(out: out, isJSON: isJSON)
        view.show(newest)
        if newest.status.isOver { return }
        _ = try desk.follow(.status, end, nil) { record in
            guard record.key == offer.bytes, record.value != nil,
                let row = self.readable({ try StatusRow(record) }, record)
            else { return false }
            view.show(row)
            return row.status.isOver
        }
    }
}

extension OfferStatus {
    /// Whether the submission has come to its end.
    var isOver: Bool {
        switch state {
        case .succeeded, .failed, .canceled: true
        case .neverPublished, .notStarted, .running, .waitingForPublisherReview: false
        }
    }
}
