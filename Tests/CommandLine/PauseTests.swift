import Base
import Events
import Offers
import Testing

@testable import CommandLine

@Suite struct PauseTests {
    @Test func `Pausing a stage writes one control, and doing it again writes none`() throws {
        let shelf = Shelf()
        #expect(
            offerctl("pause", "--stage", "certify", "--text", "the scanner moves", shelf: shelf)
                == Run(
                    out: "Stage certify is paused: within a second nothing new starts; what runs is finished\n"))
        #expect(shelf.sent.map(\.topic) == [.audit, .controls])
        let message = try #require(shelf.sent.last)
        #expect(message.key == Array("stage:certify".utf8))
        let event = try CloudEvent(structured: try #require(message.value))
        #expect(event.type == .controlPaused)
        #expect(event["text"] == "the scanner moves")
        #expect(
            offerctl("pause", "--stage", "certify", shelf: shelf).out
                == "Stage certify is already paused; nothing was changed\n")
        #expect(shelf.sent.count == 2)
        #expect(offerctl("resume", "--stage", "certify", shelf: shelf).out == "Stage certify is resumed\n")
        #expect(shelf.sent.last?.value == nil)
        #expect(
            offerctl("resume", "--pipeline", "--json", shelf: shelf).out
                == #"{"result":"unchanged","scope":"pipeline"}"#
                + "\n"
        )
        #expect(shelf.sent.count == 4)
    }

    @Test func `An offer's pause is an operator's command`() throws {
        let shelf = Shelf()
        shelf.reaction = answering()
        let run = offerctl("pause", "contoso/web-server", "--text", "legal looks at it", shelf: shelf)
        #expect(run.out == "contoso/web-server: pause accepted (submission contoso/web-server/2)\n")
        let event = try CloudEvent(structured: try #require(shelf.sent.first?.value))
        #expect(event.type == EventType.command(.pause))
        #expect(event[Command.Name.sender] == "operator")
        #expect(event[Command.Name.text] == "legal looks at it")
    }

    @Test(arguments: [
        ["pause"], ["pause", "contoso/web", "--pipeline"], ["resume", "--pipeline", "--stage", "certify"],
    ])
    func `It must be clear what is meant`(words: [String]) {
        let run = offerctl(words, shelf: Shelf())
        #expect(run.err == ["name one thing to \(words[0]): an OFFER, --stage STAGE or --pipeline"])
        #expect(run.code == .usage)
        #expect(
            offerctl("pause", "--stage", "fly").err.first?.hasPrefix("--stage \"fly\": give one of validate-pre")
                == true)
    }

    @Test func `List and status say what is paused`() {
        let shelf = Shelf()
        var status = running()
        status.paused = OfferStatus.Paused(since: time("2026-11-21T09:44:00Z"), notice: "legal looks at it")
        shelf.put(row(status))
        let pause = Controls.Pause(since: time("2026-11-21T09:00:00Z"), reason: "a store moves")
        shelf.put(Controls.message(.stage(.provisionPreview), pause, id: "c", source: "/test"))
        shelf.put(Controls.message(.stage(.goLive), pause, id: "c", source: "/test"))
        let list = offerctl("list", shelf: shelf).out.split(separator: "\n")
        #expect(list.first == "Stage go-live has been paused since 2026-11-21 09:00 UTC: a store moves")
        #expect(list.last?.hasSuffix("Running: Provisioning (3 of 4), paused") == true)
        let page = offerctl("status", "contoso/web-server", shelf: shelf).out.split(separator: "\n")
        #expect(page.first == "Stage provision-preview has been paused since 2026-11-21 09:00 UTC: a store moves")
        #expect(page.contains("  Paused      since 2026-11-21 09:44 UTC: legal looks at it"))
        #expect(page.last == "Next: an operator resumes it: offerctl resume contoso/web-server")
        #expect(offerctl("list", "--json", shelf: shelf).out.split(separator: "\n").count == 1)
    }
}
