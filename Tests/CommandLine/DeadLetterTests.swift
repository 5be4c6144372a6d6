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
                Dead letter  Time (UTC)        From                  Key                 Code          Reason
                2/0          2026-11-21 09:00  offers.commands/3@17  contoso/web-server  not-an-event  no JSON object. Send an offer document, or a CloudEvent
                2/1          2026-11-21 09:01  offers.commands/3@17  fabrikam/db         bad-command   no JSON object. Send an offer document, or a CloudEvent

                """)
        #expect(offerctl("dead-letters", "list", shelf: Shelf()).out == "There are no dead letters.\n")
    }

    @Test(arguments: [
        (["--reason", "bad-command"], ["2/1"]), (["--key", "contoso/web-server"], ["2/0"]),
        (["--topic", "offers.commands"], ["2/0", "2/1"]), (["--topic", "offers.history"], []),
        (["--since", "2026-11-21T09:00:30Z"], ["2/1"]), (["--until", "2026-11-21T09:00:30Z"], ["2/0"]),
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
        let again = offerctl("dead-letters", "redrive", "--all", shelf: shelf)
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

    @Test func `A trial sends nothing, and a dead letter of an unknown topic is refused while the others are sent`() {
        let letters = shelf(letter(topic: "elsewhere"), letter())
        let trial = offerctl("dead-letters", "redrive", "2/1", "--dry-run", shelf: letters)
        #expect(
            trial.out
                == "Dead letter  To               Result         Remark\n2/1          offers.commands  would be sent\n"
        )
        #expect(letters.sent.isEmpty)
        let run = offerctl("dead-letters", "redrive", "--all", "--json", shelf: letters)
        #expect(
            run
                == Run(
                    out: """
                        {"letter":"2/0","reason":"\\"elsewhere\\" is not a topic of the pipeline","result":"refused","topic":"elsewhere"}
                        {"letter":"2/1","result":"sent","topic":"offers.commands"}

                        """,
                    err: ["1 of 2 letters cannot be sent again; the remarks say why"], code: .refused))
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
                "--since \"today\": write the time as 2026-01-31T09:00:00Z"
            ])
    }
}
