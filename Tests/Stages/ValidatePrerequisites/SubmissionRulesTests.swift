import Base
import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct SubmissionRulesTests {
    @Test func `The command's allow-list wins over the document's`() throws {
        let place = "/audience/previewSubscriptions"
        let guid = "9e107d9d-372b-4b6e-8c9f-1d2e3f4a5b6c"
        let cases: [(String, [String])] = [
            ("\(guid)=enterprise-agreement", []),
            ("\(guid)=csp", ["\(place)/0/type subscription-type-refused"]),
            ("\(guid)", ["\(place)/0/type field-missing"]),
            ("x=free-trial", ["\(place)/0/id guid-malformed"]),
            ("", ["\(place) preview-subscriptions-count"]),
        ]
        for (list, expected) in cases {
            #expect(try findings { $0.check.allowList = list } == expected, "\(list)")
        }
        #expect(
            try findings {
                $0.check.allowList = "\(guid)=free-trial"
                $0.set("/audience/previewSubscriptions", nil)
            } == [])
    }

    @Test func `Subscriptions refused for virtual machines may see a container's preview`() throws {
        let place = "/audience/previewSubscriptions/0/type"
        #expect(try findings("offer-container") { $0.set(place, "csp") } == [])
        #expect(
            try findings("offer-container") { $0.set(place, "unheard-of") } == ["\(place) subscription-type-unknown"])
        #expect(try findings { $0.set(place, "dreamspark") } == ["\(place) subscription-type-refused"])
    }

    @Test func `A profile can demand an address, and a malformed one is a problem anywhere`() throws {
        let place = "/notifications/emails"
        #expect(
            try findings {
                $0.set("/notifications", nil)
                $0.check.requiresNotificationAddress = true
            } == ["\(place) notification-address-missing"])
        #expect(
            try findings {
                $0.set("/notifications", nil)
                $0.check.requiresNotificationAddress = true
                $0.check.notify = ["a@b.example", "c@d.example"]
            } == [])
        #expect(try findings { $0.set("/notifications", nil) } == [])
        #expect(try findings { $0.check.notify = ["a@b"] } == ["\(place) notification-address-malformed"])
        #expect(
            try findings {
                $0.set("/notifications/emails", ["a b@c.example"])
                $0.check.notify = ["a b@c.example"]
            } == ["\(place)/0 notification-address-malformed"])
    }

    @Test func `Mail goes to the publisher's own domains where the policy has some, and to twenty addresses at most`()
        throws
    {
        let place = "/notifications/emails"
        #expect(
            try findings {
                $0.check.policy.mail = .contoso
                $0.set("/notifications/emails", ["a@mail.contoso.example", "b@victim.example"])
                $0.check.notify = ["c@contoso.example", "d@contoso.example.org"]
            } == ["\(place) notification-address-outside", "\(place) notification-address-outside"])
        let many = (1...21).map { "user\($0)@contoso.example" }
        #expect(try findings { $0.check.notify = many } == ["\(place) notification-addresses-count"])
        #expect(try findings { $0.check.notify = Array(many.dropLast()) } == [])
    }

    @Test func `What was live cannot change, and prices can only fall`() throws {
        let terms = LiveTerms(try OfferDocument(try Draft().bytes()))
        func live(_ changes: (inout Draft) -> Void) throws -> [String] {
            try findings {
                $0.check.liveTerms = terms
                changes(&$0)
            }
        }
        #expect(try live { _ in } == [])
        #expect(try live { $0.set("/plans/0/prices/0/perHour", 0.04) } == [])
        #expect(try live { $0.set("/plans/0/prices/0/perHour", 0.051) } == ["/plans/0/prices/0 live-price-raised"])
        #expect(try live { $0.set("/plans/0/prices/0/currency", "EUR") } == ["/plans/0/prices/0 live-currency-changed"])
        let perCore = try live { $0.set("/plans/0/prices/0/perCore", true) }
        #expect(perCore == ["/plans/0/prices/0 live-price-basis-changed"])
        #expect(
            try live {
                $0.set("/plans/0/license", "free")
                $0.set("/plans/0/prices", nil)
            } == ["/plans/0/license live-license-changed"])
        #expect(try live { $0.set("/plans/0/id", "other") } == ["/plans live-plan-removed"])
        #expect(
            try live { $0.set("/plans/0/images/1/dataDisks", nil) } == [
                "/plans/0/images/1/dataDisks live-data-disks-changed"
            ])
        #expect(
            try live { $0.set("/plans/0/images/0/version", "0.9.0") } == [
                "/plans/0/images/0/version live-version-not-higher"
            ])
        #expect(try live { $0.set("/type", "container-image") }.contains("/type live-type-changed"))
    }

    @Test func `Live prices by number of cores keep their form, and none of them rises`() throws {
        func price(_ cores: [(Int, Double)], _ more: [String: Any] = [:]) -> [[String: Any]] {
            let rows = cores.map { ["cores": $0.0, "perHour": $0.1] as [String: Any] }
            let price: [String: Any] = ["country": "US", "currency": "USD", "byCores": rows]
            return [price.merging(more) { $1 }]
        }
        let place = "/plans/0/prices"
        var draft = try Draft()
        draft.set(place, price([(0, 0.02), (2, 0.1), (4, 0.2)]))
        let terms = LiveTerms(try OfferDocument(draft.bytes()))
        func live(_ prices: [[String: Any]]) throws -> [String] {
            try findings {
                $0.check.liveTerms = terms
                $0.set(place, prices)
            }
        }
        // Fewer numbers and new ones are allowed.
        #expect(try live(price([(4, 0.2), (0, 0.01), (8, 5)])) == [])
        #expect(
            try live(price([(0, 0.02), (4, 0.21), (2, 0.11)])) == [
                "\(place)/0/byCores/1 live-price-raised", "\(place)/0/byCores/2 live-price-raised",
            ])
        #expect(try live(price([(2, 9)], ["currency": "EUR"])) == ["\(place)/0 live-currency-changed"])
        for perCore in [false, true] {
            let other: [String: Any] = ["country": "US", "currency": "USD", "perHour": 0.01, "perCore": perCore]
            #expect(try live([other]) == ["\(place)/0 live-price-basis-changed"])
        }
    }

    @Test func `A disk that is live needs no signature any more, and one at another address does`() throws {
        let document = try OfferDocument(try Draft().bytes())
        let digest = "sha256:\(String(repeating: "a", count: 64))"
        let place = "/plans/0/images/0/osDisk"
        let terms = LiveTerms(document, digests: ["\(place)/url": digest])
        let ended = "https://contoso.blob.example/vhds/web-server-1-0-0.vhd"
        func live(_ changes: (inout Draft) -> Void) throws -> [String] {
            try findings {
                $0.check.liveTerms = terms
                changes(&$0)
            }
        }
        #expect(try live { $0.set("\(place)/url", ended) } == [])
        #expect(try findings { $0.set("\(place)/url", ended) }.count == 5)
        #expect(try live { $0.set("\(place)/url", ended.replacing("1-0-0", with: "other")) }.count == 5)
        #expect(
            try live {
                $0.set("\(place)/url", ended.replacing("1-0-0", with: "other"))
                $0.set("\(place)/digest", digest)
            } == [])
        // Its digest is not known, so it is read and needs a signature.
        let other = ended.replacing("server-1-0-0", with: "server-1-0-1")
        #expect(try live { $0.set("/plans/0/images/1/osDisk/url", other) }.count == 5)
    }
}

extension MailPolicy {
    /// Contoso has one mail domain, other publishers none.
    static let contoso: MailPolicy = {
        var (policy, contoso) = (MailPolicy(), Publisher())
        (contoso.publisher, contoso.domains) = ("contoso", ["contoso.example"])
        policy.publishers = [contoso]
        return policy
    }()
}
