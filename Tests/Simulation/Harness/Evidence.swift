// What a run has left behind, read from the topics alone, as anybody could: the simulation asks no worker what it thinks
// it has done. Everything is decoded once.

import Base
import Coordination
import Events
import Log
import Offers

/// The topics of a line at rest.
package struct Evidence {
    package struct Entry {
        package var id: String
        package var transition: Transition
    }

    package struct Mail: Equatable {
        package var id: String
        var offer: String
        package var bytes: [UInt8]
    }

    package let status: [OfferKey: OfferStatus]
    package let history: [OfferKey: [Entry]]
    /// Ids of the refusals of offers that never were. Nothing remembers those, so a command that comes twice is refused
    /// twice; the first is in `history`.
    let refusals: Set<String>
    package let scheduled: [ScheduledStep]
    package let outcomes: [CloudEvent]
    package let mails: [Mail]
    package let deadLetters: [Record]
    /// The standing rows, by offer.
    package let preview: [String: CloudEvent]
    package let awaiting: [String: ScheduledStep]
    package let parked: [String: ScheduledStep]
    package let catalog: [String: CloudEvent]
    /// Groups and partitions with records that are not finished, in words.
    let unfinished: [String]
    let now: Timestamp

    package init(_ line: SimulatedPipeline) throws {
        let broker = line.broker
        func rows(_ topic: Topic) throws -> [String: CloudEvent] {
            try broker.newest(topic).mapValues { try CloudEvent(structured: $0) }
        }
        // A record in these that is not an event was planted; the dead letters account for it.
        func events(_ topic: Topic) -> [CloudEvent] {
            broker.records(of: topic).compactMap { try? CloudEvent(structured: $0.value ?? []) }
        }
        status = try Dictionary(uniqueKeysWithValues: line.rows().map { ($0.key, $0) })
        var history: [OfferKey: [Entry]] = [:]
        var refusals: Set<String> = []
        for record in broker.records(of: .history) {
            let entry = try HistoryEntry(json: record.value ?? [])
            if entry.transition.sequence == 0, !refusals.insert(entry.envelope.id).inserted { continue }
            history[entry.transition.key, default: []].append(
                Entry(id: entry.envelope.id, transition: entry.transition))
        }
        self.history = history
        self.refusals = refusals
        let stages = line.programs.flatMap(\.inputs).filter { $0.name.hasPrefix("offers.stage.") }
        scheduled = stages.flatMap { broker.records(of: $0) }.compactMap { try? ScheduledStep(json: $0.value ?? []) }
        outcomes = events(.outcomes)
        var seen: Set<String> = []
        mails = broker.records(of: .notifications).compactMap { record in
            let id = record.text("ce_id") ?? ""
            let isRefusal = refusals.contains { id.hasPrefix("\($0)/") }
            if isRefusal, !seen.insert(id).inserted { return nil }
            return Mail(id: id, offer: record.text("ce_subject") ?? "", bytes: record.value ?? [])
        }
        deadLetters = broker.records(of: .deadLetters)
        preview = try rows(.preview)
        func steps(_ topic: Topic) throws -> [String: ScheduledStep] {
            try broker.newest(topic).mapValues { try ScheduledStep(json: $0) }
        }
        awaiting = try steps(.awaitingSignOff)
        parked = try steps(.blocked)
        catalog = try rows(.catalog)
        unfinished = line.programs.flatMap { broker.unfinished(of: $0) }
        now = line.clock.now
    }
}

extension Record {
    /// A header's value.
    package func text(_ header: String) -> String? {
        headers.first { $0.name == header }.map { String(decoding: $0.value, as: UTF8.self) }
    }
}
