// Certification (R6–R10): reads every image the offer names, checks what it is and that it is what its publisher says,
// and hands its digest on. Nothing is replicated later but by these digests.

import Assets
import Foundation
import Offers

/// The stage `certify`. Settings: those of fetching, `work-dir`, `policy`.
public struct Certification: StageWork {
    public static let stage = Stage.certify

    /// Which checks stand behind a technical digest. To be raised when checks are added, so that what certified under
    /// fewer of them is looked at again.
    static let checks = 1
    /// Images of one offer: their digests travel on the slip, and a record has a bound.
    static let most = 1_000

    private let sources: ImageSources
    private let technicalKeys: [PointerPattern]

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        sources = try ImageSources(settings)
        technicalKeys = try settings.policy().technicalKeys
    }

    /// Facts: `certifieddigest`, `images`. Problems: those of the images. Throws `Fault` where one could not be read.
    public func perform(_ job: StageJob) async throws -> StageOutcome {
        let document = try OfferDocument(job.offer)
        let images = OfferImage.all(in: document)
        guard !images.isEmpty else {
            return .rejected([CertificationText.nothing.problem(at: "/plans", in: job.language)])
        }
        guard images.count <= Self.most else {
            return .rejected([CertificationText.tooMany(images.count).problem(at: "/plans", in: job.language)])
        }
        let technical = try technicalContent(job.offer)
        if let facts = try unchanged(job, images, technical) { return .completed(facts) }

        var problems: [Problem] = []
        var digests: [Digest] = []
        for (index, image) in images.enumerated() {
            let check = ImageCheck(image: image, sources: sources, language: job.language)
            let meter = Meter(index: index, of: images.count, report: job.report)
            let verdict = try faulting { try check.run(name: "\(job.slip.submission)/\(index)", meter: meter) }
            problems += verdict.problems
            if let digest = verdict.digest { digests.append(digest) }
        }
        guard problems.isEmpty, digests.count == images.count else { return .rejected(problems) }
        let digest = try faulting { try TechnicalDigest.of(technical, digests) }
        let note = digest.description == job.slip.event[RoutingSlip.Name.certifiedDigest] ? equal(job) : nil
        return .completed(facts(digest, digests, notes: [note, CertificationText.checked[job.language]]))
    }

    /// R9: where neither the technical content nor an image differs from what certified last, nothing is done again.
    private func unchanged(_ job: StageJob, _ images: [OfferImage], _ technical: [UInt8]) throws -> Facts? {
        guard let earlier = job.slip.event[RoutingSlip.Name.certifiedDigest],
            let digests = try faulting({ try ImageIdentity(sources: sources).digests(images, of: job) })
        else { return nil }
        let digest = try faulting { try TechnicalDigest.of(technical, digests) }
        return digest.description == earlier ? facts(digest, digests, notes: [equal(job)]) : nil
    }

    private func facts(_ digest: Digest, _ digests: [Digest], notes: [String?]) -> Facts {
        Facts(
            [
                RoutingSlip.Name.certifiedDigest: digest.description,
                CertifiedImages.fact: CertifiedImages.text(digests),
            ], notes: notes.compactMap(\.self))
    }

    private func equal(_ job: StageJob) -> String {
        CertificationText.equal(to: job.slip.event[RoutingSlip.Name.certifiedBy])[job.language]
    }

    private func technicalContent(_ document: [UInt8]) throws -> [UInt8] {
        do {
            return try TechnicalContent.bytes(of: document, keys: technicalKeys)
        } catch let error as JSONError { throw Poison("not-an-offer", "the offer document: \(error)") }
    }
}
