// The preview: the product page as customers will see it, for its publisher and for holders of a link for a
// subscription on the allow-list. It also says what can be deployed. Everybody else gets 404.

import Events
import HTTP
import Offers
import Stages

struct PreviewScreen {
    let words: Words
    let key: OfferKey
    let record: OfferRecord
    let preview: PreviewEntry
    let package: ProductPage?
    /// The subscription that sees it; nil for the publisher.
    let subscription: String?

    var page: Page {
        let product = Product(key, preview.offer(for: subscription), package, language: preview.language)
        var view = ProductView(words, product)
        view.lead = deployable
        let publishers =
            subscription == nil
            ? " <a href=\"/offers/\(key)\">\(e(words["back-to-offer"]))</a> · <a href=\"/offers/\(key)/preview-links\">\(e(words["preview-links"]))</a>"
            : ""
        let note = subscription.map { words.text("preview-for", ["subscription": $0]) } ?? words["preview-note"]
        return MarketplaceFrame.page(
            words, title: preview.offer.listing.title,
            note: "<aside class=\"band\" aria-label=\"\(e(words["preview"]))\">\(e(note))\(publishers)</aside>",
            main: view.html)
    }

    private var regions: [Progress.Region] {
        record.status?.steps.filter { $0.stage == .provisionPreview }.compactMap(\.progress).flatMap(\.regions) ?? []
    }

    /// Images with their digests, the regions where they are, and the test drive.
    private var deployable: String {
        let digests = (package?.images ?? []).enumerated().map { number, digest in
            "<tr><th scope=\"row\">\(e(words["image"])) \(number + 1)</th><td><code>\(e(digest))</code></td></tr>"
        }
        let tags = preview.offer(for: subscription).plans.flatMap { plan in
            plan.images.flatMap(\.tags).map { tag in
                "<tr><th scope=\"row\">\(e(plan.title)): \(e(tag.tag))</th><td><code>\(e(tag.digest))</code></td></tr>"
            }
        }
        let places = regions.map { region in
            "<li>\(e(region.name)) – \(e(words.text("region", region.state) ?? region.state))</li>"
        }
        let list = (digests + tags).joined()
        return """
            <section class="deploy" aria-labelledby="deploy"><h2 id="deploy">\(e(words["can-deploy"]))</h2>
            \(list.isEmpty ? "<p>\(e(words["no-images"]))</p>" : "<table><caption class=\"visually-hidden\">\(e(words["can-deploy"]))</caption><thead><tr><th scope=\"col\">\(e(words["image"]))</th><th scope=\"col\">\(e(words["digest"]))</th></tr></thead><tbody>\(list)</tbody></table>")
            \(places.isEmpty ? "" : "<h3>\(e(words["regions"]))</h3><ul class=\"regions\">\(places.joined())</ul>")
            <p>\(e(words[preview.offer.testDrive ? "test-drive-ready" : "no-test-drive"]))</p>
            </section>
            """
    }
}
