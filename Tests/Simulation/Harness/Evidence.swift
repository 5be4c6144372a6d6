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
    package let scheduled: [CloudEvent]
    package let outcomes: [CloudEvent]
    package let mails: [Mail]
    package let deadLetters: [Record]
    /// The standing rows, by offer.
    package let preview: [String: CloudEvent]
    package let awaiting: [String: CloudEvent]
    package let blocked: [String: CloudEvent]
    package let catalogue: [String: CloudEvent]
    /// Groups and partitions with records that are not finished, in words.
    let unfinished: [String]
    let now: Timestamp

    package init(_ line: SimulatedPipeline) throws {
        let broker = line.broker
        func rows(_ topic: Topic) throws -> [String: CloudEvent] {
            try broker.newest(topic).mapValues { try CloudEvent(structured: $0) }
        }
        // What is no event in these was planted, and is accounted for by the dead letters.
        func events(_ topic: Topic) -> [CloudEvent] {
            broker.records(of: topic).compactMap { try? CloudEvent(structured: $0.value ?? []) }
        }
        status = try Dictionary(uniqueKeysWithValues: line.rows().map { ($0.key, $0) })
        var history: [OfferKey: [Entry]] = [:]
        for record in broker.records(of: .history) {
            let event = try CloudEvent(structured: record.value ?? [])
            let transition = try Transition(json: event.data)
            history[OfferKey(transition.offer) ?? OfferKey(publisher: "", offer: ""), default: []].append(
                Entry(id: event.id, transition: transition))
        }
        self.history = history
        let stages = line.crews.flatMap(\.inputs).filter { $0.name.hasPrefix("offers.stage.") }
        scheduled = stages.flatMap(events).filter { $0.type == .stepScheduled }
        outcomes = events(.outcomes)
        mails = broker.records(of: .notifications).map { record in
            Mail(id: record.text("ce_id") ?? "", offer: record.text("ce_subject") ?? "", bytes: record.value ?? [])
        }
        deadLetters = broker.records(of: .deadLetters)
        preview = try rows(.preview)
        awaiting = try rows(.awaitingSignOff)
        blocked = try rows(.blocked)
        catalogue = try rows(.catalogue)
        unfinished = line.crews.flatMap { broker.unfinished(of: $0) }
        now = line.clock.now
    }
}

extension Record {
    /// A header's value.
    package func text(_ header: String) -> String? {
        headers.first { $0.name == header }.map { String(decoding: $0.value, as: UTF8.self) }
    }
}
