// Going live (R20): the listing appears in the public catalogue, in the same transaction as the outcome that says so.

import Assets
import Base
import Events
import JSON
import Offers

/// The stage `go-live`. Settings: `live-base`.
public struct GoLive: StageHandler {
    public static let stage = Stage.goLive

    private let liveBase: String
    private let source = "/offers/\(GoLive.stage)"

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        liveBase = try settings.baseAddress("live-base", default: "https://marketplace.example")
    }

    /// StepOutputs: `livelink`, and `liveterms` for the validation of the offer's next submission. Emits the catalogue's row.
    public func perform(_ job: StageJob) async throws -> StageOutcome {
        let document = try OfferDocument(job.offer)
        let digests = try CertifiedImages.of(job.slip, naming: OfferImage.all(in: document))
        let link = "\(liveBase)/\(job.slip.offer)"
        let entry = try entry(job, document, digests, link)
        let facts = ["livelink": link, ScheduledStep.Name.liveTerms: LiveTerms(document).description]
        return .completed(StepOutputs(facts), emitting: [entry])
    }

    private func entry(_ job: StageJob, _ document: OfferDocument, _ digests: [Digest], _ link: String) throws
        -> Message
    {
        let offer = try PublicOffer(job.offer)
        let data = JSONNode.object([
            .init("submission", .string(job.slip.submission.description)),
            .init("type", .string(document.type.rawValue)),
            .init("link", .string(link)), .init("listing", offer.listing), .init("plans", offer.plans),
            .init("support", offer.support), .init("countries", offer.countries),
            .init("testDrive", .boolean(document.hasTestDrive)), .init("images", .texts(digests.map(\.description))),
            .init("package", job.slip.event[Packaging.fact].map { .string($0) } ?? .null),
        ])
        var event = CloudEvent(
            id: job.slip.eventID("listing-published"), source: source, type: .listingPublished,
            subject: job.slip.offer.description, time: job.now, data: data.canonical)
        event[ScheduledStep.Name.submission] = job.slip.submission.description
        return Message(topic: .catalogue, event: event)
    }
}
