// Who may see a preview (R16, R17).

import Events
import JSON
import Localization
import Offers
import Testing

@testable import Stages
@testable import Validation

@Suite struct AllowListTests {
    private let guid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

    private func codes(_ list: String?, type: OfferType = .virtualMachine, audience: String? = nil) throws -> [String] {
        var offer = SampleOffer()
        if let audience { offer.audience = audience }
        return AllowList(list, try OfferDocument(offer.json)).problems(for: type).map(\.code)
    }

    @Test func `One to a hundred subscriptions are taken`() throws {
        #expect(try codes("\(guid)=pay-as-you-go").isEmpty)
        #expect(try codes(Array(repeating: "\(guid)=free-trial", count: 100).joined(separator: " ")).isEmpty)
    }

    @Test func `None and more than a hundred are not`() throws {
        #expect(try codes(" ") == ["preview-subscriptions-count"])
        let many = Array(repeating: "\(guid)=free-trial", count: 101).joined(separator: " ")
        #expect(try codes(many) == ["preview-subscriptions-count"])
        #expect(try codes(nil, audience: "[]") == ["preview-subscriptions-count"])
    }

    @Test(arguments: ["csp", "CSP", "dreamspark", "DreamSpark", "azure-in-open", "AzureInOpen"])
    func `Some types are refused for virtual machines and solution templates only`(type: String) throws {
        #expect(try codes("\(guid)=\(type)") == ["subscription-type-refused"])
        #expect(try codes("\(guid)=\(type)", type: .solutionTemplate) == ["subscription-type-refused"])
        #expect(try codes("\(guid)=\(type)", type: .containerImage).isEmpty)
    }

    @Test func `The command's list wins over the document's`() throws {
        let wrong = #"[{"id": "nobody", "type": "csp"}]"#
        #expect(try codes("\(guid)=pay-as-you-go", audience: wrong).isEmpty)
        #expect(try codes(nil, audience: wrong) == ["guid-malformed", "subscription-type-refused"])
    }

    @Test func `All that is wrong with a list is said at once`() throws {
        #expect(try codes("x=csp \(guid)") == ["guid-malformed", "subscription-type-refused", "field-missing"])
    }
}
