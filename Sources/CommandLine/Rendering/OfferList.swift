// All offers for people (R22): the newest status in the right-hand column.

import Offers

/// What `offerctl list` prints.
enum OfferList {
    static func text(_ offers: [OfferStatus], isFiltered: Bool, _ palette: Palette) -> String {
        if offers.isEmpty {
            return isFiltered
                ? "No offer matches; \"offerctl list\" shows all.\n"
                : "No offer was published yet; \"offerctl publish FILE\" publishes one.\n"
        }
        var table = Table(["Offer", "Title", "Type", "Changed (UTC)", "Status"])
        for offer in offers {
            table.add([
                .init(offer.key.description), .init(clipped(offer.title, to: 40)), .init(offer.type),
                .init(offer.changed.short), .init(status(offer), offer.state.tone),
            ])
        }
        return table.lines(palette).joined(separator: "\n") + "\n"
    }

    /// The state, and for a running submission the step: `Running: Certification (3 of 8)`.
    private static func status(_ offer: OfferStatus) -> String {
        let state = offer.state.words(offer.label)
        guard let index = offer.currentStep, offer.steps.indices.contains(index),
            offer.state == .running || offer.state == .failed
        else { return state }
        let step = offer.steps[index]
        let late = step.overdue && step.ended == nil ? ", overdue" : step.state == .blocked ? ", blocked" : ""
        let remark = late + (offer.paused == nil ? "" : ", paused")
        return
            "\(state): \(clipped(step.name, to: 30)) (\(offer.number(ofStep: index)) of \(offer.steps.count { $0.state != .skipped }))\(remark)"
    }
}
