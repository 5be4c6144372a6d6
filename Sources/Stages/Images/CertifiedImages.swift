// The fact by which certification tells the stages behind it what it read: `0=sha256:… 1=sha256:…`, each image by its
// place in the document and the digest that names it. No image is replicated but by this digest (R9).

import Assets
import Events
import Offers

/// Digests of an offer's images, in the document's order.
package enum CertifiedImages {
    /// Names of the facts that certification adds to the scheduled step.
    package static let fact = "images"

    package static func text(_ digests: [Digest]) -> String {
        digests.enumerated().map { "\($0.offset)=\($0.element)" }.joined(separator: " ")
    }

    static func digests(_ text: String) -> [Digest]? {
        let parts = text.split(separator: " ")
        let digests = parts.enumerated().compactMap { index, part -> Digest? in
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0] == String(index) else { return nil }
            return Digest(String(pair[1]))
        }
        return digests.count == parts.count ? digests : nil
    }

    /// The certified digests of a submission, one for each image that the document names. Throws a `Fault` where there are none:
    /// then a profile asks for replication of what it never had certified.
    static func of(_ step: ScheduledStep, naming images: [OfferImage]) throws -> [Digest] {
        guard let digests = step.facts[fact].flatMap(digests), digests.count == images.count, !digests.isEmpty else {
            throw Fault(
                "not-certified",
                "\(step.submission) has no certified digests for its \(images.count) images; "
                    + "let its profile visit certify before \(step.stage)")
        }
        return digests
    }
}
