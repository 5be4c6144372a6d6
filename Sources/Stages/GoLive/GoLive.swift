// Going live (R20): the listing appears in the public catalog, in the same transaction as the outcome.

import Assets
import Base
import Events
import Offers

/// The stage `go-live`. Settings: `live-base`.
public struct GoLive: StageHandler {
    public static let stage = Stage.goLive

    private let liveBase: String
    private let source = "/offers/\(GoLive.stage)"

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        liveBase = try settings.pages("live-base", "marketplace")
    }

    /// Facts: `livelink`, and `liveterms` for the validation of the offer's next submission. Emits the catalog's row.
    public func perform(_ job: StageJob) async throws -> StageOutcome {
        let document = try OfferDocument(job.offer)
        let named = OfferImage.all(in: document)
        let images = try CertifiedImages.of(job.step, naming: named).map(\.digest.description)
        var entry = CatalogEntry()
        entry.submission = job.step.number
        entry.link = "\(liveBase)/\(job.step.key)"
        entry.language = job.step.language
        entry.offer = PublicOffer(document, facts: job.step.facts)
        entry.unlistedPlans = UnlistedPlan.all(in: document)
        entry.images = images
        entry.package = job.step.facts[Packaging.fact]
        let digests = Dictionary(zip(named.map(\.pointer), images)) { first, _ in first }
        let facts = [
            Fact.liveLink: entry.link, Fact.liveTerms: LiveTerms(document, digests: digests).description,
        ]
        return .completed(StepOutputs(facts), emitting: [entry.message(job.step, at: job.now, source: source)])
    }
}
