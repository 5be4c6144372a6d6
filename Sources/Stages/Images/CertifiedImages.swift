// The fact by which certification tells the stages behind it what it read: `0=sha256:… 1=sha256:…`, each image by its
// place in the document and the digest that names it. No image is replicated but by this digest (R9). A layout that lacks
// something it names has the digest of that list, too: `0=sha256:…!sha256:…`.

import Assets
import Events
import Offers

/// An image as certification read it.
package struct CertifiedImage: Hashable, Sendable {
    package var digest: Digest
    /// Over what a layout names and did not have; nil if it had all. What was missing was not scanned.
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

    /// The certified images of a submission, one for each that the document names. Throws a `Fault` if there are none: then a
    /// profile asks for replication of what it never had certified.
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
