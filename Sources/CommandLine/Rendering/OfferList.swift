// All offers for people (R22): the newest status in the right-hand column.

import Localization
import Offers

/// What `offerctl list` prints.
enum OfferList {
    static func text(
        _ offers: [OfferStatus], isFiltered: Bool, in language: Language, _ time: TimeColumn, _ palette: Palette
    ) -> String {
        if offers.isEmpty {
            return isFiltered
                ? "No offer matches; \"offerctl list\" shows all.\n"
                : "No offer was published yet; \"offerctl publish FILE\" publishes one.\n"
        }
        let more = time.isWide ? ["Submission", "Live since (UTC)", "Waiting for"] : []
        var table = Table(["Offer", "Title", "Type", time.heading("Changed"), "Status"] + more)
        for offer in offers {
            let columns: [Table.Cell] = [
                .init(offer.key.description), .init(clipped(offer.title, to: 40)), .init(offer.type.rawValue),
                .init(time.text(offer.changed)), .init(status(offer, language), offer.state.tone),
            ]
            let wide: [Table.Cell] = [
                .init(offer.submissionID.map { "\($0.number)" } ?? ""),
                .init(offer.isLive ? offer.live?.since.short ?? "" : ""),
                .init(offer.attention == .none ? "" : offer.attention.rawValue),
            ]
            table.add(columns + (time.isWide ? wide : []))
        }
        return table.lines(palette).joined(separator: "\n") + "\n"
    }

    /// The state, and for a running submission the step: `Running: Certification (3 of 8), overdue`.
    private static func status(_ offer: OfferStatus, _ language: Language) -> String {
        let state = offer.stateText(in: language)
        guard let index = offer.currentStep, offer.steps.indices.contains(index),
            offer.state == .running || offer.state == .failed
        else { return state }
        let name = clipped(offer.steps[index].name(in: language), to: 30)
        let place = "\(offer.number(ofStep: index)) of \(offer.visited)"
        let remark =
            switch offer.attention {
            case .operator: ", blocked"
            case .approval, .overdue, .paused: ", \(offer.attention.rawValue)"
            case .publisher, .none: ""
            }
        return "\(state): \(name) (\(place))\(remark)"
    }
}
