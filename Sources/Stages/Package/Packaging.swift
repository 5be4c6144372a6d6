// Packaging (R13, R14): joins technical and marketing content into the product page, stores it under the digest of its
// content, and sends a test lead to the publisher's lead destination.

import Assets
import Base
import Events
import FoundationEssentials
import Glibc
import JSON
import Offers

/// The stage `package`. Settings: `packages-dir`, `policy`, `salesforce-url`, `data-dir`, those of fetching.
public struct Packaging: StageHandler {
    public static let stage = Stage.package
    /// The fact that names the package for later stages.
    static let fact = "package"

    private let fetch: GuardedFetch
    private let store: PackageStore
    private let pictures: PictureRules
    private let salesforce: String

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        fetch = try settings.guardedFetch()
        store = PackageStore(folder: settings.packagesDirectory)
        pictures = PictureRules(try settings.policy())
        salesforce = settings["salesforce-url"] ?? SalesforceLeads.usualAddress
    }

    /// Fact: `package`, the digest of the package. Problems: unusable pictures, a lead destination that refuses. Throws
    /// `Fault` if the store or the destination is not reachable.
    public func perform(_ job: StageJob) async throws -> StageOutcome {
        let document = try OfferDocument(job.offer)
        let images = try CertifiedImages.of(job.step, naming: OfferImage.all(in: document))
        let (media, problems) = try faulting {
            try MediaReading(fetch: fetch.of(job.step.key.publisher), store: store, rules: pictures).read(
                document.media)
        }
        job.report(Progress(percent: 50))
        var page = ProductPage()
        page.key = document.key
        page.offer = PublicOffer(document, facts: job.step.facts)
        page.images = images.map(\.digest.description)
        page.media = media
        let content = page.json
        let digest = try faulting { try Digest.of(content) }
        // Before the lead, so that a reader of the lead finds the page.
        try store.keep(content, digest, "json")
        let lead = TestLead(job.step, title: document.listing.title)
        let leads = LeadDestination(
            document.leads?.destination, document.leads?.settings, salesforce: salesforce)
        let receipt = try leads.send(lead, by: fetch, job)
        guard problems.isEmpty, receipt.problems.isEmpty else { return .rejected(problems + receipt.problems) }
        return .completed(StepOutputs([Self.fact: digest.description], notes: receipt.notes))
    }
}
