// Processes and stages with one thing changed in them.

import Base
import Events
import Offers
import SimulationHarness

/// A process with something changed on its way in or out.
struct Mutant<Process: StatefulProcessor>: StatefulProcessor {
    static var name: String { Process.name }
    private let process: Process
    private let value: @Sendable ([UInt8], (OfferKey) throws -> Process.State?) -> [UInt8]
    private let known: @Sendable (Process.State) -> Process.State
    private let messages: @Sendable ([Message]) -> [Message]

    /// `value` changes what a record holds, `known` what is known of an offer, `messages` what is written.
    init(
        _ process: Process,
        value: @escaping @Sendable ([UInt8], (OfferKey) throws -> Process.State?) -> [UInt8] = { value, _ in value },
        known: @escaping @Sendable (Process.State) -> Process.State = { $0 },
        messages: @escaping @Sendable ([Message]) -> [Message] = { $0 }
    ) {
        self.process = process
        self.value = value
        self.known = known
        self.messages = messages
    }

    var inputs: [Topic] { process.inputs }
    var tables: [Topic] { process.tables }

    func state(of rows: [Topic: [UInt8]], _ followed: Followed) throws -> Process.State? {
        try process.state(of: rows, followed)
    }

    func announcements(_ followed: Followed) -> [Message] { process.announcements(followed) }

    func deadline(of row: [UInt8], in table: Topic) -> Timestamp? { process.deadline(of: row, in: table) }
    var tallies: Bool { process.tallies }
    func isOpen(_ row: [UInt8], in table: Topic) -> Bool { process.isOpen(row, in: table) }

    func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, tally: (String) -> PublisherTally,
        state: (OfferKey) throws -> Process.State?
    ) throws -> Reaction<Process.State> {
        var input = input
        if case .record(let value, let headers, let key, let metadata) = input {
            input = .record(value: self.value(value, state), headers: headers, key: key, metadata)
        }
        var reaction = try process.handle(input, followed, now: now, tally: tally) { try state($0).map(known) }
        reaction.messages = messages(reaction.messages)
        return reaction
    }
}

/// A packaging stage that gives up a step at its first fault, as if no retry were due.
struct GivesUp: StageHandler {
    static let stage = Stage.package

    func perform(_ job: StageJob) async throws -> StageOutcome {
        if job.step.submission.number == 1 { throw CancellationError() }
        return .completed()
    }
}
