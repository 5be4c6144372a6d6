// The keys of offers and the ids of their submissions.

import JSON
import Offers
import Testing

@Suite struct IdentityTests {
    @Test func `A key is publisher and offer, nothing else`() {
        #expect(OfferKey("contoso/web-1")?.offer == "web-1")
        for text in ["", "/", "contoso", "contoso/", "contoso/web/", "Contoso/web", "contoso/web-", "contoso/wéb"] {
            #expect(OfferKey(text) == nil, "\(text)")
            #expect(throws: JSONError.self) { try OfferKey(json: text.json) }
        }
        #expect(OfferKey("\(String(repeating: "a", count: 50))/b") != nil)
        #expect(OfferKey("\(String(repeating: "a", count: 51))/b") == nil)
    }

    @Test func `A key is written as its text`() throws {
        let key = OfferKey(publisher: "contoso", offer: "web")
        #expect(key.json == Array(#""contoso/web""#.utf8))
        #expect(try OfferKey(json: key.json) == key)
        #expect(key.bytes == Array("contoso/web".utf8))
    }

    @Test func `A submission's id reads back and makes the ids of its events`() throws {
        let id = try #require(SubmissionID("contoso/web/12"))
        #expect(id.number == 12)
        #expect(id.description == "contoso/web/12")
        #expect(
            id.eventID(step: 2, stage: .certify, attempt: 1, kind: "completed")
                == "contoso/web/12/2-certify/1/completed")
        for text in [
            "contoso/web/0", "contoso/web/-1", "contoso/web/+1", "contoso/web/01", "contoso/web/x", "contoso/web", "12",
        ] { #expect(SubmissionID(text) == nil, "\(text)") }
    }
}
