// A product for its page: the public part of the offer, and the pictures of its package if they can be read.

import Foundation
import Localization
import Offers
import Stages

struct Product {
    var key: OfferKey
    var offer: PublicOffer
    var language: Language
    var media = Media()
    /// Digests of the deployed images.
    var images: [String] = []

    init(_ key: OfferKey, _ offer: PublicOffer, _ package: ProductPage?, language: Language) {
        self.key = key
        self.offer = offer
        self.language = language
        media = package?.media ?? Media()
        images = package?.images ?? []
    }

    /// The logo or, without one, the initial of the title.
    func logo(alt: String) -> String {
        let sizes = ["115x115", "90x90", "40x40"]
        let picture = sizes.lazy.compactMap { size in media.logos.first { $0.title == size } }.first
        guard let address = picture.flatMap({ MarketplaceFrame.picture($0.digest) }) else {
            return
                "<span class=\"logo initial\" aria-hidden=\"true\">\(e(String(offer.listing.title.prefix(1))))</span>"
        }
        return "<img class=\"logo\" src=\"\(address)\" alt=\"\(e(alt))\" width=\"115\" height=\"115\">"
    }

    /// The wide picture on top, if there is one.
    var hero: String {
        let address = media.logos.first { $0.title == "815x290" }.flatMap { MarketplaceFrame.picture($0.digest) }
        return address.map { "<img class=\"cover\" src=\"\($0)\" alt=\"\" width=\"815\" height=\"290\">" } ?? ""
    }
}

/// Prices in the form of a language.
struct Prices {
    private let plans: [PublicOffer.Plan]
    private let words: Words
    private let locale: Locale

    init(_ plans: [PublicOffer.Plan], _ words: Words) {
        self.plans = plans
        self.words = words
        locale = Locale(identifier: words.language.rawValue)
    }

    /// A price; one for each number of cores is several.
    func texts(_ price: Plan.Price) -> [String] {
        if price.byCores.isEmpty { return [text(price.least, of: price)] }
        return price.byCores.sorted { $0.cores < $1.cores }.map { row in
            let code = [0: "price-of-shared-core", 1: "price-of-core"][row.cores] ?? "price-of-cores"
            return words.text(code, ["cores": "\(row.cores)", "price": text(row.perHour, of: price)])
        }
    }

    private func text(_ amount: Decimal, of price: Plan.Price) -> String {
        let style = Decimal.FormatStyle.Currency(code: price.currency, locale: locale).precision(.fractionLength(2...6))
        let amount = amount.formatted(style)
        return price.perCore ? words.text("price-per-core", ["price": amount]) : amount
    }

    func country(_ code: String) -> String { locale.localizedString(forRegionCode: code) ?? code }

    /// The lowest price of all plans, in dollars if there is one.
    var least: Plan.Price? {
        let all = plans.flatMap(\.prices)
        let dollars = all.filter { $0.currency == "USD" }
        return (dollars.isEmpty ? all.filter { $0.currency == all.first?.currency } : dollars)
            .min { $0.least < $1.least }
    }

    /// A short text for a card.
    var short: String {
        if let least { return words.text("price-from", ["price": text(least.least, of: least)]) }
        if plans.contains(where: { $0.license == .bringYourOwn }) { return words["license.bring-your-own"] }
        return words["license.free"]
    }
}
