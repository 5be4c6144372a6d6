// The public pages: what is found, what is shown, how long it may be kept, and that publishers' text stays text.

import Foundation
import HTTP
import Localization
import Offers
import Stages
import Testing

@testable import Gateway

@Suite struct MarketplaceTests {
    private func get(_ shop: Shop, _ target: String, _ headers: [String: String] = [:]) -> HTTPResponse {
        shop.fixture.ask("GET", target, token: nil, headers: headers)
    }

    @Test func `Everybody finds what is live, by words, kind and category`() throws {
        let shop = try Shop()
        try shop.sell("web") { $0.listing.title = "Serveur d’été" }
        try shop.sell("site") {
            $0.listing.title = "Container Site"
            $0.type = .containerImage
            $0.listing.categories = ["analytics"]
        }
        let all = get(shop, "/marketplace").text
        #expect(all.contains("Serveur d’été") && all.contains("Container Site") && all.contains("Products: 2"))
        #expect(get(shop, "/marketplace?q=ETE").text.contains("Serveur d’été"))
        #expect(!get(shop, "/marketplace?q=ETE").text.contains("Container Site"))
        #expect(!get(shop, "/marketplace?type=container-image").text.contains("Serveur d’été"))
        #expect(get(shop, "/marketplace?category=analytics").text.contains("Products: 1"))
        #expect(get(shop, "/marketplace?q=nothing-of-it").text.contains("Nothing matches your search"))
        #expect(get(shop, "/marketplace?lang=fr").text.contains("Produits\u{A0}: 2"))
        try shop.withdraw("web")
        #expect(get(shop, "/marketplace/contoso/web").status == 404)
        #expect(!get(shop, "/marketplace").text.contains("Serveur d’été"))
    }

    @Test func `More than a page of products is turned`() throws {
        let shop = try Shop()
        for number in 10..<40 { try shop.sell("offer-\(number)") { $0.listing.title = "Offer \(number)" } }
        let first = get(shop, "/marketplace").text
        #expect(first.contains("Offer 10<") && first.contains("Offer 33<") && !first.contains("Offer 34<"))
        #expect(get(shop, "/marketplace?page=2").text.contains("Offer 39<"))
    }

    @Test func `A product page is in the offer's language, with plans, prices and pictures`() throws {
        let shop = try Shop()
        try shop.sell("web", in: .french, hasPictures: true) { offer in
            offer.plans[0].prices = [("FR", "EUR", "0.125"), ("JP", "JPY", "20")].map { country, currency, price in
                var one = Plan.Price()
                (one.country, one.currency, one.perHour) = (country, currency, Decimal(string: price) ?? 0)
                return one
            }
        }
        let page = get(shop, "/marketplace/contoso/web", ["accept-language": "ja"])
        #expect(page.status == 200 && page["Content-Language"] == "fr")
        #expect(page.text.contains("<html lang=\"fr\">") && page.text.contains(">Plans<"))
        #expect(page.text.contains("0,125") && page.text.contains(">Japon<"))
        let picture = try #require(page.text.firstMatch(of: /src="(\/pictures\/[0-9a-f]{64}\.png)"/)?.output.1)
        let answer = get(shop, String(picture))
        #expect(answer["Content-Type"] == "image/png" && answer["Cache-Control"]?.contains("immutable") == true)
        #expect(answer.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(get(shop, "/pictures/\(String(repeating: "0", count: 64)).png").status == 404)
        #expect(get(shop, "/pictures/..%2f..%2fetc%2fpasswd").status == 404)
    }

    @Test func `Prices by number of cores are listed, and the lowest is on the card`() throws {
        let shop = try Shop()
        func put(_ offer: inout PublicOffer) {
            var price = Plan.Price()
            (price.country, price.currency) = ("US", "USD")
            price.byCores = [(16, "0.8"), (1, "0.05"), (0, "0.02")].map { cores, amount in
                var one = Plan.CorePrice()
                (one.cores, one.perHour) = (cores, Decimal(string: amount) ?? 0)
                return one
            }
            offer.plans[0].prices = [price]
        }
        try shop.sell("web", put)
        let page = get(shop, "/marketplace/contoso/web").text
        #expect(page.contains("<td>Shared core: $0.02<br>1 core: $0.05<br>16 cores: $0.80</td>"))
        #expect(page.contains("From $0.02 / h") && get(shop, "/marketplace").text.contains("From $0.02 / h"))
        try shop.sell("web-ja", in: .japanese, put)
        let japanese = get(shop, "/marketplace/contoso/web-ja").text
        #expect(japanese.contains("共有コア: $0.02<br>1 コア: $0.05<br>16 コア: $0.80"))
    }

    @Test func `A free trial is among the facts of its plan`() throws {
        let shop = try Shop()
        func page(_ months: Int?) throws -> String {
            let name = "web-\(months ?? -1)"
            try shop.sell(name) { $0.plans[0].freeTrialMonths = months }
            return get(shop, "/marketplace/contoso/\(name)").text
        }
        for months in [nil, 0] { #expect(!(try page(months)).contains("Free trial")) }
        #expect(try page(1).contains("<dt>Free trial</dt><dd>1 month</dd>"))
        #expect(try page(3).contains("<dt>Free trial</dt><dd>3 months</dd>"))
    }

    @Test func `The standard contract is named in the offer's language, with a link to it`() throws {
        let shop = try Shop()
        func put(_ offer: inout PublicOffer) {
            offer.listing.standardContract = true
            offer.listing.termsOfUse = "https://shop.example/contract?a=1&b=2"
        }
        let address = "href=\"https://shop.example/contract?a=1&amp;b=2\""
        for (language, name) in [
            (Language.english, "Standard contract of the marketplace"),
            (.french, "Contrat standard de la place de marché"), (.japanese, "マーケットプレースの標準契約"),
        ] {
            try shop.sell("web-\(language)", in: language, put)
            #expect(get(shop, "/marketplace/contoso/web-\(language)").text.contains("\(address)>\(name)</a>"))
        }
        try shop.sell("own") { $0.listing.termsOfUse = "https://www.contoso.example/terms" }
        let own = get(shop, "/marketplace/contoso/own").text
        #expect(own.contains("href=\"https://www.contoso.example/terms\">Terms of use</a>"))
    }

    @Test func `Pages are public, set no cookie, and run nothing`() throws {
        let shop = try Shop()
        try shop.sell("web")
        for target in ["/marketplace", "/marketplace/contoso/web", "/marketplace?lang=fr", "/marketplace/contoso/none"]
        {
            let answer = get(shop, target)
            #expect(answer["Set-Cookie"] == nil)
            let policy = answer["Content-Security-Policy"] ?? ""
            #expect(
                policy.hasPrefix("default-src 'none'") && !policy.contains("script-src") && !policy.contains("unsafe"))
            #expect(!answer.text.contains("<script") && !answer.text.contains("style=\""))
        }
        #expect(shop.fixture.ask("POST", "/marketplace", token: nil).status == 405)
    }

    @Test func `What did not change is not sent again`() throws {
        let shop = try Shop()
        try shop.sell("web", hasPictures: true)
        for target in ["/marketplace", "/marketplace/contoso/web"] {
            let first = get(shop, target)
            let tag = try #require(first["ETag"])
            #expect(first["Cache-Control"] == "public, max-age=60")
            let second = get(shop, target, ["if-none-match": "\"other\", W/\(tag)"])
            #expect(second.status == 304 && second.bytes.isEmpty && second["ETag"] == tag)
        }
        let before = get(shop, "/marketplace/contoso/web")["ETag"]
        try shop.sell("web", hasPictures: true, submission: 2) { $0.listing.summary = "Another summary" }
        #expect(get(shop, "/marketplace/contoso/web")["ETag"] != before)
    }

    /// Every text of the public offer, each with the same attack.
    static func hostile(_ offer: inout PublicOffer, _ evil: String) {
        offer.listing.title = evil
        offer.listing.summary = evil
        offer.listing.longSummary = evil
        offer.listing.description = evil
        offer.listing.categories = [evil]
        offer.listing.termsOfUse = evil
        offer.listing.privacyPolicyUrl = evil
        var link = OfferDocument.Link()
        (link.title, link.url) = (evil, evil)
        offer.listing.usefulLinks = [link]
        (offer.support.name, offer.support.email, offer.support.phone, offer.support.url) = (evil, evil, evil, evil)
        offer.countries = [evil]
        for index in offer.plans.indices {
            offer.plans[index].id = evil
            offer.plans[index].title = evil
            offer.plans[index].summary = evil
            offer.plans[index].description = evil
            offer.plans[index].sizes = [evil]
            offer.plans[index].operatingSystem?.type = evil
            for place in offer.plans[index].ports.indices {
                (offer.plans[index].ports[place].transport, offer.plans[index].ports[place].name) = (evil, evil)
            }
            for place in offer.plans[index].prices.indices {
                (offer.plans[index].prices[place].country, offer.plans[index].prices[place].currency) = (evil, evil)
            }
            for place in offer.plans[index].images.indices { offer.plans[index].images[place].version = evil }
        }
    }

    static let attacks = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "javascript:alert(1)",
        "<svg><style><img src=x onerror=alert(1)></style></svg>", "<a href=\"javascript:alert(1)\">x</a>",
        "</title></head><body onload=alert(1)>", "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "data:text/html,<script>alert(1)</script>", "https://x.example/\" onclick=\"alert(1)",
    ]

    @Test(arguments: attacks) func `Hostile text in every field stays text`(_ evil: String) throws {
        let shop = try Shop()
        try shop.sell("web", hasPictures: true) { Self.hostile(&$0, evil) }
        try shop.show("web", allowed: ["11111111-1111-1111-1111-111111111111"]) { Self.hostile(&$0, evil) }
        try shop.fixture.setStatus { $0.title = evil }
        for target in ["/marketplace", "/marketplace/contoso/web", "/marketplace?q=x&category=\"><script>"] {
            let text = get(shop, target).text
            for tag in text.matches(of: /<([a-zA-Z!\/][^>]*)>/) {
                // What is quoted is a value, and cannot be a name.
                let values = tag.output.1.matches(of: /"([^"]*)"/).map { $0.output.1.lowercased() }
                let inside = tag.output.1.lowercased().replacing(/"[^"]*"/, with: "")
                #expect(
                    !inside.hasPrefix("script") && !inside.hasPrefix("img src=x") && !inside.hasPrefix("svg")
                        && !inside.hasPrefix("iframe") && !inside.contains(/\bon[a-z]+\s*=/)
                        && (!inside.contains("href")
                            || !values.contains { $0.hasPrefix("javascript:") || $0.hasPrefix("data:") }),
                    "\(inside)")
            }
        }
    }
}
