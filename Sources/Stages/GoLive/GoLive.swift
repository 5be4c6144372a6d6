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

    /// Facts: `livelink`, and `liveterms` for the validation of the offer's next submission. Emits the catalogue's row.
    public func perform(_ job: StageJob) async throws -> StageOutcome {
        let document = try OfferDocument(job.offer)
        let digests = try CertifiedImages.of(job.step, naming: OfferImage.all(in: document))
        let link = "\(liveBase)/\(job.step.key)"
        let entry = try entry(job, document, digests, link)
        let facts = [Fact.liveLink: link, Fact.liveTerms: LiveTerms(document).description]
        return .completed(StepOutputs(facts), emitting: [entry])
    }

    private func entry(_ job: StageJob, _ document: OfferDocument, _ digests: [Digest], _ link: String) throws
        -> Message
    {
        let offer = try PublicOffer(job.offer)
        let data = JSONNode.object([
            .init("submission", .string(job.step.submission.description)),
            .init("type", .string(document.type.rawValue)),
            .init("link", .string(link)), .init("listing", offer.listing), .init("plans", offer.plans),
            .init("support", offer.support), .init("countries", offer.countries),
            .init("testDrive", .boolean(document.hasTestDrive)), .init("images", .texts(digests.map(\.description))),
            .init("package", job.step.facts[Packaging.fact].map { .string($0) } ?? .null),
        ])
        var event = CloudEvent(
            id: job.step.eventID("listing-published"), source: source, type: .listingPublished,
            subject: job.step.key.description, time: job.now, data: data.canonical)
        event[Command.Name.submission] = job.step.submission.description
        return Message(topic: .catalogue, event: event)
    }
}
