// The preview entry: what the subscriptions on the allow-list see, and who they are.

import Base
import Events
import JSON
import Offers

struct PreviewListing {
    let slip: ScheduledStep
    let allowed: AllowList
    let link: String

    /// The row of the offer on `offers.preview`.
    func message(at time: Timestamp, source: String) throws -> Message {
        let offer = try PublicOffer(slip.event.data)
        let subscriptions = allowed.entries.map { JSONNode.texts([("id", $0.id), ("type", $0.type)]) }
        let data = JSONNode.object([
            .init("submission", .string(slip.submission.description)), .init("link", .string(link)),
            .init("allowed", .array(subscriptions)), .init("listing", offer.listing), .init("plans", offer.plans),
            .init("package", slip.event[Packaging.fact].map { .string($0) } ?? .null),
        ])
        var event = CloudEvent(
            id: slip.eventID("preview-listed"), source: source, type: .previewListed, subject: slip.offer.description,
            time: time, data: data.canonical)
        event[ScheduledStep.Name.submission] = slip.submission.description
        return Message(topic: .preview, event: event)
    }
}
