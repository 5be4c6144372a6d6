// Documents in the gateway's memory: as bytes, bounded together, and checked before anybody waits for them.

import Base
import BrokerClient
import Events
import HTTP
import JSON
import Offers
import TestSupport
import Testing

@testable import Gateway

@Suite struct DraftMemoryTests {
    private func draft(_ publisher: String, _ offer: String, bytes: Int) throws -> TopicRecord {
        let text = String(repeating: "x", count: bytes)
        let document = JSONNode.members([
            "offerTypeId": "microsoft-azure-virtualmachines",
            "definition": ["displayText": .string("Title of \(offer)"), "x": .string(text)],
        ])
        let key = OfferKey(publisher: publisher, offer: offer)
        return TopicRecord(
            DraftRecord.message(
                key, version: 1, document: document.json, id: offer, at: Timestamp(milliseconds: 1_800_000_000_000)))
    }

    @Test func `Beyond the bound the largest documents of the publisher with most are left out, and all else is there`()
        throws
    {
        let model = ReadModel(mostDraftBytes: 100_000)
        try model.take(draft("contoso", "small", bytes: 10_000))
        for number in 0..<20 { try model.take(draft("mallory", "large-\(number)", bytes: 30_000 + number)) }
        #expect(model.draftBytes <= 100_000 && model.leftOut == 18)
        let honest = try #require(model.record(of: OfferKey(publisher: "contoso", offer: "small"))?.draft)
        #expect(try honest.kept.tree["offerTypeId"]?.text == "microsoft-azure-virtualmachines")
        let left = try #require(model.record(of: OfferKey(publisher: "mallory", offer: "large-19"))?.draft)
        #expect(left.title == "Title of large-19", "lists show it all the same")
        #expect(throws: APIError.self) { try left.kept.tree }
        #expect(model.usage(of: "mallory").drafts == 20)
    }

    @Test func `A document that was left out is said to be, and can be put again`() throws {
        let fixture = try GatewayFixture(mostDraftBytes: 20_000)
        let padded = try fixture.put {
            $0.set(["definition", "x"], to: .string(String(repeating: "x", count: 30_000)))
        }
        #expect(padded.status == 201)
        #expect(fixture.call("GET").status == 503)
        #expect(fixture.call("GET").errorCode == "documentLeftOut")
        #expect(fixture.call("POST", "/publish").errorCode == "documentLeftOut")
        let tag = try #require(padded["ETag"])
        #expect(try fixture.put(match: tag).status == 200)
        #expect(fixture.call("GET").status == 200)
    }

    @Test func `A document has as many values as fit into memory, not as fit into its bytes`() throws {
        let fixture = try GatewayFixture()
        func body(_ count: Int) -> [UInt8] {
            Array(#"{"a":[\#(Array(repeating: "0", count: count).joined(separator: ","))]}"#.utf8)
        }
        let answer = fixture.call("PUT", match: "*", body: body(200_000))
        #expect(answer.errorCode == "malformedBody" && answer.text.contains("more than 100000 values"))
        #expect(fixture.call("PUT", match: "*", body: body(1_000)).errorCode == "validationFailed")
    }

    @Test
    func `A document that another put replaced meanwhile is checked again, and refused where it named the old one`()
        throws
    {
        for match in ["*", "tag"] {
            let fixture = try GatewayFixture()
            let tag = try #require(try fixture.put()["ETag"])
            // Between the check and the write, once.
            let isFirst = Shared(true)
            fixture.beforeWrite.withLock { hook in
                hook = { [model = fixture.model] in
                    guard
                        isFirst.withLock({ first in
                            defer { first = false }
                            return first
                        })
                    else { return }
                    let other = try? GatewayFixture.sample().json
                    let now = Timestamp(milliseconds: 1_800_000_000_000)
                    let message = DraftRecord.message(
                        GatewayFixture.web, version: 2, document: other ?? [], id: "other", at: now)
                    try? model.take(TopicRecord(message))
                }
            }
            let answer = try fixture.put(match: match == "*" ? "*" : tag)
            #expect(answer.status == (match == "*" ? 200 : 412))
            if match == "*" { #expect(answer.node["version"]?.integer == 3) }
        }
    }
}
