// The product page as data: the public part of the offer, the certified images, and the pictures, by digest. Equal
// content is the same package, whichever submission it came with.

import JSON
import Offers

/// An offer's page: the package, whose name is the digest of its JSON.
package struct ProductPage: Sendable, Equatable {
    package var key = OfferKey(publisher: "", offer: "")
    package var offer = PublicOffer()
    /// Certified images, in the document's order.
    package var images: [String] = []
    package var media = Media()

    package init() {}
}

extension ProductPage: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("offer", &key)
        try offer.members(&v)
        try v.member("images", &images)
        try v.member("media", &media)
    }
}
