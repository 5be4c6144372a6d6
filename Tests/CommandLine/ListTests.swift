import Base
import Events
import JSON
import Localization
import Offers
import Testing

@testable import CommandLine

@Suite struct ListTests {
    private func shelf() -> Shelf {
        let shelf = Shelf()
        var live = running(OfferKey(publisher: "adatum", offer: "db"))
        live.title = "データベース"
        live.state = .succeeded
        shelf.put(row(OfferStatus(webServer, at: time("2026-11-01T00:00:00Z"))))
        shelf.put(row(running()))
        shelf.put(row(live))
        return shelf
    }

    @Test func `The list shows the newest status of each offer in the right-hand column`() {
        #expect(
            offerctl("list", shelf: shelf())
                == Run(
                    out: """
                        Offer               Title               Type             Changed           Status
                        adatum/db           データベース        virtual-machine  2026-11-21 09:45  Live
                        contoso/web-server  Contoso Web Server  virtual-machine  2026-11-21 09:45  Running: Provisioning (3 of 4)

                        """))
    }

    @Test func `The list is narrowed by publisher and state`() {
        #expect(offerctl("list", "--publisher", "adatum", shelf: shelf()).out.split(separator: "\n").count == 2)
        #expect(offerctl("list", "--state", "Running", shelf: shelf()).out.contains("contoso/web-server"))
        #expect(!offerctl("list", "--state", "Running", shelf: shelf()).out.contains("adatum"))
        #expect(
            offerctl("list", "--state", "Failed", shelf: shelf()).out
                == "No offer matches; \"offerctl list\" shows all.\n")
        #expect(
            offerctl("list", shelf: Shelf()).out
                == "No offer was published yet; \"offerctl publish FILE\" publishes one.\n")
        #expect(offerctl("list", "--json", shelf: Shelf()).out.isEmpty)
    }

    @Test func `JSON of the list is one document a line`() throws {
        let lines = offerctl("list", "--json", shelf: shelf()).out.split(separator: "\n")
        #expect(lines.count == 2)
        let row = try JSONNode(Array((lines.last ?? "").utf8))
        #expect(row["offer"] == "contoso/web-server" && row["state"] == "Running")
    }

    @Test func `A strange record is reported and hides no other`() {
        let shelf = shelf()
        shelf.put(Message(topic: .status, key: Array("x/y".utf8), value: Array("what?".utf8)), partition: 3)
        let run = offerctl("list", shelf: shelf)
        #expect(run.out.split(separator: "\n").count == 3)
        #expect(run.err.count == 1)
        #expect(run.err.first?.hasPrefix("skipping offers.status/3@") == true)
        #expect(run.err.first?.contains(": ") == true)
    }

    @Test func `The history has one line for each transition, doubles shown once`() {
        let shelf = Shelf()
        var status = running()
        func add(_ kind: Transition.Kind, by: Actor, _ change: (inout Transition) -> Void = { _ in }) {
            status.transitions += 1
            var transition = Transition(kind, of: status, by: by, cause: "c", at: time("2026-11-21T09:45:12Z"))
            change(&transition)
            shelf.put(row(transition))
            if kind == .submitted { shelf.put(row(transition)) }
        }
        add(.submitted, by: Actor(.publisher)) { $0.step = nil }
        add(.stepCompleted, by: Actor(.system, name: "provision-preview"))
        add(.supportRequested, by: Actor(.publisher, name: "maria")) {
            $0.ticket = "t-1"
            $0.text = "no mail came"
        }
        add(.commandRefused, by: Actor(.publisher)) {
            $0.command = .cancel
            $0.refusal = Refusal.alreadyPaused.remark
        }
        shelf.put(
            row(
                Transition(
                    .live, of: running(.init(publisher: "x", offer: "y")), by: .clock, cause: "",
                    at: status.changed)))
        #expect(
            offerctl("history", "contoso/web-server", shelf: shelf)
                == Run(
                    out: """
                        Time (UTC)        Submission  What               Step            By                 Remark
                        2026-11-21 09:45  #2          submitted                          publisher
                        2026-11-21 09:45  #2          step-completed     3 Provisioning  provision-preview
                        2026-11-21 09:45  #2          support-requested  3 Provisioning  publisher maria    ticket t-1: no mail came
                        2026-11-21 09:45  #2          command-refused    3 Provisioning  publisher          cancel: This offer is already paused. Resume it to continue.

                        """))
        #expect(offerctl("history", "contoso/web-server", "--json", shelf: shelf).out.split(separator: "\n").count == 4)
    }
}
