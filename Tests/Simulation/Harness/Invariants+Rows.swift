// The rules about the rows of the compacted topics, and about the account of what was sent: each input is answered or a
// dead letter, and the offers' bytes are untouched.

import Base
import Offers

extension Invariants {
    /// There is a preview from the moment the publisher is asked until the offer is live or over (R15, R19).
    var previews: [String] {
        evidence.status.values.compactMap { row in
            let shown = evidence.preview[row.key.description].map { $0.integer("submission") ?? 0 }
            let due = isInPreview(row) ? row.submissions : nil
            return shown == due
                ? nil : "\(row.key) (\(row.state.rawValue)) shows submission \(shown ?? 0), not \(due ?? 0)"
        } + evidence.preview.keys.filter { OfferKey($0).flatMap { evidence.status[$0] } == nil }
    }

    private func isInPreview(_ row: OfferStatus) -> Bool {
        guard let step = row.currentStep,
            let gate = row.steps.firstIndex(where: { $0.stage == .publisherSignOff })
        else { return false }
        switch row.state {
        case .waitingForPublisherReview: return true
        case .running: return step > gate || step == gate && row.steps[step].state == .waitingForApproval
        case .neverPublished, .notStarted, .succeeded, .failed, .canceled: return false
        }
    }

    /// The catalog holds the newest live submission of every offer that went live and is still sold, and no other offer
    /// (R20).
    var catalog: [String] {
        let keys = Set(evidence.status.keys.map(\.description)).union(evidence.catalog.keys)
        return keys.compactMap { key in
            let newest = evidence.history[OfferKey(key) ?? OfferKey(publisher: "", offer: "")]?
                .last { [.live, .sellingStopped].contains($0.transition.kind) }?.transition
            let live = newest.flatMap { $0.kind == .live ? $0.submissionNumber : nil }
            let listed = evidence.catalog[key]?.integer("submission")
            return live == listed ? nil : "\(key) is live as \(live ?? 0) and listed as \(listed ?? 0)"
        }
    }

    /// What is kept for people is of the step they have to move, and of no other.
    var kept: [String] {
        evidence.status.values.flatMap { row -> [String] in
            let step = row.currentStep.map { row.steps[$0] }
            let isAtGate = step?.stage == .publisherSignOff
            let atWork = row.state == .running ? step?.state : nil
            let waits = row.state == .waitingForPublisherReview || (isAtGate && atWork == .waitingForApproval)
            let stopped =
                atWork == .blocked || row.paused?.isHeld == true || (!isAtGate && atWork == .waitingForApproval)
            // A wait that is repeated behind the gate has its row again; it goes with the preview.
            let mayWait = delivery == .atLeastOnce && isInPreview(row)
            return [
                (waits, mayWait, evidence.awaiting, "sign-off"), (stopped, false, evidence.parked, "operators"),
            ].compactMap { due, may, rows, whom in
                let found = rows[row.key.description].map { "\($0.submission)" }
                let isRight = found == (due ? row.submission : nil) || (may && found == row.submission)
                return isRight ? nil : "\(row.key) has \(found ?? "none") for \(whom)"
            }
        }
    }

    /// Each command that could be read was answered once, and nobody else's was.
    var answers: [String] {
        let answering: Set<Transition.Kind> = [
            .submitted, .goLiveAccepted, .canceled, .sellingStopped, .supportRequested, .approved, .stepRejected,
            .stepResumed, .paused, .resumed, .commandRefused,
        ]
        let entries = evidence.history.values.flatMap { $0.map(\.transition) }
            .filter { $0.by.kind != .system && answering.contains($0.kind) }
        // What was refused before the offer was is not remembered: sent twice, it is answered once more.
        let early = Set(entries.filter { $0.sequence == 0 }.map(\.cause))
        let counts = Dictionary(grouping: entries.filter { $0.sequence > 0 }, by: \.cause).mapValues(\.count)
        return sent.commands.sorted { $0.key < $1.key }.compactMap { id, kind in
            let count = counts[id] ?? (early.contains(id) ? 1 : 0)
            return count == 1 ? nil : "\(kind.rawValue) \(id) was answered \(count) times"
        }
            + (sent.commands.isEmpty
                ? [] : counts.keys.filter { sent.commands[$0] == nil }.map { "\($0) was never sent" })
    }

    /// Every poison record is there as it was, and nothing else is.
    var deadLetters: [String] {
        let texts = evidence.deadLetters.map { String(decoding: $0.value ?? [], as: UTF8.self) }
        let missing = sent.poison.filter { mark in
            let count = texts.count { $0.contains("\"\(mark)\"") }
            return delivery == .exactlyOnce ? count != 1 : count == 0
        }
        let strangers = zip(evidence.deadLetters, texts).filter { _, text in
            !sent.poison.contains { text.contains("\"\($0)\"") }
        }
        return missing.map { "\($0) is not there as often as it should be" }
            + strangers.map { "\($0.0.id) \($0.0.text("__connect.errors.exception.message") ?? "")" }
    }

    /// A submission carries its document unchanged from its first step to its last.
    var documents: [String] {
        guard !sent.documents.isEmpty else { return [] }
        return Dictionary(grouping: evidence.scheduled, by: \.submission).compactMap { submission, steps in
            let documents = Set(steps.map(\.offer.bytes))
            return documents.count == 1 && sent.documents[submission.offer]?.isSuperset(of: documents) ?? false
                ? nil : "\(submission) does not carry what was sent"
        }
    }
}
