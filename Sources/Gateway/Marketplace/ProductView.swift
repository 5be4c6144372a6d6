// One product: what it is, what it looks like, its plans, and where to get help. All of it is publishers' text, so
// everything is escaped except descriptions, which are HTML made by `RichText`.

import Assets
import Offers
import Stages

struct ProductView {
    private let words: Words
    private let product: Product
    /// Shown before the description and after the facts; in the preview, what can be deployed.
    var lead = ""
    var further = ""

    init(_ words: Words, _ product: Product) {
        self.words = words
        self.product = product
    }

    private var offer: PublicOffer { product.offer }
    private var listing: OfferDocument.Listing { product.offer.listing }

    var html: String {
        let plans = PlanView(words)
        return """
            <article class="product">
            <header class="hero">
            \(product.hero)
            <div class="head">
            \(product.logo(alt: ""))
            <div class="names">
            <p class="by">\(e(product.key.publisher))</p>
            <h1>\(e(listing.title))</h1>
            <p class="tagline">\(e(listing.summary))</p>
            <p class="tags">\(tags)</p>
            </div>
            <p class="from">\(e(Prices(offer.plans, words).short))</p>
            </div>
            </header>
            \(lead)
            <div class="body">
            <div class="main">
            <section aria-labelledby="overview"><h2 id="overview">\(e(words["overview"]))</h2>
            \(listing.longSummary.map { "<p class=\"lead\">\(e($0))</p>" } ?? "")
            <div class="rich">\(Self.rich(listing.description))</div>
            </section>
            \(screenshots)
            \(videos)
            <section aria-labelledby="plans"><h2 id="plans">\(e(words["plans"]))</h2>
            <ul class="plans">\(offer.plans.map(plans.html).joined(separator: "\n"))</ul>
            </section>
            </div>
            <aside aria-label="\(e(words["facts"]))">\(facts)\(further)</aside>
            </div>
            </article>
            """
    }

    private var tags: String {
        let kind = "<a href=\"/marketplace?type=\(e(offer.type.rawValue))\">\(e(words.name(of: offer.type)))</a>"
        let categories = listing.categories.map {
            "<a href=\"/marketplace?category=\(e($0))\">\(e(words.category($0)))</a>"
        }
        let testDrive = offer.testDrive ? "<span>\(e(words["test-drive"]))</span>" : ""
        return kind + categories.joined() + testDrive
    }

    private var screenshots: String {
        let items = product.media.screenshots.compactMap { shot in
            MarketplaceFrame.picture(shot.digest).map {
                "<li><a href=\"\($0)\"><img src=\"\($0)\" alt=\"\(e(shot.title))\" width=\"533\" height=\"324\" loading=\"lazy\"></a><p>\(e(shot.title))</p></li>"
            }
        }
        return items.isEmpty
            ? ""
            : "<section aria-labelledby=\"shots\"><h2 id=\"shots\">\(e(words["screenshots"]))</h2><ul class=\"shots\" tabindex=\"0\" aria-labelledby=\"shots\">\(items.joined())</ul></section>"
    }

    private var videos: String {
        let items = product.media.videos.compactMap { video -> String? in
            guard let address = Self.web(video.url) else { return nil }
            let picture = MarketplaceFrame.picture(video.thumbnail).map {
                "<img src=\"\($0)\" alt=\"\" width=\"533\" height=\"324\" loading=\"lazy\">"
            }
            return
                "<li><a href=\"\(address)\" rel=\"nofollow noopener noreferrer\">\(picture ?? "")<span class=\"play\" aria-hidden=\"true\"></span><span class=\"caption\">\(e(video.title))</span></a></li>"
        }
        return items.isEmpty
            ? ""
            : "<section aria-labelledby=\"videos\"><h2 id=\"videos\">\(e(words["videos"]))</h2><ul class=\"shots videos\" tabindex=\"0\" aria-labelledby=\"videos\">\(items.joined())</ul></section>"
    }

    private var facts: String {
        let prices = Prices([], words)
        let countries = offer.countries.map(prices.country).sorted().joined(separator: ", ")
        return """
            <section class="box"><h2>\(e(words["help"]))</h2>
            <p>\(e(offer.support.name))</p>
            <ul class="links">
            \(offer.support.url.map { link(words["support-page"], $0) } ?? "")
            \(offer.support.email.isEmpty ? "" : "<li><a href=\"mailto:\(e(offer.support.email))\">\(e(offer.support.email))</a></li>")
            \(offer.support.phone.isEmpty ? "" : "<li>\(e(offer.support.phone))</li>")
            </ul></section>
            <section class="box"><h2>\(e(words["links"]))</h2>
            <ul class="links">
            \(listing.usefulLinks.map { link($0.title, $0.url) }.joined(separator: "\n"))
            \(link(words["privacy"], listing.privacyPolicyUrl))
            </ul></section>
            \(countries.isEmpty ? "" : "<section class=\"box\"><h2>\(e(words["available-in"]))</h2><p>\(e(countries))</p></section>")
            <section class="box"><h2>\(e(words["terms"]))</h2>\(terms)</section>
            """
    }

    private var terms: String {
        let terms = listing.termsOfUse ?? ""
        let name = words[listing.standardContract ? "standard-contract" : "terms"]
        if let address = Self.web(terms), !terms.contains(" ") {
            return "<p><a rel=\"nofollow noopener noreferrer\" href=\"\(address)\">\(e(name))</a></p>"
        }
        if listing.standardContract { return "<p>\(e(name))</p>" }
        return "<details><summary>\(e(words["read-terms"]))</summary><p class=\"terms\">\(e(terms))</p></details>"
    }

    private func link(_ title: String, _ url: String) -> String {
        if url.isEmpty { return "" }
        guard let address = Self.web(url) else { return "<li>\(e(title)): \(e(url))</li>" }
        return "<li><a rel=\"nofollow noopener noreferrer\" href=\"\(address)\">\(e(title))</a></li>"
    }

    /// A description as `RichText` writes it. The row's description was also written by it, and it does not change its
    /// own output; so the page need not trust rows.
    static func rich(_ text: String) -> String { RichText(text, elements: Policy.showableElements).html }

    /// Only `http` and `https` addresses become links; escaped.
    private static func web(_ url: String) -> String? {
        let lower = url.lowercased()
        return lower.hasPrefix("https://") || lower.hasPrefix("http://") ? e(url) : nil
    }
}
