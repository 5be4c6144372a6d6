import Events
import Testing

@testable import Offers

@Suite struct PlacementTests {
    /// The vectors of the Java client's own tests (`UtilsTest.testMurmur2`).
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func `A key hashes as in the Java client`(key: String, hash: Int32) {
        #expect(Int32(bitPattern: Partitioner.murmur2(Array(key.utf8))) == hash)
        let partition = Partitioner.partition(of: Array(key.utf8), count: 8)
        #expect(partition == (hash & 0x7fff_ffff) % 8)
    }

    @Test func `A key is publisher and offer, nothing else`() {
        #expect(OfferKey("contoso/web-1")?.offer == "web-1")
        for text in ["", "/", "contoso", "contoso/", "contoso/web/", "Contoso/web", "contoso/web-", "contoso/wéb"] {
            #expect(OfferKey(text) == nil, "\(text)")
        }
        #expect(OfferKey("\(String(repeating: "a", count: 50))/b") != nil)
        #expect(OfferKey("\(String(repeating: "a", count: 51))/b") == nil)
    }

    @Test func `A submission's id reads back and makes the ids of its events`() throws {
        let id = try #require(SubmissionID("contoso/web/12"))
        #expect(id.number == 12)
        #expect(id.description == "contoso/web/12")
        #expect(
            id.eventID(step: 2, stage: .certify, attempt: 1, kind: "completed")
                == "contoso/web/12/2-certify/1/completed")
        for text in ["contoso/web/0", "contoso/web/-1", "contoso/web/x", "contoso/web", "12"] {
            #expect(SubmissionID(text) == nil, "\(text)")
        }
    }

    @Test func `The topics are those of the stages and eleven more, each named once`() {
        #expect(Topic.all.count == Stage.all.count + 13)
        #expect(Set(Topic.all.map(\.name)).count == Topic.all.count)
        #expect(Topic.status.configuration == ["cleanup.policy": "compact"])
    }
}
