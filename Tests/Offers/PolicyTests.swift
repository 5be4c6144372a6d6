// The marketplace's rules as data, and the terms that a live offer keeps.

import Base
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@Suite struct PolicyTests {
    @Test func `The limits of the marketplace are in the policy, each with its code`() throws {
        let policy = try Policy(json: Repository.bytes("deploy/policy/policy.json"), file: "policy.json")
        func most(_ pointer: String) -> [String: Int] {
            let limited = policy.fields.filter { $0.at.description == pointer && $0.most != nil }
            return Dictionary(limited.map { ($0.code ?? "", $0.most ?? 0) }, uniquingKeysWith: { $1 })
        }
        #expect(most("/listing/title") == ["title-too-long": 50])
        #expect(most("/listing/summary") == ["summary-too-long": 100])
        #expect(most("/listing/longSummary") == ["long-summary-too-long": 256])
        #expect(most("/listing/description") == ["description-too-long": 3000])
        #expect(most("/listing/categories") == ["categories-count": 2])
        #expect(most("/audience/previewSubscriptions") == ["preview-subscriptions-count": 100])
        #expect(most("/plans/*/sizes") == ["sizes-count": 6])
        #expect(most("/plans/*/images") == ["disk-versions-count": 8, "container-images-count": 10])
        #expect(most("/plans/*/images/*/dataDisks") == ["data-disks-count": 15])
        #expect(policy.technicalKeys.map(\.description).contains("/plans/*/images"))
    }

    @Test func `A policy that cannot be used says why`() throws {
        func fault(
            _ field: String, signature: String = "P1D", elements: String = "", drafts: Int = 1, contract: String? = nil
        ) -> String? {
            let contract = contract.map { #""standardContract":{"url":"\#($0)"},"# } ?? ""
            let json = """
                {\(contract)"name":"x","fields":[\(field)],"htmlElements":[\(elements)],"technicalKeys":["/plans"],
                 "signature":{"resource":"c","permissions":"rl","startsBefore":"\(signature)","lastsAfter":"P1D"},
                 "quotas":{"drafts":\(drafts),"draftMiB":1,"offers":1,"submissions":1,"imageGiBPerDay":1,
                 "requestsPerSecond":1,"requestsAtOnce":1,"sessions":1,"eventStreams":1,
                 "mailsPerHour":1,"offerMailsPerHour":1}}
                """
            return #expect(throws: Policy.Invalid.self) { try Policy(json: Array(json.utf8), file: "p.json") }?
                .description
        }
        #expect(fault(#"{"at":"/a","kind":"text"}"#) == "policy p.json: the field /a: text needs \"most\"")
        #expect(
            fault(#"{"at":"/a","kind":"text","most":5}"#)
                == "policy p.json: the field /a: a limit needs the \"code\" it raises")
        #expect(
            fault(#"{"at":"/a","kind":"choice","code":"a-unknown"}"#)
                == "policy p.json: the field /a: choice needs the words in \"of\"")
        #expect(
            fault(#"{"at":"/a","kind":"list","least":3,"most":2,"code":"a-count"}"#)
                == "policy p.json: the field /a: least 3 is more than most 2")
        #expect(
            fault(#"{"at":"/a","kind":"list","most":1001,"code":"a-count"}"#)
                == "policy p.json: the field /a: a list has at most 1000")
        #expect(
            fault(#"{"at":"/a","kind":"html","most":5000,"code":"a-too-long"}"#)
                == "policy p.json: the field /a: html has at most 4000")
        #expect(
            fault(#"{"at":"/a","kind":"picture"}"#) == "policy p.json: the field /a: picture needs \"pixels\"")
        #expect(
            fault(#"{"at":"/a","kind":"object"}"#, elements: #""p","script""#)?
                .hasPrefix("policy p.json: htmlElements: \"script\" cannot be shown; use some of b, br, ") == true)
        #expect(fault("") == "policy p.json: fields and technicalKeys must not be empty")
        #expect(
            fault(#"{"at":"/a","kind":"object"}"#, signature: "soon")
                == "policy p.json: signature: \"soon\" is not an ISO 8601 duration such as P21D")
        #expect(
            fault(#"{"at":"/a","kind":"object"}"#, drafts: 0)
                == "policy p.json: quotas: each number must be from 1 to 2^30")
        for address in ["http://contoso.example/contract", "https://", "https://contoso.example/our contract"] {
            #expect(
                fault(#"{"at":"/a","kind":"object"}"#, contract: address)
                    == "policy p.json: standardContract: \"\(address)\" is not an https: address")
        }
        #expect(
            fault(#"{"at":"a","kind":"object"}"#)
                == "policy p.json:1:32: /fields/0/at: \"a\" is not a pointer like /plans/*/id. See schemas/policy.schema.json"
        )
    }

    private func price(_ country: String, _ byCores: [(cores: Int, amount: String)]) throws -> Plan.Price {
        var price = Plan.Price()
        (price.country, price.currency) = (country, "USD")
        price.byCores = try byCores.map { row in
            var one = Plan.CorePrice()
            (one.cores, one.perHour) = (row.cores, try #require(Decimal(string: row.amount)))
            return one
        }
        return price
    }

    @Test func `Live terms read back from their text`() throws {
        var document = try OfferDocument(Repository.bytes("schemas/samples/offer-vm.json"))
        document.plans[0].prices[0].perCore = true
        let hex = String(repeating: "c", count: 64)
        let terms = LiveTerms(document, digests: ["/plans/0/images/0/osDisk/url": "sha256:\(hex)"])
        #expect(
            terms.description
                == "virtual-machine basic:usage-based:1.0.0=\(hex).24431ea5+.8c73fb9a,1.0.1=.e5d28b7e+.d9b97541"
                + ":FR=0.045EUR,JP=7.5JPY,US=0.05USD/core")
        #expect(LiveTerms(terms.description) == terms)
        document.plans[0].prices[0].country = "FR"
        document.plans[0].prices[1].country = "US"
        for index in 0..<2 {
            document.plans[0].prices[index] = try price(
                document.plans[0].prices[index].country, [(16, "0.8"), (0, "0.025"), (2, "0.1")])
        }
        let byCores = LiveTerms(document)
        #expect(byCores.description.hasSuffix(":FR+US=0*0.025+2*0.1+16*0.8USD/cores,JP=7.5JPY"))
        #expect(LiveTerms(byCores.description) == byCores)
        let container = LiveTerms(try OfferDocument(Repository.bytes("schemas/samples/offer-container.json")))
        let (full, slim) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))
        #expect(container.description == "container-image standard::::1.0-slim=\(slim),1.0.1-full=\(full)")
        #expect(LiveTerms(container.description) == container)
        for text in [
            "", "vm a", "vm a:b:c:", "vm a:b:1.0.0=x:", "vm a:b:1.0.0=a.b.c:", "vm a:b::US", "vm a:b::US=EUR",
            "vm a:b:::t", "vm a:b::::", "vm a:b::US=USD/cores", "vm a:b::US=1*0.1+2USD/cores",
            "vm a:b::US=1*xUSD/cores",
        ] {
            #expect(LiveTerms(text) == nil, "\(text)")
        }
    }
}
