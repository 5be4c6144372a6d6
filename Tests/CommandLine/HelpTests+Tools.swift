import JSON
import Testing

@testable import CommandLine

// What is left of the help: looking closer, setting up.
extension HelpTests {
    @Test func `The help of lint word for word`() {
        #expect(
            offerctl("help", "lint").out == """
                Usage: offerctl lint FILE [--policy FILE] [--file-roots FOLDERS]
                                     [--notify ADDRESSES] [--allow-list LIST]

                Checks the offer document in FILE (- is standard input) with the rules of the
                validation stage and tells every problem at once: its place, what is wrong, what
                to do. Exit code 4 where there are problems. What only the line knows (terms of
                an earlier version that is live, the profile) is checked when it is published.

                Options:
                  --policy FILE             The marketplace's rules (OFFERS_POLICY; default
                                            deploy/policy/policy.json)
                  --file-roots FOLDERS      Under which file: addresses may lie, separated
                                            by colons (OFFERS_FILE_ROOTS; default none)
                  --notify ADDRESSES        Where this submission's mail goes, instead of the
                                            offer's addresses: a@b.example,c@d.example
                  --allow-list LIST         Who may see the preview, instead of the offer's
                                            list: GUID=TYPE,GUID=TYPE or the path of a file
                                            with one GUID=TYPE a line

                With --json:
                  The problems, one object a line: pointer, code, message and remedy.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of preview word for word`() {
        #expect(
            offerctl("help", "preview").out == """
                Usage: offerctl preview [OFFER] --subscription ID

                Shows the offers in preview whose allow-list names the subscription, or one of
                them, and nothing else. An offer that the subscription may not see is answered
                like one that is not there.

                Options:
                  --subscription ID         The subscription that looks: a GUID

                With --json:
                  One object a line: offer, submission, link, listing, plans and package, as on
                  offers.preview.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of compare word for word`() {
        #expect(
            offerctl("help", "compare").out == """
                Usage: offerctl compare FILE OFFER [--policy FILE]

                Compares the offer document in FILE with the document that went live, and shows
                each difference by its JSON pointer. With a policy it says whether the change is
                technical, which means certification, or marketing only.

                Options:
                  --policy FILE             The marketplace's rules (OFFERS_POLICY; default
                                            deploy/policy/policy.json)

                With --json:
                  One object a line: pointer, change (added, removed or changed), live and draft
                  (the values) and, with a policy, technical.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of dead-letters list word for word`() {
        #expect(
            offerctl("help", "dead-letters", "list").out == """
                Usage: offerctl dead-letters list [--topic TOPIC] [--reason CODE] [--key KEY]
                                                  [--since TIME] [--until TIME]

                Shows the records that no worker could use, oldest first: where each lies, when
                it came there, where it came from and why. LETTER in other commands is the first
                column, PARTITION/OFFSET.

                Options:
                  --topic TOPIC             Only letters that came from this topic
                  --reason CODE             Only letters with this reason's code
                  --key KEY                 Only letters with this record key
                  --since TIME              Only letters from then on: 2026-01-31T09:00:00Z
                  --until TIME              Only letters up to then

                With --json:
                  One object a line: letter, time, topic, partition, offset (where it came
                  from), program, code, reason, key and bytes (of the value).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of dead-letters show word for word`() {
        #expect(
            offerctl("help", "dead-letters", "show").out == """
                Usage: offerctl dead-letters show LETTER

                Shows one dead letter: where it came from, why it is there, its headers and
                value.

                With --json:
                  The same object with headers (texts) and value (base64).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of lag word for word`() {
        #expect(
            offerctl("help", "lag").out == """
                Usage: offerctl lag

                Shows for each worker's consumer group and each topic it reads: records that are
                still to be read, and members of the group.

                With --json:
                  One object a line: group, topic, waiting (records to be read), partitions
                  (those with any) and members (missing where the broker does not tell).

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of doctor word for word`() {
        #expect(
            offerctl("help", "doctor").out == """
                Usage: offerctl doctor

                Looks at the broker, topics and their partitions, the right to read and to
                write, the workers' groups, policy, profiles, regions and scanner, and says for
                each what is wrong and what to do. Nothing is changed or written.

                With --json:
                  One object a line: what, state (good, unknown, or bad), says and, if bad,
                  remedy.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of completion word for word`() {
        #expect(
            offerctl("help", "completion").out == """
                Usage: offerctl completion SHELL

                Prints completion for SHELL, which is bash, zsh or fish. For bash: put the
                output into /etc/bash_completion.d/offerctl. For zsh: into a file _offerctl on
                fpath. For fish: into ~/.config/fish/completions/offerctl.fish.

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of manual word for word`() {
        #expect(
            offerctl("help", "manual").out == """
                Usage: offerctl manual

                Prints the manual page: offerctl manual > offerctl.1; man -l offerctl.1

                Options of every command and exit codes: offerctl help

                """)
    }

    @Test func `The help of contracts word for word`() {
        #expect(
            offerctl("help", "contracts").out == """
                Usage: offerctl contracts DOCUMENT

                Prints DOCUMENT: asyncapi (AsyncAPI 3.0 of all topics and messages), topics or
                commands (the reference pages), all made from what the programs themselves use.

                Options of every command and exit codes: offerctl help

                """)
    }
}
