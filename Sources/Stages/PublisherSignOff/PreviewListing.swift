// The preview entry: what the subscriptions on the allow-list see, and who they are.

import Base
import Events
import JSON
import Offers
import Validation

struct PreviewListing {
    let step: ScheduledStep
    let allowed: AllowList
    let link: String

    /// The row of the offer on `offers.preview`.
    func message(at time: Timestamp, source: String) throws -> Message {
        let offer = try PublicOffer(step.offer.bytes)
        let subscriptions = allowed.entries.map { JSONNode.texts([("id", $0.id), ("type", $0.type)]) }
        let data = JSONNode.object([
            .init("submission", .string(step.submission.description)), .init("link", .string(link)),
            .init("allowed", .array(subscriptions)), .init("listing", offer.listing), .init("plans", offer.plans),
            .init("package", step.facts[Packaging.fact].map { .string($0) } ?? .null),
        ])
        var event = CloudEvent(
            id: step.eventID("preview-listed"), source: source, type: .previewListed, subject: step.key.description,
            time: time, data: data.canonical)
        event[Command.Name.submission] = step.submission.description
        return Message(topic: .preview, event: event)
    }
}
