// What a run has left behind, read from the topics alone, as anybody could: the simulation asks no worker what it thinks
// it has done.

import EventLog
import Foundation
import Kafka
import Offers

/// The topics of a line at rest.
struct Evidence {
    struct Entry {
        var id: String
        var transition: Transition
    }

    struct Mail: Equatable {
        var id: String
        var offer: String
        var bytes: [UInt8]
    }

    let status: [OfferKey: OfferStatus]
    let history: [OfferKey: [Entry]]
    let scheduled: [Event]
    let outcomes: [Event]
    let mails: [Mail]
    let deadLetters: [Record]
    /// The standing rows, by offer.
    let preview: [String: Event]
    let awaiting: [String: Event]
    let blocked: [String: Event]
    let catalogue: [String: Event]
    /// Groups and partitions with records that are not finished, in words.
    let unfinished: [String]

    init(_ line: SimulatedLine) throws {
        let broker = line.broker
        func events(_ topic: Topic) throws -> [Event] {
            try broker.records(of: topic).map { try Event(structured: $0.value ?? []) }
        }
        func rows(_ topic: Topic) throws -> [String: Event] {
            try broker.newest(topic).mapValues { try Event(structured: $0) }
        }
        status = try Dictionary(uniqueKeysWithValues: line.rows().map { ($0.key, $0) })
        let entries = try events(.history).map {
            Entry(id: $0.id, transition: try JSONDecoder().decode(Transition.self, from: Data($0.data)))
        }
        history = Dictionary(
            grouping: entries, by: { OfferKey($0.transition.offer) ?? OfferKey(publisher: "", offer: "") })
        let stages = line.crews.flatMap(\.inputs).filter { $0.name.hasPrefix("offers.stage.") }
        // What is no event there was planted, and is accounted for by the dead letters.
        scheduled = stages.flatMap { broker.records(of: $0).compactMap { try? Event(structured: $0.value ?? []) } }
            .filter { $0.type == .stepScheduled }
        outcomes = broker.records(of: .outcomes).compactMap { try? Event(structured: $0.value ?? []) }
        mails = broker.records(of: .notifications).map { record in
            Mail(id: record.text("ce_id") ?? "", offer: record.text("ce_subject") ?? "", bytes: record.value ?? [])
        }
        deadLetters = broker.records(of: .deadLetters)
        preview = try rows(.preview)
        awaiting = try rows(.awaitingSignOff)
        blocked = try rows(.blocked)
        catalogue = try rows(.catalogue)
        unfinished = line.crews.flatMap { broker.unfinished(of: $0) }
    }
}

extension Record {
    /// A header's value.
    func text(_ header: String) -> String? {
        headers.first { $0.name == header }.map { String(decoding: $0.value, as: UTF8.self) }
    }
}
