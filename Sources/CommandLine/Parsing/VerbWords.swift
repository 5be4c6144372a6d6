// What the help says of each command: its details, and what it prints for programs. Part of the contract with both.

extension Verb {
    /// What the help says of the command beside its options.
    var details: String {
        switch self {
        case .lint:
            """
            Checks the offer document in FILE (- is standard input) with the rules of the
            validation stage and tells every problem at once: its place, what is wrong, what
            to do. Exit code 4 where there are problems. What only the line knows (terms of
            an earlier version that is live, the profile) is checked when it is published.
            """
        case .publish:
            """
            Sends the offer document in FILE (- is standard input) as a publish command. The
            publishing process is the offer type's own, or the profile named. One submission
            of an offer runs at a time; a second is refused with the reason.
            """
        case .preview:
            """
            Shows the offers in preview whose allow-list names the subscription, or one of
            them, and nothing else. An offer that the subscription may not see is answered
            like one that is not there.
            """
        case .goLive:
            "Answers the publisher's sign-off: production starts, and the offer goes live."
        case .cancel:
            """
            Takes back the submission under way. Possible when the profile says so, as a rule
            only at the sign-off; "offerctl status" says whether, and why not.
            """
        case .requestSupport:
            "Opens a ticket with the offer's status, history and reports. \"support\" is the same command."
        case .approve: "Lets a step go on that waits for an operator's approval."
        case .reject:
            """
            Ends a submission whose step waits for an operator's approval. The publisher is
            sent TEXT.
            """
        case .resume:
            """
            Starts a blocked step again, once the fault of ours behind it is put right, and lets
            go on what was paused: OFFER, the workers of one stage, or of all.
            """
        case .pause:
            """
            Stops OFFER, the workers of one stage, or of all stages, until "offerctl resume". What
            runs is finished and recorded; nothing further is begun, within a second. Workers
            stay in their groups, and the pause stays over restarts. A paused line still takes
            commands and sends mail. An offer's pause is in its history; it ends with the
            submission. The time of a step runs on: what becomes overdue says it is paused.
            """
        case .rebuild:
            """
            Makes the status of OFFER, or of every offer, anew from the history and from the
            commands and outcomes that it names, and says where it is not, byte for byte, what
            stands on offers.status. Nothing is written. Exit code 1 where something differs, or
            cannot be made anew because its events are no longer kept (90 days). What a worker
            says meanwhile may show as a difference: run it again for that offer.
            """
        case .deadLettersList:
            """
            Shows the records that no worker could use, oldest first: where each lies, when
            it came there, where it came from and why. LETTER in other commands is the first
            column, PARTITION/OFFSET.
            """
        case .deadLettersShow:
            "Shows one dead letter: where it came from, why it is there, its headers and value."
        case .deadLettersRedrive:
            """
            Writes dead letters once more to the topic they came from, with key, value and
            headers as they were: one LETTER, those that the filters leave, or all. A letter
            is sent once only: what is sent bears the header offers-redriven-from with the
            letter's place, and the topic is searched for it first, from an hour before the
            letter's time on. Two of these commands at the same time may both send.
            """
        case .status:
            """
            Shows the newest submission of an offer: its steps, where it stands, times (UTC),
            progress, problems with their place in the document and what to do. With --watch
            it is shown anew with each change, on a terminal in place and else as a line a
            change, until the submission ends.
            """
        case .list: "Shows the newest status of every offer, by publisher and offer."
        case .history: "Shows every transition of an offer in order: when (UTC), what, by whom."
        case .compare:
            """
            Compares the offer document in FILE with the document that went live, and shows
            each difference by its JSON pointer. With a policy it says whether the change is
            technical, which means certification, or marketing only.
            """
        case .lag:
            """
            Shows for each worker's consumer group and each topic it reads: records that are
            still to be read, and members of the group.
            """
        case .notifications: "Shows the mails that were written, oldest first."
        case .topicsApply:
            """
            Creates every topic of the line that is missing, with its settings. Topics that
            stand are left as they are; where one has another number of partitions, nothing
            is done: that would be a migration.
            """
        case .topicsDescribe: "Shows every topic: partitions, how long records are kept, what they hold."
        case .doctor:
            """
            Looks at the broker, topics and their partitions, the right to read and to write,
            the workers' groups, policy, profiles, regions and scanner, and says for each what
            is wrong and what to do. Nothing is changed or written.
            """
        case .completion:
            """
            Prints completion for SHELL, which is bash, zsh or fish. For bash: put the output
            into /etc/bash_completion.d/offerctl. For zsh: into a file _offerctl on fpath. For
            fish: into ~/.config/fish/completions/offerctl.fish.
            """
        case .manual: "Prints the manual page: offerctl manual > offerctl.1; man -l offerctl.1"
        case .contracts:
            """
            Prints DOCUMENT: asyncapi (AsyncAPI 3.0 of all topics and messages), topics or
            commands (the reference pages), all made from what the programs themselves use.
            """
        case .help: "Shows all commands, or one with its options."
        }
    }

    /// What `--json` prints for the command: part of the contract with programs.
    var json: String? {
        switch self {
        case .resume, .pause:
            """
            Of an offer: one object as of cancel. Of a stage or the line: one object with scope
            (line or stage:NAME) and result (paused, resumed or unchanged).
            """
        case .publish, .goLive, .cancel, .requestSupport, .approve, .reject:
            """
            One object: command (its id), kind, offer, result (accepted, refused, unanswered
            or sent) and, where known, submission, reason and code (the reason's, stable).
            """
        case .rebuild:
            """
            One object a line: offer, result (same, different or unknown), differences (JSON
            pointers into the row) and, if unknown, reason.
            """
        case .lint: "The problems, one object a line: pointer, code, message and remedy."
        case .preview:
            "One object a line: offer, submission, link, listing, plans and package, as on offers.preview."
        case .deadLettersList:
            """
            One object a line: letter, time, topic, partition, offset (where it came from),
            program, code, reason, key and bytes (of the value).
            """
        case .deadLettersShow: "The same object with headers (texts) and value (base64)."
        case .deadLettersRedrive:
            """
            One object a line: letter, topic, result (sent, sent-before, not-sent for a trial,
            or refused) and, if refused, reason.
            """
        case .status:
            "The status document as it stands on offers.status; with --watch one a line with each change."
        case .list: "The status documents, one a line."
        case .history: "The transitions as they stand on offers.history, one a line."
        case .compare:
            """
            One object a line: pointer, change (added, removed or changed), live and draft
            (the values) and, with a policy, technical.
            """
        case .lag:
            """
            One object a line: group, topic, waiting (records to be read), partitions (those
            with any) and members (missing where the broker does not tell).
            """
        case .notifications:
            """
            One object a line: id, offer, time, attributes (the record's ce_ headers), headers
            (the mail's, decoded), text (its plain text) and raw (the mail as it is).
            """
        case .topicsApply:
            "One object a line: topic, result (created, exists or refused), reason if refused."
        case .topicsDescribe:
            """
            One object a line: topic, partitions (0 if missing), cleanup (compact or delete),
            days (how long records are kept, for delete) and holds.
            """
        case .doctor: "One object a line: what, state (good, unknown, or bad), says and, if bad, remedy."
        case .completion, .manual, .contracts, .help: nil
        }
    }
}
