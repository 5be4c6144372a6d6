// The customer's product page as data: what is public of the offer, what was certified, and the pictures, by digest.
// The same content is the same package, whichever submission it came with.

import JSON
import Offers

/// One offer's page: the package, whose name is the digest of its JSON.
package struct ProductPage: Sendable, Equatable {
    package var key = OfferKey(publisher: "", offer: "")
    package var offer = PublicOffer()
    /// Certified, in the document's order.
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

extension ProductPage {
    /// The rendered page, UTF-8.
    var html: [UInt8] {
        let listing = offer.listing
        var page = HTMLPage(title: listing.title)
        if let logo = media.logos.first(where: { $0.title == "115x115" }) ?? media.logos.first {
            page.picture(logo.digest, alt: listing.title)
        }
        page.add("h1", listing.title)
        page.add("p", listing.summary)
        if let long = listing.longSummary { page.add("p", long) }
        page.add(description: listing.description)
        for shot in media.screenshots { page.picture(shot.digest, alt: shot.title) }
        for plan in offer.plans { add(plan, to: &page) }
        page.add("h2", "Links")
        for link in listing.usefulLinks { page.link(link.title, link.url) }
        for video in media.videos { page.link(video.title, video.url) }
        page.link("Privacy policy", listing.privacyPolicyUrl)
        page.add("h2", "Terms of use")
        page.add("p", listing.termsOfUse)
        page.add("h2", "Support")
        page.add("p", offer.support.name)
        if let url = offer.support.url { page.link("Support", url) }
        return page.bytes
    }

    private func add(_ plan: PublicOffer.Plan, to page: inout HTMLPage) {
        page.add("h2", plan.title)
        page.add("p", plan.summary)
        if let description = plan.description { page.add(description: description) }
        if let system = plan.operatingSystem { page.add("p", "\(system.family.rawValue): \(system.type)") }
        if !plan.countries.isEmpty { page.add("p", plan.countries.joined(separator: ", ")) }
        for price in plan.prices {
            page.add("p", "\(price.country): \(price.perHour) \(price.currency) / \(price.perCore ? "core / " : "")h")
        }
        for version in plan.images.compactMap(\.version) { page.add("p", version) }
        for tag in plan.images.flatMap(\.tags) { page.add("p", "\(tag.tag) \(tag.digest)") }
    }
}
