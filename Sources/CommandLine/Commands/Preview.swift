// `preview`: the rows of offers.preview as one subscription sees them (R16). Who else is on the allow-list is nobody's
// business, so it is taken out before anything is shown.

import Events
import JSON
import Offers

/// A preview that the subscription may see.
struct PreviewRow {
    let offer: String
    let data: JSONNode

    /// Nil where the subscription is not on the list. Throws for a record that is no preview.
    init?(_ record: Record, for subscription: String) throws {
        let event = try CloudEvent(headers: record.headers, value: record.value ?? [])
        guard event.type == .previewListed else { throw EventError("\(event.type) is no \(EventType.previewListed)") }
        let node = try JSONNode(event.data)
        let allowed = node["allowed"]?.items.compactMap { $0["id"]?.text?.lowercased() } ?? []
        guard allowed.contains(subscription.lowercased()), case .object(let members) = node else { return nil }
        offer = event.subject
        data = .object(
            [.init("offer", .string(event.subject))] + members.filter { $0.name != "allowed" && $0.name != "offer" })
    }
}

extension Execution {
    func showPreview(for subscription: String, of offer: OfferKey?) throws {
        let desk = try desk()
        let records = try offer.map { try desk.newest(.preview, of: $0).map { [$0] } ?? [] } ?? desk.newest(.preview)
        let rows = records.compactMap { record in readable({ try PreviewRow(record, for: subscription) }, record) ?? nil
        }
        // Not there and not for this subscription are one answer: a difference would tell that there is something.
        if let offer, rows.isEmpty { throw PipelineError.noPreview(offer) }
        if isJSON {
            for row in rows { out.write(JSONLine.of(document: row.data.canonical)) }
        } else {
            out.write(PreviewPage.text(rows, out.palette))
        }
    }
}
