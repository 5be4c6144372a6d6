// An offer that only a typo made is removed, and no other.

import Base
import BrokerClient
import Events
import Offers
import Testing

@testable import CommandLine

@Suite struct ForgetTests {
    /// An offer whose submission has failed, with a draft, the document of the submission, and another offer beside it.
    private func shelf(_ change: (inout OfferStatus) -> Void = { _ in }) -> Shelf {
        let shelf = Shelf()
        var status = running()
        status.state = .failed
        change(&status)
        shelf.put(row(status))
        shelf.put(row(running(OfferKey(publisher: "contoso", offer: "web"))))
        for key in ["contoso/web-server", "contoso/web-server/2", "contoso/web"] {
            shelf.put(Message(topic: .drafts, key: Array(key.utf8), value: Array("{}".utf8)))
        }
        return shelf
    }

    private func removed(_ shelf: Shelf) -> [String] {
        shelf.sent.map { "\($0.topic) \(String(decoding: $0.key ?? [], as: UTF8.self)) \($0.value?.count ?? 0)" }
    }

    @Test func `Its records get tombstones, the status last, and other offers stay`() {
        let shelf = shelf()
        let run = offerctl("forget", "contoso/web-server", "--yes", shelf: shelf)
        #expect(
            run
                == Run(
                    out: """
                        contoso/web-server on offers.drafts: forgotten
                        contoso/web-server/2 on offers.drafts: forgotten
                        contoso/web-server on offers.status: forgotten

                        """))
        #expect(
            removed(shelf) == [
                "offers.drafts contoso/web-server 0", "offers.drafts contoso/web-server/2 0",
                "offers.status contoso/web-server 0",
            ])
        #expect(offerctl("list", shelf: shelf).out.contains("contoso/web "))
        #expect(
            offerctl("forget", "contoso/web-server", "--yes", shelf: shelf)
                == Run(err: ["contoso/web-server: unknown offer; \"offerctl list\" shows all offers"], code: .refused))
    }

    @Test func `Every compacted topic that holds the offer is cleared`() {
        let shelf = shelf()
        for topic in [Topic.blocked, .awaitingSignOff, .preview, .catalog] {
            shelf.put(Message(topic: topic, key: webServer.bytes, value: Array("{}".utf8)))
        }
        shelf.put(Message(topic: .previewLinks, key: Array("contoso/web-server/0f".utf8), value: Array("{}".utf8)))
        #expect(offerctl("forget", "contoso/web-server", "--yes", "--force", shelf: shelf).code == .done)
        let compacted = Topic.all.filter {
            $0.cleanup == .compact && ![.controls, .processes, .positions].contains($0)
        }
        #expect(Set(shelf.sent.map(\.topic)) == Set(compacted))
        #expect(shelf.sent.allSatisfy { $0.value == nil })
    }

    @Test func `Without confirmation it only says what it would remove`() {
        let shelf = shelf()
        let run = offerctl("forget", "contoso/web-server", "--json", shelf: shelf)
        #expect(run.out.hasPrefix(#"{"key":"contoso/web-server","result":"kept","topic":"offers.drafts"}"# + "\n"))
        #expect(run.err == ["contoso/web-server: nothing was removed; add --yes to remove these records"])
        #expect(run.code == .refused)
        #expect(shelf.sent.isEmpty)
    }

    @Test func `An offer that is live, or whose submission runs, is refused unless forced`() {
        let live = shelf()
        live.put(Message(topic: .catalog, key: webServer.bytes, value: Array("{}".utf8)))
        let runs = shelf { $0.state = .waitingForPublisherReview }
        let strange = shelf()
        strange.put(Message(topic: .status, key: webServer.bytes, value: Array("?".utf8)))
        let cases = [(live, "it is live"), (runs, "a submission runs"), (strange, "its status cannot be read")]
        for (shelf, reason) in cases {
            let run = offerctl("forget", "contoso/web-server", "--yes", shelf: shelf)
            #expect(
                run.err.last
                    == "contoso/web-server: \(reason), so it is not removed; cancel it, or add --force if you are sure")
            #expect(run.code == .refused)
            #expect(shelf.sent.isEmpty)
            #expect(offerctl("forget", "contoso/web-server", "--yes", "--force", shelf: shelf).code == .done)
            #expect(!shelf.sent.isEmpty)
        }
    }
}
