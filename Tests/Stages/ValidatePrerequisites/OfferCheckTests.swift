import Base
import Foundation
import ImageFixtures
import Offers
import Testing

@testable import Assets
@testable import Stages
@testable import Validation

@Suite struct OfferCheckTests {
    @Test(arguments: ["offer-vm", "offer-container", "offer-solution-template"])
    func `A good sample has no problems`(_ sample: String) throws {
        #expect(try findings(sample) { _ in } == [])
    }

    @Test func `All problems of the bad virtual machine are said at once`() throws {
        let found = try findings("offer-vm-bad") { _ in }
        let codes = Set(found.map { String($0.split(separator: " ")[1]) })
        let expected: Set = [
            "title-too-long", "field-missing", "email-malformed", "guid-malformed", "subscription-type-refused",
            "disk-version-not-rising", "data-disk-numbers", "signature-permissions", "prices-missing", "sizes-count",
            "port-out-of-range", "markup-not-allowed", "wrong-type-list", "lead-destination-unsupported",
        ]
        #expect(expected.subtracting(codes) == [])
    }

    @Test func `All problems of the bad container are said at once`() throws {
        let found = try findings("offer-container-bad") { _ in }
        #expect(
            found
                == [
                    "/contacts field-missing", "/contacts/engineering field-missing",
                    "/contacts/engineering/email field-missing", "/contacts/engineering/name field-missing",
                    "/contacts/engineering/phone field-missing", "/contacts/support field-missing",
                    "/contacts/support/email field-missing", "/contacts/support/name field-missing",
                    "/contacts/support/phone field-missing",
                    "/listing/summary wrong-type-text", "/media/logos/90x90 field-missing",
                    "/plans/0/id plan-identifier-malformed", "/plans/0/images/0 image-source",
                    "/plans/0/images/0/tags latest-tag-count", "/plans/0/images/0/tags/0/tag tag-malformed",
                    "/plans/0/images/0/tags/1/digest digest-malformed", "/plans/1/id plan-identifier-malformed",
                ].sorted())
    }

    @Test func `A text that is not JSON is one problem`() throws {
        let draft = try Draft()
        #expect(draft.check.problems(in: Array(#"{"offer":"#.utf8)).map(\.code) == ["not-json"])
        #expect(draft.check.problems(in: Array(#"{"offer":"a","offer":"b"}"#.utf8)).map(\.code) == ["not-json"])
        let nothing = draft.check.problems(in: Array("[]".utf8))
        #expect(nothing.map(\.code) == ["wrong-type-object"])
    }

    @Test func `An empty object misses every required field, members included`() throws {
        let found = try Draft().check.problems(in: Array("{}".utf8))
        #expect(found.allSatisfy { $0.code == "field-missing" })
        #expect(found.contains { $0.pointer == "/media/logos/115x115" })
        #expect(!found.contains { $0.pointer.hasPrefix("/testDrive") })
    }

    @Test func `A hostile document raises a bounded number of problems`() throws {
        let found = try findings { $0.set("/audience/countries", Array(repeating: "?", count: 5_000)) }
        #expect(found.count == Review.most + 1)
        #expect(found.contains(" too-many-problems"))
    }

    @Test func `Fixing the problems that are listed leads to the others, and then to none`() throws {
        var draft = try Draft()
        let wrong = (0..<Review.most + 50).map { "?\($0)" }
        draft.set("/audience/countries", wrong)
        let found = try draft.problems()
        #expect(found.last?.code == "too-many-problems")
        let listed = Set(found.compactMap { $0.values["value"] })
        draft.set("/audience/countries", wrong.filter { !listed.contains($0) })
        let others = try draft.problems()
        #expect(!others.isEmpty && others.allSatisfy { $0.code == "country-malformed" })
        draft.set("/audience/countries", ["US"])
        #expect(try draft.problems() == [])
    }

    @Test(arguments: [
        ("/listing/title", "title-too-long", 50), ("/listing/summary", "summary-too-long", 100),
        ("/listing/longSummary", "long-summary-too-long", 256), ("/listing/description", "description-too-long", 3000),
    ])
    func `A text may be as long as its limit and no longer`(pointer: String, code: String, limit: Int) throws {
        #expect(try findings { $0.set(pointer, String(repeating: "é", count: limit)) } == [])
        #expect(try findings { $0.set(pointer, String(repeating: "é", count: limit + 1)) } == ["\(pointer) \(code)"])
    }

    @Test(arguments: ["<script>", "<b onclick=x>", "<a href='x'>", "<b", "<!-- -->", "<img/>"])
    func `Markup outside the small set is named`(_ markup: String) throws {
        #expect(
            try findings { $0.set("/listing/description", "Good \(markup) text") } == [
                "/listing/description markup-not-allowed"
            ])
    }

    @Test func `A picture in the document must be a PNG of its size`() throws {
        func png(_ width: Int, _ height: Int) -> String {
            "data:image/png;base64,\(Data(Picture.png(width: width, height: height)).base64EncodedString())"
        }
        let logo = "/media/logos/40x40"
        #expect(try findings { $0.set(logo, png(40, 40)) } == [])
        #expect(try findings { $0.set(logo, png(40, 41)) } == ["\(logo) picture-size"])
        let whole = png(40, 40)
        #expect(try findings { $0.set(logo, String(whole.dropLast(40))) } == ["\(logo) picture-damaged"])
        #expect(try findings { $0.set(logo, whole + "\n") } == ["\(logo) picture-encoding"])
        #expect(try findings { $0.set("/media/logos/815x290", "") } == [])
        #expect(try findings { $0.set(logo, "data:image/png;base64,AAAA") } == ["\(logo) picture-not-png"])
        #expect(try findings { $0.set(logo, "http://a.example/x.png") } == ["\(logo) picture-malformed"])
    }

    @Test func `Settings of a lead destination are demanded by its kind`() throws {
        #expect(try findings { $0.set("/leads", ["destination": "none"]) } == [])
        #expect(
            try findings { $0.set("/leads", ["destination": "https"]) } == [
                "/leads/settings field-missing", "/leads/settings/url field-missing",
            ])
        #expect(
            try findings { $0.set("/leads", ["destination": "marketo", "settings": ["server": "s", "form": "f"]]) } == [
                "/leads/destination lead-destination-unsupported"
            ])
    }

    @Test func `An enabled test drive needs its configuration, a disabled one does not`() throws {
        #expect(try findings { $0.set("/testDrive", ["enabled": false]) } == [])
        let found = try findings { $0.set("/testDrive", ["enabled": true]) }
        #expect(found.count == 11)
        #expect(found.contains("/testDrive/instances/warm field-missing"))
        #expect(
            try findings { $0.set("/testDrive/instances", ["hot": 0, "warm": 0, "cold": 0]) } == [
                "/testDrive/instances test-drive-instances-none"
            ])
    }
}
