// What operators do to many offers at once, and what they look at before.

import Base
import BrokerClient
import Events
import Foundation
import Offers
import Testing

@testable import CommandLine

/// A submission whose step of provisioning is as told, since then.
private func waiting(_ name: String, since: String = "2026-11-21T08:00:00Z", _ change: (inout StepStatus) -> Void)
    -> Message
{
    var status = running(OfferKey(name) ?? webServer)
    status.steps[2].began = time(since)
    change(&status.steps[2])
    return row(status)
}

private func blocked(_ name: String, _ code: String, since: String = "2026-11-21T08:00:00Z") -> Message {
    waiting(name, since: since) {
        $0.state = .blocked
        $0.fault = Fault(code, "it is away")
    }
}

private func shelf() -> Shelf {
    let shelf = Shelf()
    shelf.put(blocked("contoso/a", "region-away"))
    shelf.put(blocked("contoso/b", "region-away", since: "2026-11-21T06:00:00Z"))
    shelf.put(blocked("contoso/c", "too-large"))
    shelf.put(blocked("fabrikam/d", "region-away"))
    shelf.put(waiting("contoso/e") { $0.state = .waitingForApproval })
    shelf.put(waiting("fabrikam/f") { $0.state = .waitingForApproval })
    shelf.put(row(running(OfferKey(publisher: "contoso", offer: "g"))))
    shelf.reaction = answering()
    return shelf
}

/// The offers that commands of this kind were sent for.
private func asked(_ shelf: Shelf, _ kind: CommandKind) throws -> [String] {
    try shelf.sent.filter { $0.topic == .commands }.map { try Command(CloudEvent(structured: $0.value ?? [])) }
        .filter { $0.kind == kind }.map(\.offer.description)
}

@Suite struct BulkTests {
    @Test(arguments: [
        (["--all"], ["contoso/b", "contoso/a", "contoso/c", "fabrikam/d"]),
        (["--code", "region-away"], ["contoso/b", "contoso/a", "fabrikam/d"]),
        (["--code", "region-away", "--publisher", "contoso"], ["contoso/b", "contoso/a"]),
        (["--code", "region-away", "--stage", "provision-preview", "--hours", "3"], ["contoso/b"]),
        (["--code", "region-away", "--stage", "certify"], []), (["--publisher", "adatum"], []),
    ])
    func `Every blocked offer that the filters choose is resumed, the one that waits longest first`(
        filters: [String], expected: [String]
    ) throws {
        let shelf = shelf()
        let run = offerctl(["resume", "--text", "it is back", "--yes"] + filters, shelf: shelf)
        let sent = try asked(shelf, .resume)
        #expect(sent.prefix(1) == expected.prefix(1) && sent.sorted() == expected.sorted())
        #expect(run.code == .done)
        #expect(run.out.split(separator: "\n").count == expected.count)
        #expect(run.err == (expected.isEmpty ? ["no offer that waits for this matches"] : []))
    }

    @Test func `Without a confirmation the offers are listed and nothing is sent`() {
        let shelf = shelf()
        let run = offerctl("resume", "--code", "region-away", "--publisher", "contoso", shelf: shelf)
        #expect(
            run
                == Run(
                    out: """
                        Offer      Stage              Since       Code         Reason
                        contoso/b  provision-preview  3 h ago     region-away  it is away
                        contoso/a  provision-preview  90 min ago  region-away  it is away

                        """, err: ["2 offers match; nothing was sent. Add --yes to resume what is listed"],
                    code: .refused))
        #expect(shelf.sent.isEmpty)
        let json = offerctl("approve", "--publisher", "contoso", "--json", shelf: shelf)
        #expect(
            json.out == """
                {"attempts":1,"needs":"approval","offer":"contoso/e","reason":"","since":"2026-11-21T08:00:00.000Z",\
                "stage":"provision-preview","title":"Contoso Web Server"}

                """)
        #expect(json.err == ["1 offer matches; nothing was sent. Add --yes to approve what is listed"])
    }

    @Test func `Offers that wait for approval are approved and rejected, one or many`() throws {
        let one = shelf()
        #expect(offerctl("approve", "contoso/e", shelf: one).code == .done)
        #expect(try asked(one, .approve) == ["contoso/e"])
        let many = shelf()
        #expect(offerctl("approve", "--stage", "provision-preview", "--yes", shelf: many).code == .done)
        #expect(try asked(many, .approve).sorted() == ["contoso/e", "fabrikam/f"])
        let rejected = shelf()
        let run = offerctl("reject", "--publisher", "fabrikam", "--text", "Not this one.", "--yes", shelf: rejected)
        #expect(run.out == "fabrikam/f: reject accepted (submission fabrikam/f/2)\n")
        #expect(try asked(rejected, .reject) == ["fabrikam/f"])
        let command = try CloudEvent(structured: try #require(rejected.sent.last?.value))
        #expect(command[Command.Name.text] == "Not this one.")
    }

    @Test func `Offers that cannot be resumed do not keep the others, and are named`() throws {
        let shelf = shelf()
        let accept = answering()
        let refuse = answering(.nothingBlocked)
        shelf.reaction = { $0.key == Array("contoso/c".utf8) ? refuse($0) : accept($0) }
        let run = offerctl("resume", "--all", "--yes", shelf: shelf)
        #expect(run.code == .refused)
        #expect(run.out.split(separator: "\n").count == 3)
        #expect(run.err.first?.hasPrefix("contoso/c: resume refused: ") == true)
        #expect(run.err.last == "1 of 4 commands were refused or not answered")
        let silent = Shelf()
        silent.put(blocked("contoso/a", "region-away"))
        #expect(offerctl("resume", "--all", "--yes", shelf: silent).code == .unanswered)
    }

    @Test(arguments: [
        (["resume", "contoso/a", "--all"], "filters go with neither an OFFER nor --pipeline"),
        (["approve", "contoso/e", "--all"], "an OFFER and filters are two ways to choose; use only one of them"),
        (["approve"], "name an OFFER, or choose offers with --stage, --publisher, --hours or --all"),
    ])
    func `Which offers are meant must be said in one way`(words: [String], error: String) {
        #expect(offerctl(words, shelf: Shelf()) == Run(err: [error], code: .usage))
    }

    @Test(arguments: [
        ("operator", ["contoso/a", "contoso/b", "contoso/c", "fabrikam/d"]), ("approval", ["contoso/e", "fabrikam/f"]),
        ("paused", []),
    ])
    func `The list is narrowed by who must act`(who: String, expected: [String]) throws {
        let lines = offerctl("list", "--needs", who, shelf: shelf()).out.split(separator: "\n")
        let offers = lines.map { String($0.prefix { $0 != " " }) }.filter { $0.contains("/") }
        #expect(offers == expected)
    }

    @Test func `Pauses are listed with since when, by whom and why`() {
        let shelf = Shelf()
        #expect(offerctl("pauses", shelf: shelf).out == "Nothing is paused.\n")
        let pause = Controls.Pause(
            since: time("2026-11-21T09:00:00Z"), reason: "a store moves", notice: "Soon.", by: "Olga")
        for scope in [Controls.Scope.offer(webServer), .stage(.certify), .pipeline] {
            shelf.put(Controls.message(scope, pause, id: "c", source: "/test"))
        }
        let lines = offerctl("pauses", "--json", shelf: shelf).out.split(separator: "\n")
        #expect(
            lines.first == """
                {"by":"Olga","notice":"Soon.","reason":"a store moves","scope":"pipeline","since":"2026-11-21T09:00:00.000Z"}
                """)
        #expect(lines.count == 3)
        let page = offerctl("pauses", shelf: shelf).out
        for text in ["pipeline", "stage:certify", "contoso/web-server", "2026-11-21 09:00", "Olga", "a store moves"] {
            #expect(page.contains(text), "\(text)")
        }
    }
}
