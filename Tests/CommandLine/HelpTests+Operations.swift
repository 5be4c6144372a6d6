import Testing

@testable import CommandLine

// What operators do and what everybody looks at; the publisher's own commands stand in HelpTests.
extension HelpTests {
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
                Usage: offerctl resume [OFFER] [--stage STAGE] [--line] [--no-wait]

                Starts a blocked step again, once the fault of ours behind it is put right, and
                lets go on what was paused: OFFER, the workers of one stage, or of all.

                Options:
                  --stage STAGE             All workers of this stage, instead of an offer
                  --line                    The workers of all stages
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  Of an offer: one object as of cancel. Of a stage or the line: one object with
                  scope (line or stage:NAME) and result (paused, resumed or unchanged).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of rebuild word for word`() {
        #expect(
            offerctl("help", "rebuild").out == """
                Usage: offerctl rebuild [OFFER] [--profiles FOLDER]

                Makes the status of OFFER, or of every offer, anew from the history and from the
                commands and outcomes that it names, and says where it is not, byte for byte,
                what stands on offers.status. Nothing is written. Exit code 1 where something
                differs, or cannot be made anew because its events are no longer kept (90 days).
                What a worker says meanwhile may show as a difference: run it again for that
                offer.

                Options:
                  --profiles FOLDER         The publishing processes (OFFERS_PROFILES; default
                                            deploy/profiles)

                With --json:
                  One object a line: offer, result (same, different or unknown), differences
                  (JSON pointers into the row) and, if unknown, reason.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of pause word for word`() {
        #expect(
            offerctl("help", "pause").out == """
                Usage: offerctl pause [OFFER] [--stage STAGE] [--line] [--text TEXT] [--no-wait]

                Stops OFFER, the workers of one stage, or of all stages, until "offerctl
                resume". What runs is finished and recorded; nothing further is begun, within a
                second. Workers stay in their groups, and the pause stays over restarts. A
                paused line still takes commands and sends mail. An offer's pause is in its
                history; it ends with the submission. The time of a step runs on: what becomes
                overdue says it is paused.

                Options:
                  --stage STAGE             All workers of this stage, instead of an offer
                  --line                    The workers of all stages
                  --text TEXT               Why, for whoever wonders
                  --no-wait                 Do not wait for the coordinator's answer

                With --json:
                  Of an offer: one object as of cancel. Of a stage or the line: one object with
                  scope (line or stage:NAME) and result (paused, resumed or unchanged).

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
