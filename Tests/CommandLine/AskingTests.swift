import Base
import Events
import Localization
import Offers
import Testing

@testable import CommandLine

@Suite struct AskingTests {
    private func sent(_ shelf: Shelf) throws -> CloudEvent {
        try CloudEvent(structured: try #require(shelf.sent.first?.value))
    }

    @Test func `Publish sends the document's bytes unchanged, under the offer's key, from its publisher`() throws {
        let shelf = Shelf()
        shelf.reaction = answering()
        let document = "\u{FEFF} " + offerDocument + "\n"
        let run = try withFile(document) { path in
            offerctl("publish", path, "--profile", "vm-2017", "--notify", "a@b.example", shelf: shelf)
        }
        #expect(run == Run(out: "contoso/web-server: publish accepted (submission contoso/web-server/2)\n"))
        let message = try #require(shelf.sent.first)
        #expect(shelf.sent.count == 1)
        #expect(message.topic == .commands)
        #expect(message.key == Array("contoso/web-server".utf8))
        #expect(message.headers == [.structuredEvent])
        let event = try sent(shelf)
        #expect(event.type == EventType.command(.publish))
        #expect(event.id == "command-1")
        #expect(event[Command.Name.sender] == "contoso")
        #expect(event[Command.Name.profile] == "vm-2017")
        #expect(event[Command.Name.notify] == "a@b.example")
        #expect(event[Command.Name.allowList] == nil)
        #expect(event[Command.Name.awaited] == "true")
        #expect(event.data == Array(offerDocument.utf8))
        #expect(try Command(event).kind == .publish)
    }

    @Test func `An allow-list in a file travels with the command`() throws {
        let shelf = Shelf()
        let guid = "0f8fad5b-d9cb-469f-a165-70867728950e"
        try withFile(offerDocument) { offer in
            try withFile("\(guid)=standard\n", named: "allow.txt") { list in
                #expect(offerctl("publish", offer, "--allow-list", list, "--no-wait", shelf: shelf).code == .done)
            }
        }
        #expect(try sent(shelf)[Command.Name.allowList] == "\(guid)=standard")
        #expect(try sent(shelf)[Command.Name.awaited] == nil, "nobody waits")
    }

    @Test(arguments: ["approve", "resume", "reject"])
    func `An operator's command comes from the operator`(word: String) throws {
        let shelf = Shelf()
        shelf.reaction = answering()
        let run = offerctl([word, "contoso/web-server"] + (word == "reject" ? ["--text", "no"] : []), shelf: shelf)
        #expect(run.out == "contoso/web-server: \(word) accepted (submission contoso/web-server/2)\n")
        let event = try sent(shelf)
        #expect(event[Command.Name.sender] == "operator")
        #expect(event[Command.Name.text] == (word == "reject" ? "no" : nil))
    }

    @Test func `A command names who gave it: the user, or the principal that the environment names`() throws {
        for (environment, name) in [([:], "ada"), (["OFFERS_PRINCIPAL": "release-bot"], "release-bot")] {
            let shelf = Shelf()
            #expect(
                offerctl(["approve", "contoso/web-server", "--no-wait"], environment: environment, shelf: shelf).code
                    == .done)
            #expect(try sent(shelf)[Command.Name.principal] == name)
            #expect(try Command(sent(shelf)).actor == Actor(.operator, name: name))
        }
    }

    @Test func `A refusal names the step as the process does`() {
        let shelf = Shelf()
        shelf.reaction = answering(.notAtSignOff(step: .certify))
        let run = offerctl("go-live", "contoso/web-server", environment: ["LANG": "fr_FR.UTF-8"], shelf: shelf)
        let expected = Refusal.notAtSignOff(step: .certify).remark.refusalText(in: .french, process: process)
        #expect(run.err == ["contoso/web-server: go-live refused: \(expected)"])
        #expect(!expected.contains("certify"))
    }

    @Test func `A refusal is an error with the coordinator's reason`() {
        let shelf = Shelf()
        shelf.reaction = answering(.notRunning)
        let reasons = [
            "en": "This offer has no running submission. Publish it first.",
            "fr_FR.UTF-8": Refusal.notRunning.remark.refusalText(in: .french),
        ]
        for (locale, reason) in reasons {
            #expect(
                offerctl("cancel", "contoso/web-server", environment: ["LANG": locale], shelf: shelf)
                    == Run(err: ["contoso/web-server: cancel refused: \(reason)"], code: .refused))
        }
    }

    @Test func `A refusal about an offer that was never published is found in the history`() {
        let shelf = Shelf()
        shelf.reaction = { _ in
            let never = OfferStatus(webServer, at: time("2026-11-21T09:30:00Z"))
            return ["command-0", "command-1"].map { cause in
                var entry = Transition(
                    .commandRefused, of: never, by: Actor(.publisher), cause: cause, at: never.changed)
                entry.command = .cancel
                entry.refusal = Refusal.neverPublished.remark
                return row(entry)
            }
        }
        #expect(
            offerctl("cancel", "contoso/web-server", "--json", shelf: shelf)
                == Run(
                    out: """
                        {"code":"never-published","command":"command-1","kind":"cancel","offer":"contoso/web-server",\
                        "reason":"This offer has never been published. Publish it first.","result":"refused"}

                        """,
                    err: [
                        "contoso/web-server: cancel refused: This offer has never been published. Publish it first."
                    ], code: .refused))
        // Each has an id of its own, so that none is taken for a double of another.
        #expect(offerctl("history", "contoso/web-server", shelf: shelf).out.split(separator: "\n").count == 3)
    }

    @Test func `An answer to an earlier command or of another offer is not taken for this one's`() {
        let shelf = Shelf()
        var earlier = running()
        earlier.answer = .init(command: "command-0", kind: .cancel)
        var other = running(OfferKey(publisher: "contoso", offer: "other"))
        other.answer = .init(command: "command-2", kind: .cancel)
        shelf.put(row(earlier))
        shelf.reaction = { _ in [row(earlier), row(other)] }
        #expect(offerctl("cancel", "contoso/web-server", shelf: shelf).code == .unanswered)
    }

    @Test func `Silence has an exit code of its own, other than that of a loss`() {
        let shelf = Shelf()
        let run = offerctl("go-live", "contoso/web-server", "--timeout", "3", shelf: shelf)
        #expect(run.code == .unanswered)
        #expect(
            run.err == [
                """
                contoso/web-server: go-live was sent and is kept, but no coordinator answered in time. Do not send it \
                again: check that offer-coordinator runs, then "offerctl status contoso/web-server" (command-1)
                """
            ])
        #expect(shelf.sent.count == 1)
    }

    @Test func `Without waiting it is only sent`() {
        #expect(
            offerctl("cancel", "contoso/web-server", "--no-wait", shelf: Shelf())
                == Run(out: "contoso/web-server: cancel sent (command command-1)\n"))
    }

    @Test func `JSON says the same for programs, refusals and silence included`() {
        let shelf = Shelf()
        shelf.reaction = answering(.notRunning)
        #expect(
            offerctl("cancel", "contoso/web-server", "--json", shelf: shelf)
                == Run(
                    out: """
                        {"code":"not-running","command":"command-1","kind":"cancel","offer":"contoso/web-server",\
                        "reason":"This offer has no running submission. Publish it first.","result":"refused",\
                        "submission":2}

                        """,
                    err: [
                        "contoso/web-server: cancel refused: This offer has no running submission. Publish it first."
                    ],
                    code: .refused))
        #expect(
            offerctl("cancel", "contoso/web-server", "--json", shelf: Shelf()).out
                == #"{"command":"command-1","kind":"cancel","offer":"contoso/web-server","result":"unanswered"}"# + "\n"
        )
    }

    @Test func `A broker that is away is an error with exit code 3`() {
        #expect(
            offerctl("cancel", "contoso/web-server")
                == Run(
                    err: ["no broker was to be asked (the broker is 127.0.0.1:9092, the default)"],
                    code: .brokerAway))
    }
}
