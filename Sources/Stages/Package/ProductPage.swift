// The customer's product page as data: what is public of the offer, what was certified, and the pictures, by digest.
// The same content is the same package, whichever submission it came with.

import Assets
import JSON
import Offers

/// One offer's page.
struct ProductPage {
    let offer: PublicOffer
    let document: OfferDocument
    /// Certified, in the document's order.
    let images: [Digest]
    let media: Media

    /// The package: canonical JSON, whose digest is the package's name.
    var json: [UInt8] {
        JSONNode.object([
            .init("offer", .string(document.key.description)), .init("type", .string(document.type.rawValue)),
            .init("listing", offer.listing), .init("plans", offer.plans), .init("support", offer.support),
            .init("countries", offer.countries), .init("testDrive", .boolean(document.hasTestDrive)),
            .init("images", .texts(images.map(\.description))), .init("media", media.json),
        ]).canonical
    }

    /// The rendered page, UTF-8. `elements` are those that descriptions may use.
    func html(elements: [String]) -> [UInt8] {
        let listing = document.listing
        let text = HTMLText(elements: elements)
        var page = HTMLPage(title: listing.title)
        if let logo = media.logos.first(where: { $0.size == "115x115" }) ?? media.logos.first {
            page.picture(logo.digest, alt: listing.title)
        }
        page.add("h1", listing.title)
        page.add("p", listing.summary)
        if let long = listing.longSummary { page.add("p", long) }
        page.add(raw: "<section>\(text.rich(listing.description))</section>")
        for shot in media.screenshots { page.picture(shot.digest, alt: shot.title) }
        for plan in document.plans { add(plan, to: &page, text) }
        page.add("h2", "Links")
        for link in listing.usefulLinks { page.link(link.title, link.url) }
        for video in media.videos { page.link(video.title, video.url) }
        page.link("Privacy policy", listing.privacyPolicyUrl)
        page.add("h2", "Terms of use")
        page.add("p", listing.termsOfUse)
        page.add("h2", "Support")
        page.add("p", document.contacts.support.name)
        if let url = document.contacts.support.url { page.link("Support", url) }
        return page.bytes
    }

    private func add(_ plan: Plan, to page: inout HTMLPage, _ text: HTMLText) {
        page.add("h2", plan.title)
        page.add("p", plan.summary)
        if let description = plan.description { page.add(raw: "<section>\(text.rich(description))</section>") }
        if let system = plan.operatingSystem { page.add("p", "\(system.family.rawValue): \(system.type)") }
        for price in plan.prices { page.add("p", "\(price.country): \(price.perHour) \(price.currency) / h") }
        for version in plan.diskVersions { page.add("p", version.version) }
        for tag in plan.containerImages.flatMap(\.tags) { page.add("p", "\(tag.tag) \(tag.digest)") }
    }
}
