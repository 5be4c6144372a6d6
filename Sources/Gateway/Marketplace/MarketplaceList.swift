// All products: search, kinds and categories above, a card for each below.

import Foundation
import HTTP
import Offers
import Stages

struct MarketplaceList {
    static let cardsOfPage = 24
    private let words: Words
    private let query: String
    private let type: String
    private let category: String
    private let number: Int
    private let all: [(key: OfferKey, entry: CatalogEntry)]

    init(_ words: Words, _ request: HTTPRequest, _ all: [(key: OfferKey, entry: CatalogEntry)]) {
        self.words = words
        self.all = all
        query = String((request.query["q"] ?? "").prefix(100))
        type = request.query["type"] ?? ""
        category = request.query["category"] ?? ""
        number = max(1, min(Int(request.query["page"] ?? "") ?? 1, 100_000))
    }

    /// Whether every word of the query is in the texts of the card or the plans, ignoring case and accents.
    private func fits(_ key: OfferKey, _ entry: CatalogEntry) -> Bool {
        guard type.isEmpty || entry.offer.type.rawValue == type,
            category.isEmpty || entry.offer.listing.categories.contains(category)
        else { return false }
        let listing = entry.offer.listing
        let texts = [listing.title, listing.summary, key.publisher, key.offer] + entry.offer.plans.map(\.title)
        return query.split(separator: " ").prefix(10).allSatisfy { word in
            texts.contains {
                $0.range(of: word, options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive]) != nil
            }
        }
    }

    /// `package` reads a package by its digest.
    func page(_ package: (String) -> ProductPage?) -> Page {
        let found = all.filter(fits).sorted {
            $0.entry.offer.listing.title.localizedStandardCompare($1.entry.offer.listing.title) == .orderedAscending
        }
        let shown = found.dropFirst((number - 1) * Self.cardsOfPage).prefix(Self.cardsOfPage)
        let cards = shown.map { card($0.key, $0.entry, $0.entry.package.flatMap(package)) }.joined(separator: "\n")
        let result =
            found.isEmpty
            ? "<p class=\"none\">\(e(words[all.isEmpty ? "no-products" : "nothing-found"]))</p>"
            : "<ul class=\"cards\">\(cards)</ul>\(turning(found.count))"
        return MarketplaceFrame.page(
            words, title: words["all-products"], summary: words["marketplace-lead"],
            languages: address(), note: "",
            main: """
                <section class="welcome">
                <h1>\(e(words["marketplace-title"]))</h1>
                <p>\(e(words["marketplace-lead"]))</p>
                <form class="search" method="get" action="/marketplace" role="search">
                <label class="visually-hidden" for="q">\(e(words["search"]))</label>
                <input id="q" name="q" type="search" value="\(e(query))" placeholder="\(e(words["search-products"]))" maxlength="100">
                \(hidden("type", type))\(hidden("category", category))\(hidden("lang", words.language.rawValue))
                <button>\(e(words["search"]))</button>
                </form>
                </section>
                <nav class="chips" aria-label="\(e(words["kinds"]))">\(chips)</nav>
                <p class="count" role="status">\(e(words.text("product-count", ["count": "\(found.count)"])))</p>
                \(result)
                """)
    }

    private func hidden(_ name: String, _ value: String) -> String {
        value.isEmpty ? "" : "<input type=\"hidden\" name=\"\(name)\" value=\"\(e(value))\">"
    }

    /// The address of the list with some parameters replaced.
    private func address(type: String? = nil, category: String? = nil, page: Int = 1) -> String {
        var parts = URLComponents()
        parts.path = "/marketplace"
        let values = [
            ("q", query), ("type", type ?? self.type), ("category", category ?? self.category),
            ("page", page > 1 ? "\(page)" : ""),
        ]
        let items = values.filter { !$0.1.isEmpty }.map { URLQueryItem(name: $0.0, value: $0.1) }
        parts.queryItems = items.isEmpty ? nil : items
        return parts.string ?? "/marketplace"
    }

    private func link(_ address: String, _ text: String, isCurrent: Bool) -> String {
        let joint = address.contains("?") ? "&" : "?"
        let whole = "\(address)\(joint)lang=\(words.language.rawValue)"
        return "<a href=\"\(e(whole))\"\(isCurrent ? " aria-current=\"true\"" : "")>\(e(text))</a>"
    }

    private var chips: String {
        let types = OfferType.allCases.filter { type in all.contains { $0.entry.offer.type == type } }
        let categories = Set(all.flatMap(\.entry.offer.listing.categories)).sorted().prefix(40)
        let first = link(address(type: "", category: ""), words["all"], isCurrent: type.isEmpty && category.isEmpty)
        return first
            + types.map {
                link(
                    address(type: type == $0.rawValue ? "" : $0.rawValue), words.name(of: $0),
                    isCurrent: type == $0.rawValue)
            }.joined()
            + categories.map {
                link(address(category: category == $0 ? "" : $0), words.category($0), isCurrent: category == $0)
            }.joined()
    }

    private func card(_ key: OfferKey, _ entry: CatalogEntry, _ package: ProductPage?) -> String {
        let listing = entry.offer.listing
        let product = Product(key, entry.offer, package, language: entry.language)
        let prices = Prices(entry.offer.plans, words)
        return """
            <li class="card">
            \(product.logo(alt: ""))
            <h2 lang="\(entry.language.rawValue)"><a href="/marketplace/\(key)">\(e(listing.title))</a></h2>
            <p class="by">\(e(key.publisher))</p>
            <p class="summary" lang="\(entry.language.rawValue)">\(e(listing.summary))</p>
            <p class="bottom"><span class="kind">\(e(words.name(of: entry.offer.type)))</span><span class="price">\(e(prices.short))</span></p>
            </li>
            """
    }

    private func turning(_ count: Int) -> String {
        let pages = (count + Self.cardsOfPage - 1) / Self.cardsOfPage
        guard pages > 1 else { return "" }
        let near = (1...pages).filter { $0 == 1 || $0 == pages || abs($0 - number) < 4 }
        let links = near.map { page in
            "<a href=\"\(e("\(address(page: page))\(address(page: page).contains("?") ? "&" : "?")lang=\(words.language.rawValue)"))\"\(page == number ? " aria-current=\"page\"" : "")>\(page)</a>"
        }
        return "<nav class=\"turning\" aria-label=\"\(e(words["pages"]))\">\(links.joined(separator: "\n"))</nav>"
    }
}
