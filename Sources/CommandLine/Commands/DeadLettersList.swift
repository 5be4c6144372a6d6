// `offerctl dead-letters list`, and the reading that all commands about dead letters share.

import Base
import BrokerClient
import Events
import Offers

extension CommandSpec {
    static let deadLettersList = CommandSpec(
        name: "dead-letters list", group: .operators, options: DeadLetterFilter.options,
        summary: "Show what could not be used, and why",
        details: """
            Shows the records that no worker could use, oldest first: where each lies, when
            it came there, where it came from and why. LETTER in other commands is the first
            column, PARTITION/OFFSET.
            """,
        json: """
            One object a line: letter, time, topic, partition, offset (where it came from),
            program, code, reason, key and bytes (of the value).
            """
    ) { invocation in
        let filter = DeadLetterFilter(invocation.arguments)
        let letters = try invocation.deadLetters { $0.fits(filter) }
        invocation.show(
            letters.map { $0.report(isWhole: false) },
            orText: DeadLetterPage.text(letters, isFiltered: filter != DeadLetterFilter(), invocation.out.palette))
    }
}

extension Invocation {
    /// Oldest first: what came in order is sent back in order.
    func deadLetters(_ isWanted: (DeadLetter) -> Bool) throws -> [DeadLetter] {
        var letters: [DeadLetter] = []
        _ = try broker().read(.deadLetters, nil, .beginning) { record in
            let letter = DeadLetter(record)
            if isWanted(letter) { letters.append(letter) }
        }
        return letters.sorted {
            ($0.record.time?.milliseconds ?? 0, $0.id.partition, $0.id.offset)
                < ($1.record.time?.milliseconds ?? 0, $1.id.partition, $1.id.offset)
        }
    }
}

extension DeadLetterFilter {
    static let options: [OptionSpec] = [.topic, .reason, .key, .since, .until]

    init(_ arguments: Arguments) {
        topic = arguments[.topic]
        reason = arguments[.reason]
        key = arguments[.key]
        since = arguments.time(.since)
        until = arguments.time(.until)
    }
}

extension OptionSpec {
    fileprivate static let topic = OptionSpec(
        name: "--topic", value: "TOPIC", accepts: .suggested(Topic.all.map(\.name)),
        help: "Only dead letters that came from this topic")
    fileprivate static let reason = OptionSpec(
        name: "--reason", value: "CODE", help: "Only dead letters with this reason's code")
    fileprivate static let key = OptionSpec(
        name: "--key", value: "KEY", help: "Only dead letters with this record key")
    fileprivate static let since = OptionSpec(
        name: "--since", value: "TIME", accepts: .time, help: "Only from this time on: 2026-01-31T09:00:00Z")
    fileprivate static let until = OptionSpec(
        name: "--until", value: "TIME", accepts: .time, help: "Only up to this time")
}
