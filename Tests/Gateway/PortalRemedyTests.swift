// The remedies of problems that only a portal document has, followed exactly: after each of them the document is published.

import Foundation
import JSON
import Offers
import TestSupport
import Testing

@testable import Gateway

/// A case of the corpus that has the problem, and what its remedy says to do.
private struct PortalRemedy: Sendable, CustomTestStringConvertible {
    let code: String
    let name: String
    let right: @Sendable (inout JSONNode, ArraySlice<String>, Problem) throws -> Void

    init(
        _ code: String, of name: String,
        right: @escaping @Sendable (inout JSONNode, ArraySlice<String>, Problem) throws -> Void
    ) {
        (self.code, self.name, self.right) = (code, name, right)
    }

    var testDescription: String { "\(code), \(name)" }

    /// "Delete the member."
    static func delete(_ document: inout JSONNode, _ path: ArraySlice<String>, _ problem: Problem) {
        document.put(nil, at: path)
    }

    /// "Give it a value without effect: …", one after the other.
    static func choose(_ number: Int) -> @Sendable (inout JSONNode, ArraySlice<String>, Problem) throws -> Void {
        { document, path, problem in
            let choices = (problem.values["choices"] ?? "").components(separatedBy: ", ")
            document.put(try JSONNode(Array(choices[number % choices.count].utf8)), at: path)
        }
    }

    static func regionPrices(_ regions: [String]) -> String {
        let prices = regions.map {
            #"{"region": "\#($0)", "currency": "USD", "coreMultiplier": {"single": 0.05}}"#
        }
        return "[\(prices.joined(separator: ","))]"
    }

    /// "Give one of: …", with a price in it.
    static func price(_ form: String) -> @Sendable (inout JSONNode, ArraySlice<String>, Problem) throws -> Void {
        { document, path, problem in
            #expect(problem.values["choices"]?.contains(form) == true, "\(problem.values)")
            let pricing = path.prefix { $0 != "virtualMachinePricing" } + ["virtualMachinePricing"]
            let value =
                form == "regionPrices" ? regionPrices(["US", "FR", "JP"]) : #"{"currency": "USD", "single": 0.05}"#
            let text = #"{"isByol": false, "\#(form)": \#(value)}"#
            document.put(try JSONNode(Array(text.utf8)), at: pricing)
        }
    }
}

@Suite struct PortalRemedyTests {
    private static let remedies = [
        PortalRemedy("member-unsupported", of: "cloud-government", right: PortalRemedy.delete),
        PortalRemedy("member-unsupported", of: "cloud-government", right: PortalRemedy.choose(0)),
        PortalRemedy("member-unsupported", of: "public-azure-images", right: PortalRemedy.delete),
        PortalRemedy("member-without-effect", of: "standard-contract-and-terms", right: PortalRemedy.delete),
        PortalRemedy("member-unsupported", of: "private-plan-by-file", right: PortalRemedy.delete),
        PortalRemedy("member-unsupported", of: "private-plan-by-file", right: PortalRemedy.choose(0)),
        PortalRemedy("member-without-effect", of: "key-without-effect", right: PortalRemedy.delete),
        PortalRemedy(
            "price-form-unsupported", of: "price-spreadsheet", right: PortalRemedy.price("coreMultiplier")),
        PortalRemedy(
            "price-form-unsupported", of: "price-by-core-count-misspelt", right: PortalRemedy.price("regionPrices")),
        PortalRemedy(
            "price-form-unsupported", of: "price-misspelt", right: PortalRemedy.price("coreMultiplier")),
        PortalRemedy("price-of-region-missing", of: "price-by-region-incomplete") { document, path, problem in
            let regions = (problem.values["value"] ?? "").components(separatedBy: ", ")
            document.put(try JSONNode(Array(PortalRemedy.regionPrices(["US"] + regions).utf8)), at: path)
        },
        PortalRemedy("price-of-region-missing", of: "price-by-region-incomplete") { document, path, _ in
            document.put(nil, at: path)
            let price = #"{"currency": "USD", "single": 0.05}"#
            document.put(try JSONNode(Array(price.utf8)), at: path.dropLast() + ["coreMultiplier"])
        },
    ]

    @Test(arguments: remedies) private func `After its remedy the document is published`(_ remedy: PortalRemedy) throws
    {
        let wrong = try #require(CorpusCase.portal.first { $0.name == remedy.name + ".json" })
        var document = try JSONNode(wrong.bytes)
        let findings = PortalTranslation(document, key: GatewayFixture.web, version: 1)
        let all = findings.problems + findings.warnings
        try #require(all.map(\.problem.code) == [remedy.code])
        try remedy.right(&document, Self.path(all[0].target), all[0].problem)
        let fixture = try GatewayFixture()
        let answer = fixture.call("PUT", match: "*", body: Array(document.json))
        #expect(answer.status == 201)
        #expect(answer.node["problems"]?.items ?? [] == [], "\(answer.text)")
        #expect(answer.node["warnings"]?.items ?? [] == [], "\(answer.text)")
        #expect(fixture.call("POST", "/publish").status == 202)
    }

    /// `definition.plans[0]["a.b"].c`, as JSON pointers have it.
    private static func path(_ target: String) -> ArraySlice<String> {
        let parts = target.matches(of: /\["([^"]+)"\]|\[([0-9]+)\]|([^.\[]+)/)
        return parts.map { String($0.1 ?? $0.2 ?? $0.3 ?? "") }[...]
    }
}
