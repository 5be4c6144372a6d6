// `offerctl dead-letters list`, and reading dead letters for all commands about them.

import Base
import BrokerClient
import Events
import Offers

extension CommandSpec {
    static let deadLettersList = CommandSpec(
        name: "dead-letters list", group: .operators, options: DeadLetterFilter.options + [.handled],
        summary: "Show records that no worker could use",
        details: """
            Shows the records that no worker could use, oldest first: position, time, source and
            reason. The first column, PARTITION/OFFSET, is the DEAD-LETTER of other commands.
            Records that were sent again or discarded are left out.
            """,
        json: """
            One object a line: deadLetter, time, topic, partition, offset (where it came from),
            program, code, reason, key and bytes (of the value).
            """
    ) { invocation in
        let filter = DeadLetterFilter(invocation.arguments, at: invocation.world.now())
        let handled = invocation.arguments.has(.handled) ? [] : try invocation.handledLetters()
        let letters = try invocation.deadLetters { $0.fits(filter) && !handled.contains($0.id.description) }
        invocation.show(
            letters.map { $0.report(isWhole: false) },
            orText: DeadLetterPage.text(
                letters, isFiltered: filter != DeadLetterFilter(), invocation.time, invocation.out.palette))
    }
}

extension Invocation {
    /// Oldest first, so that records are sent back in their order.
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

extension Invocation {
    /// The dead letters that an operator has sent again or discarded.
    fileprivate func handledLetters() throws -> Set<String> {
        var handled: Set<String> = []
        _ = try broker().read(.audit, nil, .beginning) { record in
            if let letter = row(record, { try AuditEntry($0.event()) })?.letter { handled.insert(letter) }
        }
        return handled
    }
}

extension DeadLetterFilter {
    static let options: [OptionSpec] = [.topic, .reason, .publisher, .key, .since, .until]

    init(_ arguments: Arguments, at now: Timestamp) {
        self.init()
        topic = arguments[.topic]
        reason = arguments[.reason]
        publisher = arguments[.publisher]
        key = arguments[.key]
        since = arguments.time(.since, at: now)
        until = arguments.time(.until, at: now)
    }
}

extension OptionSpec {
    fileprivate static let handled = OptionSpec(name: "--all", help: "Also dead letters sent again or discarded")
    fileprivate static let topic = OptionSpec(
        name: "--topic", value: "TOPIC", accepts: .suggested(Topic.all.map(\.name)),
        help: "Only dead letters that came from this topic")
    fileprivate static let reason = OptionSpec(
        name: "--reason", value: "CODE", help: "Only dead letters with this reason's code")
    fileprivate static let key = OptionSpec(
        name: "--key", value: "KEY", help: "Only dead letters with this record key")
    fileprivate static let since = OptionSpec(
        name: "--since", value: "TIME", accepts: .time,
        help: "Only from this time on: 2026-01-31T09:00:00Z, or\n2h for two hours ago")
    fileprivate static let until = OptionSpec(
        name: "--until", value: "TIME", accepts: .time, help: "Only up to this time")
}
