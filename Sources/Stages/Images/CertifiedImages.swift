// The fact in which certification lists the images for later stages: `0=sha256:… 1=sha256:…`, each image's position in
// the document and its digest. Images are replicated only by this digest (R9). A layout with missing parts also has the
// digest of their list: `0=sha256:…!sha256:…`.

import Assets
import Events
import Offers

/// An image as certification read it.
package struct CertifiedImage: Hashable, Sendable {
    package var digest: Digest
    /// The digest over a layout's missing parts; nil if there are none. They were not scanned.
    package var absent: Digest?

    package init(_ digest: Digest, absent: Digest? = nil) { (self.digest, self.absent) = (digest, absent) }

    init?(_ text: Substring) {
        let parts = text.split(separator: "!", maxSplits: 1, omittingEmptySubsequences: false)
        guard let digest = Digest(String(parts[0])) else { return nil }
        let absent = parts.count > 1 ? Digest(String(parts[1])) : nil
        guard parts.count == 1 || absent != nil else { return nil }
        self.init(digest, absent: absent)
    }

    var text: String { absent.map { "\(digest)!\($0)" } ?? "\(digest)" }
}

/// An offer's images, in the document's order.
package enum CertifiedImages {
    package static func text(_ images: [CertifiedImage]) -> String {
        images.enumerated().map { "\($0.offset)=\($0.element.text)" }.joined(separator: " ")
    }

    package static func images(_ text: String) -> [CertifiedImage]? {
        let parts = text.split(separator: " ")
        let images = parts.enumerated().compactMap { index, part -> CertifiedImage? in
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0] == String(index) else { return nil }
            return CertifiedImage(pair[1])
        }
        return images.count == parts.count ? images : nil
    }

    /// The certified images of a submission, one for each image in the document. Throws a `Fault` if there are none:
    /// then a profile replicates what it did not certify.
    static func of(_ step: ScheduledStep, naming named: [OfferImage]) throws -> [CertifiedImage] {
        guard let images = step.facts[Fact.images].flatMap(images), images.count == named.count, !images.isEmpty else {
            throw Fault(
                "not-certified",
                "\(step.submission) has no certified digests for its \(named.count) images; "
                    + "let its profile visit certify before \(step.stage)")
        }
        return images
    }
}
