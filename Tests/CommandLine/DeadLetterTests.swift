// Dead letters are listed, shown and sent again, each once (R32).

import Base
import Events
import Offers
import Testing

@testable import CommandLine

/// A command that no worker could use, as a worker puts it to the dead letters.
private func letter(
    key: String = "contoso/web-server", value: String = "no JSON", topic: String = "offers.commands",
    code: String = "not-an-event", more: [Message.Header] = []
) -> Message {
    let headers: [Message.Header] = [
        .init("trace", "t"), .init("__connect.errors.topic", topic), .init("__connect.errors.partition", "3"),
        .init("__connect.errors.offset", "17"), .init("__connect.errors.connector.name", "offer-coordinator"),
        .init("__connect.errors.exception.class.name", code),
        .init("__connect.errors.exception.message", "no JSON object. Send an offer document, or a CloudEvent"),
    ]
    return Message(topic: .deadLetters, key: Array(key.utf8), value: Array(value.utf8), headers: headers + more)
}

private func shelf(_ letters: Message...) -> Shelf {
    let shelf = Shelf()
    for (index, letter) in letters.enumerated() {
        shelf.put(letter, at: time("2026-11-21T09:0\(index):00Z"), partition: 2)
    }
    return shelf
}

@Suite struct DeadLetterTests {
    @Test func `Letters are listed by age with where they came from and why`() {
        let run = offerctl(
            "dead-letters", "list", shelf: shelf(letter(), letter(key: "fabrikam/db", code: "bad-command")))
        #expect(
            run.out == """
                Dead letter  Time        From                  Key                 Code          Reason
                2/0          30 min ago  offers.commands/3@17  contoso/web-server  not-an-event  no JSON object. Send an offer document, or a CloudEvent
                2/1          29 min ago  offers.commands/3@17  fabrikam/db         bad-command   no JSON object. Send an offer document, or a CloudEvent

                """)
        #expect(offerctl("dead-letters", "list", shelf: Shelf()).out == "There are no dead letters.\n")
    }

    @Test(arguments: [
        (["--reason", "bad-command"], ["2/1"]), (["--key", "contoso/web-server"], ["2/0"]),
        (["--publisher", "fabrikam"], ["2/1"]), (["--publisher", "fab"], []),
        (["--topic", "offers.commands"], ["2/0", "2/1"]), (["--topic", "offers.history"], []),
        (["--since", "2026-11-21T09:00:30Z"], ["2/1"]), (["--since", "29m"], ["2/1"]),
        (["--until", "2026-11-21T09:00:30Z"], ["2/0"]),
    ])
    func `Filters narrow the list`(options: [String], expected: [String]) {
        let letters = shelf(letter(), letter(key: "fabrikam/db", code: "bad-command"))
        let run = offerctl(["dead-letters", "list"] + options, shelf: letters)
        let listed = run.out.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
            .filter { $0.contains("/") }
        #expect(listed == expected)
    }

    @Test func `One dead letter is shown whole`() {
        let run = offerctl("dead-letters", "show", "2/0", shelf: shelf(letter(value: "a\u{1B}b\nc")))
        #expect(
            run.out == """
                Dead letter 2/0
                  Time      2026-11-21 09:00 UTC
                  From      offers.commands/3@17
                  Program   offer-coordinator
                  Code      not-an-event
                  Reason    no JSON object. Send an offer document, or a CloudEvent
                  Key       contoso/web-server
                  Header    trace: t

                a\u{FFFD}b
                c

                """)
        let json = offerctl("dead-letters", "show", "2/0", "--json", shelf: shelf(letter()))
        #expect(json.out.contains(#""value":"bm8gSlNPTg==""#))
        #expect(
            offerctl("dead-letters", "show", "2/9", shelf: shelf())
                == Run(
                    err: ["dead letter 2/9 not found; \"offerctl dead-letters list\" shows them all"],
                    code: .refused))
    }

    @Test func `A dead letter is sent as it was, with a header that names it, and only once`() {
        let shelf = shelf(letter())
        let run = offerctl("dead-letters", "redrive", "2/0", shelf: shelf)
        #expect(run.out == "Dead letter  To               Result  Remark\n2/0          offers.commands  sent\n")
        #expect(
            shelf.sent.filter { $0.topic != .audit } == [
                Message(
                    topic: .commands, key: webServer.bytes, value: Array("no JSON".utf8),
                    headers: [.init("trace", "t"), .init("offers-redriven-from", "2/0")])
            ])
        let again = offerctl("dead-letters", "redrive", "--all", "--yes", shelf: shelf)
        #expect(
            again.out
                == "Dead letter  To               Result       Remark\n2/0          offers.commands  sent before\n")
        #expect(shelf.sent.count == 2)
    }

    @Test func `A record that came back is another dead letter and is sent under its own position`() {
        let shelf = shelf(letter(more: [.init("offers-redriven-from", "0/5")]))
        _ = offerctl("dead-letters", "redrive", "2/0", shelf: shelf)
        #expect(shelf.sent.last?.headers.map(\.name) == ["trace", "offers-redriven-from"])
        #expect(shelf.sent.last?.headers.last == .init("offers-redriven-from", "2/0"))
    }

    @Test func `Without a confirmation nothing is sent, and one of an unknown topic does not keep the others`() {
        let letters = shelf(letter(topic: "elsewhere"), letter())
        let trial = offerctl("dead-letters", "redrive", "--topic", "offers.commands", shelf: letters)
        #expect(
            trial
                == Run(
                    out: """
                        Dead letter  To               Result         Remark
                        2/1          offers.commands  would be sent

                        """, err: ["nothing was sent; add --yes to send what is listed"], code: .refused))
        #expect(letters.sent.isEmpty)
        let run = offerctl("dead-letters", "redrive", "--all", "--yes", "--json", shelf: letters)
        #expect(
            run
                == Run(
                    out: """
                        {"deadLetter":"2/0","reason":"\\"elsewhere\\" is not a topic of the pipeline","result":"refused","topic":"elsewhere"}
                        {"deadLetter":"2/1","result":"sent","topic":"offers.commands"}

                        """,
                    err: ["1 of 2 dead letters cannot be sent again; the remarks say why"], code: .refused))
    }

    @Test func `What is older than the offer's newest submission is sent only if that is forced`() throws {
        let step = #"{"specversion":"1.0","id":"1","source":"/a","type":"t.v1","subject":"contoso/web-server","#
        let structured = Message.Header("content-type", "application/cloudevents+json")
        let letters = shelf(
            letter(), letter(value: step + #""submission":1}"#, topic: "offers.stage.certify", more: [structured]),
            letter(value: step + #""submission":2}"#, topic: "offers.stage.certify", more: [structured]),
            letter(topic: "offers.notifications"), letter(key: "contoso/other"))
        // Its newest submission is the second, which began at 09:30.
        letters.put(row(running()))
        let run = offerctl("dead-letters", "redrive", "--all", shelf: letters)
        let results = run.out.split(separator: "\n").dropFirst().map { $0.contains("refused") }
        #expect(results == [true, true, false, false, false])
        let refused = offerctl("dead-letters", "redrive", "2/1", shelf: letters)
        #expect(refused.out.contains("a newer submission of its offer has begun since; --force sends it"))
        #expect(refused.code == .refused && letters.sent.isEmpty)
        #expect(offerctl("dead-letters", "redrive", "2/1", "--force", shelf: letters).code == .done)
        #expect(letters.sent.last?.topic == .stage(.certify))
    }

    @Test func `One dead letter is edited and sent again`() throws {
        let letters = shelf(letter(value: "old"))
        let run = try withFile("new") {
            offerctl("dead-letters", "edit", "2/0", $0, "--text", "mended", shelf: letters)
        }
        #expect(run.out == "Dead letter  To               Result  Remark\n2/0          offers.commands  sent\n")
        #expect(letters.sent.last?.value == Array("new".utf8))
        let audit = try AuditEntry(CloudEvent(structured: letters.sent.first?.value ?? []))
        #expect((audit.action, audit.letter, audit.by, audit.reason) == (.edited, "2/0", "ada", "mended"))
        // An edited one is another record, and may be sent again.
        let again = try withFile("newer") { offerctl("dead-letters", "edit", "2/0", $0, shelf: letters) }
        #expect(again.code == .done && letters.sent.last?.value == Array("newer".utf8))
        let missing = offerctl("dead-letters", "edit", "2/0", "/nowhere", shelf: letters)
        #expect(missing == Run(err: ["/nowhere: the file cannot be read"], code: .badFile))
    }

    @Test func `One dead letter is discarded, and only the whole list still shows it`() throws {
        let letters = shelf(letter(), letter())
        #expect(
            offerctl("dead-letters", "discard", "2/0", "--text", "noise", shelf: letters)
                == Run(out: "Dead letter 2/0 is discarded\n"))
        #expect(letters.sent.map(\.topic) == [.audit])
        let listed = offerctl("dead-letters", "list", "--json", shelf: letters).out.split(separator: "\n")
        #expect(listed.count == 1 && listed[0].contains(#""deadLetter":"2/1""#))
        #expect(
            offerctl("dead-letters", "list", "--all", "--json", shelf: letters).out.split(separator: "\n").count == 2)
        #expect(offerctl("dead-letters", "discard", "2/9", shelf: letters).code == .refused)
    }

    @Test func `Which dead letters are meant must be said in one way`() {
        #expect(
            offerctl("dead-letters", "redrive").err == [
                "choose the dead letters: name one, give a filter such as --reason CODE, or add --all"
            ])
        #expect(
            offerctl("dead-letters", "redrive", "2/0", "--all").err == [
                "a DEAD-LETTER, filters and --all are three ways to choose; use only one of them"
            ])
        #expect(
            offerctl("dead-letters", "show", "two").err == [
                "\"two\" is not a dead letter; write PARTITION/OFFSET as \"offerctl dead-letters list\" shows it"
            ])
        #expect(
            offerctl("dead-letters", "list", "--since", "today").err == [
                "--since \"today\": write the time as 2026-01-31T09:00:00Z, or how long ago it was as 30m, 2h or 3d"
            ])
    }
}
