import Testing

@testable import OperatorTool

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
                  resume OFFER              Resume a blocked step
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

    @Test func `The help of approve word for word`() {
        #expect(
            offerctl("help", "approve").out == """
                Usage: offerctl approve OFFER [--no-wait]

                Lets a step go on that waits for an operator's approval.

                Options:
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  One object: command (its id), kind, offer, result (accepted, refused,
                  unanswered or sent) and, where known, submission, reason and code (the
                  reason's, stable).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of reject word for word`() {
        #expect(
            offerctl("help", "reject").out == """
                Usage: offerctl reject OFFER --text TEXT [--no-wait]

                Ends a submission whose step waits for an operator's approval. The publisher is
                sent TEXT.

                Options:
                  --text TEXT               Why, and what the publisher can do
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  One object: command (its id), kind, offer, result (accepted, refused,
                  unanswered or sent) and, where known, submission, reason and code (the
                  reason's, stable).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of resume word for word`() {
        #expect(
            offerctl("help", "resume").out == """
                Usage: offerctl resume OFFER [--no-wait]

                Starts a blocked step again, once the fault of ours behind it is put right.

                Options:
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  One object: command (its id), kind, offer, result (accepted, refused,
                  unanswered or sent) and, where known, submission, reason and code (the
                  reason's, stable).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of status word for word`() {
        #expect(
            offerctl("help", "status").out == """
                Usage: offerctl status OFFER [--watch]

                Shows the newest submission of an offer: its steps, where it stands, times
                (UTC), progress, problems with their place in the document and what to do. With
                --watch it is shown anew with each change, on a terminal in place and else as a
                line a change, until the submission ends.

                Options:
                  --watch                   Show every change until the submission ends

                With --json:
                  The status document as it stands on offers.status; with --watch one a line
                  with each change.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of list word for word`() {
        #expect(
            offerctl("help", "list").out == """
                Usage: offerctl list [--publisher PUBLISHER] [--state STATE]

                Shows the newest status of every offer, by publisher and offer.

                Options:
                  --publisher PUBLISHER     Only this publisher's offers
                  --state STATE             Only offers in this state: NeverPublished,
                                            NotStarted, Running, WaitingForPublisherReview,
                                            Succeeded, Failed or Canceled

                With --json:
                  The status documents, one a line.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of history word for word`() {
        #expect(
            offerctl("help", "history").out == """
                Usage: offerctl history OFFER

                Shows every transition of an offer in order: when (UTC), what, by whom.

                With --json:
                  The transitions as they stand on offers.history, one a line.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of notifications word for word`() {
        #expect(
            offerctl("help", "notifications").out == """
                Usage: offerctl notifications [--follow] [--offer OFFER]

                Shows the mails that were written, oldest first.

                Options:
                  --follow                  Go on with new ones until interrupted
                  --offer OFFER             Only this offer's

                With --json:
                  One object a line: id, offer, time, attributes (the record's ce_ headers),
                  headers (the mail's, decoded), text (its plain text) and raw (the mail as it
                  is).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of topics apply word for word`() {
        #expect(
            offerctl("help", "topics", "apply").out == """
                Usage: offerctl topics apply [--partitions N] [--replication N]

                Creates every topic of the line that is missing, with its settings. Topics that
                stand are left as they are; where one has another number of partitions, nothing
                is done: that would be a migration.

                Options:
                  --partitions N            Partitions of each topic (default 8)
                  --replication N           Copies of each partition (default: the broker's own)

                With --json:
                  One object a line: topic, result (created, exists or refused), reason if
                  refused.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of topics describe word for word`() {
        #expect(
            offerctl("help", "topics", "describe").out == """
                Usage: offerctl topics describe

                Shows every topic: partitions, how long records are kept, what they hold.

                With --json:
                  One object a line: topic, partitions (0 if missing), cleanup (compact or
                  delete), days (how long records are kept, for delete) and holds.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of dead-letters redrive word for word`() {
        #expect(
            offerctl("help", "dead-letters", "redrive").out == """
                Usage: offerctl dead-letters redrive [LETTER] [--topic TOPIC] [--reason CODE]
                                                     [--key KEY] [--since TIME] [--until TIME]
                                                     [--all] [--dry-run]

                Writes dead letters once more to the topic they came from, with key, value and
                headers as they were: one LETTER, those that the filters leave, or all. A letter
                is sent once only: what is sent bears the header offers-redriven-from with the
                letter's place, and the topic is searched for it first, from an hour before the
                letter's time on. Two of these commands at the same time may both send.

                Options:
                  --topic TOPIC             Only letters that came from this topic
                  --reason CODE             Only letters with this reason's code
                  --key KEY                 Only letters with this record key
                  --since TIME              Only letters from then on: 2026-01-31T09:00:00Z
                  --until TIME              Only letters up to then
                  --all                     All letters there are
                  --dry-run                 Say what would be sent, and send nothing

                With --json:
                  One object a line: letter, topic, result (sent, sent-before, not-sent for a
                  trial, or refused) and, if refused, reason.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of help word for word`() {
        #expect(
            offerctl("help", "help").out == """
                Usage: offerctl help [COMMAND]

                Shows all commands, or one with its options.

                Options of every command and exit codes: offerctl help

                """)
    }
}
