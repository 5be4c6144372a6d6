import Testing

@testable import CommandLine

@Suite struct HelpTests {
    @Test(arguments: Verb.allCases)
    func `No line of a help is wider than a terminal`(verb: Verb) {
        for line in (Help.text(nil) + Help.text(verb)).split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test func `Asking for help never needs more than the command`() {
        #expect(offerctl("reject", "--help") == Run(out: Help.text(.reject)))
        #expect(offerctl("-h") == Run(out: Help.text(nil)))
        #expect(offerctl("help", "topics", "apply") == Run(out: Help.text(.topicsApply)))
        #expect(offerctl("--version") == Run(out: "offerctl 0.1.0\n"))
    }

    @Test func `The help of the tool word for word`() {
        #expect(
            offerctl("help").out == """
                offerctl publishes offers and shows where they stand.

                Usage: offerctl COMMAND [OPTIONS]

                For publishers:
                  lint FILE                 Check an offer document, without a broker
                  publish FILE              Publish an offer document
                  preview [OFFER]           Show previews as one subscription sees them
                  go-live OFFER             Let a previewed offer go live
                  cancel OFFER              Take a submission back
                  request-support OFFER     Open a support request

                For operators:
                  approve OFFER             Approve a step that waits for approval
                  reject OFFER              Reject a step that waits for approval
                  resume [OFFER]            Resume what is blocked or paused
                  pause [OFFER]             Pause an offer, a stage or the whole line
                  rebuild [OFFER]           Check each status against its history
                  dead-letters list         Show what could not be used, and why
                  dead-letters show LETTER  Show one dead letter whole
                  dead-letters redrive [LETTER]
                                            Send dead letters again to where they came from

                To see what happens:
                  status OFFER              Show where one offer stands
                  list                      Show all offers
                  history OFFER             Show what happened to an offer
                  compare FILE OFFER        Show what a draft changes of a live offer
                  notifications             Show the mails
                  lag                       Show what each worker has still to do

                To set up:
                  topics apply              Create the topics that are missing
                  topics describe           Show the topics
                  doctor                    Look for what is wrong with the line
                  completion SHELL          Print a shell's completion of these commands
                  manual                    Print the manual page
                  contracts DOCUMENT        Print a document about topics or commands
                  help [COMMAND]            Show this, or all about one command

                OFFER is PUBLISHER/OFFER, as in contoso/web-server.

                Options of every command:
                  --broker HOST:PORT        Where the broker is
                                            (OFFERS_BROKER; default 127.0.0.1:9092)
                  -X KEY=VALUE              A property of librdkafka; may be repeated
                  --client-properties FILE  Properties of librdkafka, KEY=VALUE a line
                                            (OFFERS_CLIENT_PROPERTIES)
                  --json                    Print JSON for programs instead of text for people
                  --timeout SECONDS         Longest wait for broker and answer
                                            (OFFERS_TIMEOUT; default 10)
                  --help                    Show the help of the command
                  --version                 Show the version

                Client properties in a file are overridden by KAFKA_CLIENT_... in the
                environment, and these by -X and --broker. NO_COLOR switches colours off.

                Exit codes:
                  0  done
                  1  refused, not found, or something is wrong with the line
                  2  wrong command, option or setting
                  3  the broker is away, or lacks the line's topics
                  4  a file that cannot be read or used, or has problems
                  5  sent and kept, but no coordinator answered in time

                """)
    }

    @Test func `The help of publish word for word`() {
        #expect(
            offerctl("help", "publish").out == """
                Usage: offerctl publish FILE [--profile NAME] [--notify ADDRESSES]
                                        [--allow-list LIST] [--no-wait]

                Sends the offer document in FILE (- is standard input) as a publish command. The
                publishing process is the offer type's own, or the profile named. One submission
                of an offer runs at a time; a second is refused with the reason.

                Options:
                  --profile NAME            Publishing process, instead of the offer type's own
                  --notify ADDRESSES        Where this submission's mail goes, instead of the
                                            offer's addresses: a@b.example,c@d.example
                  --allow-list LIST         Who may see the preview, instead of the offer's
                                            list: GUID=TYPE,GUID=TYPE or the path of a file
                                            with one GUID=TYPE a line
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  One object: command (its id), kind, offer, result (accepted, refused,
                  unanswered or sent) and, where known, submission, reason and code (the
                  reason's, stable).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of go-live word for word`() {
        #expect(
            offerctl("help", "go-live").out == """
                Usage: offerctl go-live OFFER [--no-wait]

                Answers the publisher's sign-off: production starts, and the offer goes live.

                Options:
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  One object: command (its id), kind, offer, result (accepted, refused,
                  unanswered or sent) and, where known, submission, reason and code (the
                  reason's, stable).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of cancel word for word`() {
        #expect(
            offerctl("help", "cancel").out == """
                Usage: offerctl cancel OFFER [--no-wait]

                Takes back the submission under way. Possible when the profile says so, as a
                rule only at the sign-off; "offerctl status" says whether, and why not.

                Options:
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  One object: command (its id), kind, offer, result (accepted, refused,
                  unanswered or sent) and, where known, submission, reason and code (the
                  reason's, stable).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of request-support word for word`() {
        #expect(
            offerctl("help", "request-support").out == """
                Usage: offerctl request-support OFFER --text TEXT [--no-wait]

                Opens a ticket with the offer's status, history and reports. "support" is the
                same command.

                Options:
                  --text TEXT               What you need help with
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  One object: command (its id), kind, offer, result (accepted, refused,
                  unanswered or sent) and, where known, submission, reason and code (the
                  reason's, stable).

                Options of every command and exit codes: offerctl help

                """)
    }
}
