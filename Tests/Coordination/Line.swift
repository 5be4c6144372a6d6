// The coordinator and simulated stages, driven in memory until nothing moves: what writes recordings and measures records.

import Base
import Events
import JSON
import Offers
import Testing

@testable import Coordination

struct Line {
    private let coordinator: Coordinator
    /// What a stage answers on the first attempt, by offer and stage (`acme/web certify`); without a word it completes.
    var answers: [String: Outcome] = [:]
    /// Everything that was written, in order.
    private(set) var records: [Message] = []
    /// When each of them was looked at.
    private(set) var times: [Timestamp] = []
    private var states: [OfferKey: Coordinator.State] = [:]
    /// How many records have been looked at.
    private var seen = 0
    private var waiting: [SubmissionID: ScheduledStep] = [:]
    private(set) var now = morning

    init(profiles: [PublishingProfile]) throws {
        coordinator = try Coordinator(profiles: Dictionary(uniqueKeysWithValues: profiles.map { ($0.name, $0) }))
        records = coordinator.announcements(Followed())
    }

    func status(_ key: String) -> OfferStatus? { OfferKey(key).flatMap { states[$0]?.status } }

    /// Sends a record, and shows each that follows to the readers of its topic, until nothing is left.
    mutating func send(_ message: Message) throws {
        records.append(message)
        try run()
    }

    mutating func run() throws {
        while seen < records.count {
            let record = records[seen]
            seen += 1
            now = now + .seconds(60)
            times.append(now)
            if coordinator.inputs.contains(record.topic) {
                try coordinate(record)
            } else if let stage = Stage.all.first(where: { Topic.stage($0) == record.topic }) {
                try work(record, stage)
            }
        }
    }

    /// A time that is up.
    mutating func wait(_ span: Duration, for key: OfferKey) throws {
        now = now + span
        try react(to: .deadline(key))
        try run()
    }

    private mutating func coordinate(_ record: Message) throws {
        let metadata = RecordMetadata(
            topic: record.topic.name, partition: 0, offset: Int64(seen - 1), partitions: 1, time: now)
        try react(to: .record(value: record.value ?? [], headers: record.headers, key: record.key, metadata))
    }

    private mutating func react(to input: Input) throws {
        let reaction = try coordinator.handle(input, Followed(), now: now) { [states] in states[$0] }
        records += reaction.messages
        if let state = reaction.state { states[state.status.key] = state }
    }

    /// A stage: reports that it began and what came of it, and hands off.
    private mutating func work(_ record: Message, _ stage: Stage) throws {
        let event = try CloudEvent(structured: record.value ?? [])
        let source = "/offers/\(stage)"
        if event.type == .signOffApproved || event.type == .signOffWithdrawn {
            guard let offer = OfferKey(event.subject), let number = event.integer("submission"),
                let step = waiting.removeValue(forKey: SubmissionID(offer: offer, number: number)),
                event.type == .signOffApproved
            else { return }
            records += [step.handedOff(at: now, adding: [:], source: source)].compactMap(\.self)
            return
        }
        let step = try ScheduledStep(key: record.key, value: record.value, headers: record.headers, for: stage)
        func say(_ outcome: Outcome) {
            records.append(StepResult(outcome, of: step, began: now, at: now, source: source).message)
        }
        say(.started)
        let scripted = step.attempt == 1 ? answers["\(step.key) \(stage)"] : nil
        if stage == .publisherSignOff {
            waiting[step.submission] = step
            say(scripted ?? .waiting(StepOutputs([Fact.previewLink: "https://preview.example/\(step.key)"])))
            return
        }
        let outcome = scripted ?? .completed(StepOutputs())
        say(outcome)
        guard case .completed(let outputs) = outcome else { return }
        records += [step.handedOff(at: now, adding: outputs.facts, source: source)].compactMap(\.self)
    }
}
