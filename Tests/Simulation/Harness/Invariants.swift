// What must hold of a line at rest, whatever happened to it on the way (docs/guarantees.md). Each rule looks at the
// topics alone and says in words where it is broken.

import Base
import Events
import Offers

/// What people put in, for the account of it.
package struct Sent {
    package init() {}

    /// Commands that must be answered, by id. A bare document has none: its id is its place.
    var commands: [String: CommandKind] = [:]
    /// Texts, each of one record that nobody can use.
    var poison: [String] = []
    /// Documents as sent, by the offer; a submission's events hold one of them byte for byte.
    var documents: [OfferKey: Set<[UInt8]>] = [:]
}

/// The rules, and what they are held against.
package struct Invariants {
    /// How often the log may have what is written for one cause.
    package enum DeliveryGuarantee { case exactlyOnce, atLeastOnce }

    let evidence: Evidence
    let sent: Sent
    let delivery: DeliveryGuarantee

    package init(evidence: Evidence, sent: Sent = Sent(), delivery: DeliveryGuarantee = .exactlyOnce) {
        self.evidence = evidence
        self.sent = sent
        self.delivery = delivery
    }

    /// Everything that does not hold; empty where the line kept its promise.
    package var violations: [String] {
        [
            "unfinished": evidence.unfinished, "history": histories, "end": ends, "once": outcomesCountOnce,
            "handed off": handedOff, "mail": mails, "preview": previews, "catalog": catalog, "kept": kept,
            "answer": answers, "dead letter": deadLetters, "document": documents,
            "id": ids, "overdue": overdue,
        ].sorted { $0.key < $1.key }.flatMap { rule, broken in broken.map { "\(rule): \($0)" } }
    }

    /// Sequences have neither gap nor double, and the way is one that an offer may take.
    private var histories: [String] {
        evidence.history.flatMap { key, entries -> [String] in
            var path = LegalPath(delivery)
            var broken = entries.compactMap { path.take($0.transition) }
            // Refusals of an offer that never was are not counted.
            let counted = entries.filter { $0.transition.sequence > 0 }
            let numbers = counted.map(\.transition.sequence)
            if numbers != Array(1..<counted.count + 1) { broken.append("\(key) is numbered \(numbers)") }
            if Set(entries.map(\.id)).count != entries.count { broken.append("\(key) has an entry twice") }
            if evidence.status[key]?.transitions ?? 0 != counted.count {
                broken.append("\(key) has \(counted.count) entries, and a row that says otherwise")
            }
            if path.isUnderWay { broken.append("\(key) runs (\(path.place)) and nobody is at work") }
            return broken
        }
    }

    /// Every submission has one end, or is the newest and waits for people.
    private var ends: [String] {
        evidence.history.flatMap { key, entries -> [String] in
            let submitted = entries.filter { $0.transition.kind == .submitted }.compactMap(\.transition.submission)
            return submitted.enumerated().compactMap { index, submission in
                let ends = entries.filter {
                    $0.transition.submission == submission
                        && [.live, .stepRejected, .canceled].contains($0.transition.kind)
                }
                let waits = index == submitted.count - 1 && evidence.status[key].map(waitsForPeople) ?? false
                return ends.count == (waits ? 0 : 1) ? nil : "\(submission) has \(ends.count) ends, waiting: \(waits)"
            }
        }
    }

    /// What has been written bears an id made from what it is about, never one by chance.
    private var ids: [String] {
        let entries = evidence.history.flatMap { key, entries in
            entries.filter { $0.id != HistoryEntry($0.transition, trace: nil, source: "").envelope.id }.map(\.id)
        }
        return entries + evidence.scheduled.filter { $0.eventID("scheduled") != $0.envelope.id }.map(\.envelope.id)
    }

    /// A step whose time is up was said to be overdue (R27), if its offer is still there. An hour of grace, because
    /// clocks may be wrong.
    private var overdue: [String] {
        evidence.status.values.compactMap { row in
            guard let index = row.currentStep, [.running, .waitingForPublisherReview].contains(row.state),
                let due = row.steps[index].due, due + .seconds(3601) < evidence.now, !row.steps[index].overdue
            else { return nil }
            return "\(row.key) is at a step that was due \(due), and nobody said so"
        }
    }

    private func waitsForPeople(_ row: OfferStatus) -> Bool {
        guard let step = row.currentStep else { return false }
        return row.state == .waitingForPublisherReview
            || row.paused != nil
            || row.state == .running && [.blocked, .waitingForApproval].contains(row.steps[step].state)
    }

    /// No event has the same effect on an offer twice. At-least-once, one that tells that a step is done may complete those
    /// before it as well, so each is known by its step.
    private var outcomesCountOnce: [String] {
        evidence.history.flatMap { key, entries -> [String] in
            let effects = entries.map(\.transition).filter { $0.sequence > 0 }.map { entry in
                let step = delivery == .atLeastOnce ? entry.step.map { " of step \($0.number)" } ?? "" : ""
                return "\(entry.kind.rawValue)\(step) because of \(entry.cause)"
            }
            return doubles(effects).map { "\(key): \($0), twice" }
        }
    }

    /// Each step of each submission was scheduled once, and each end of it reported once.
    private var handedOff: [String] {
        guard delivery == .exactlyOnce else { return [] }
        let onTheWay = [".started.", ".progressed."]  // Repeated by the worker that takes the work over.
        let ends = evidence.outcomes.filter { report in
            report.source.hasPrefix("/offers/") && !onTheWay.contains { report.type.rawValue.contains($0) }
        }
        return doubles(evidence.scheduled.map(\.envelope.id)) + doubles(ends.map(\.id))
    }

    /// An entry makes the mails of its kind, each once, in the order of the history.
    private var mails: [String] {
        let byOffer = Dictionary(grouping: evidence.mails, by: \.offer)
        return evidence.history.flatMap { key, entries -> [String] in
            let due = entries.flatMap { entry in Self.audiences(of: entry.transition).map { "\(entry.id)/\($0)/1" } }
            let written = byOffer[key.description] ?? []
            let ids = delivery == .exactlyOnce ? written.map(\.id) : firsts(written.map(\.id))
            var broken = ids == due ? [] : ["\(key) has \(ids), expected \(due)"]
            for (id, same) in Dictionary(grouping: written, by: \.id) where Set(same.map(\.bytes)).count > 1 {
                broken.append("\(id) was written in two ways")
            }
            return broken
        } + byOffer.keys.filter { OfferKey($0).flatMap { evidence.history[$0] } == nil }
    }

    /// Who hears of what (R5, R8, R15, R19, R20, R24, R26–R28).
    private static func audiences(of entry: Transition) -> [String] {
        switch entry.kind {
        case .stepRejected, .previewReady, .live, .canceled, .sellingStopped: ["publisher"]
        case .stepOverdue, .stepBlocked, .supportRequested:
            // Where a publisher has no address, the operator's own mail says so.
            entry.notify.isEmpty ? ["operator"] : ["publisher", "operator"]
        case .approvalAsked: ["operator"]
        case .commandRefused where entry.isAnswered: []
        case .commandRefused:
            entry.command?.isOperators == true ? ["operator"] : ["publisher"]
        case .submitted, .stepStarted, .stepCompleted, .stepResumed, .paused, .resumed, .approved,
            .goLiveAccepted:
            []
        }
    }
}

/// What appears more than once in a list.
private func doubles(_ list: [String]) -> [String] {
    Dictionary(grouping: list, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
}

/// A list without what came before.
private func firsts(_ list: [String]) -> [String] {
    var seen: Set<String> = []
    return list.filter { seen.insert($0).inserted }
}
