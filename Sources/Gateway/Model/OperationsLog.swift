// The gateway's data for operators: pauses, dead letters that nobody has handled, and the audit. Bounded, and derived
// from the topics like everything here.

import Base
import BrokerClient
import Events
import Offers
import Synchronization

/// One line of the audit: a person's action.
struct AuditLine: Sendable, Equatable {
    var time: Timestamp
    var by: Actor
    /// The kind of a transition or the action of an audit entry.
    var action: String
    /// The offer, `pipeline`, `stage:certify`, `dead-letter:0/17`.
    var subject: String
    var reason: String?
    /// The number of the ticket that it opened.
    var ticket: String?
}

/// Any thread.
final class OperationsLog: Sendable {
    /// The number of newest lines that are kept.
    static let mostLines = 5_000
    static let mostLetters = 10_000

    private struct State {
        var controls = Controls()
        var lines: [AuditLine] = []
        var letters: [DeadLetterID: DeadLetter] = [:]
        var handled: Set<String> = []
    }

    private let state = Mutex(State())

    var controls: Controls { state.withLock { $0.controls } }
    /// Newest first.
    var lines: [AuditLine] { state.withLock { $0.lines }.sorted { $0.time > $1.time } }
    /// Unhandled dead letters, newest first; without their values.
    var letters: [DeadLetter] {
        state.withLock { state in
            state.letters.values.filter { !state.handled.contains(AuditEntry.letter($0.id.description)) }
        }.sorted { ($0.record.time?.milliseconds ?? 0, $0.id) > ($1.record.time?.milliseconds ?? 0, $1.id) }
    }

    /// The pause that keeps the running step of an offer from beginning for all offers: its stage's, or the pipeline's.
    func pause(over status: OfferStatus) -> Controls.Pause? {
        guard case .running(let step) = Phase(status) else { return nil }
        return controls.pause(of: status.steps[step].stage)
    }

    func has(_ letter: DeadLetterID) -> Bool { state.withLock { $0.letters[letter] != nil } }

    func take(control record: TopicRecord) throws {
        try state.withLock { try $0.controls.take(key: record.key, value: record.value) }
    }

    func take(letter record: TopicRecord) {
        var letter = DeadLetter(record)
        // The value may be a megabyte; it is read on demand.
        letter.record.value = record.value.map { _ in [] }
        state.withLock { state in
            state.letters[letter.id] = letter
            if state.letters.count > Self.mostLetters, let oldest = state.letters.keys.min() {
                state.letters[oldest] = nil
            }
        }
    }

    func take(audit record: TopicRecord) throws {
        let entry = try AuditEntry(record.event())
        if entry.letter != nil { state.withLock { _ = $0.handled.insert(entry.subject) } }
        add(
            AuditLine(
                time: entry.time, by: Actor(.operator, name: entry.by), action: entry.action.rawValue,
                subject: entry.subject, reason: entry.reason))
    }

    /// Somebody has handled a dead letter, named as the subject of an audit entry.
    func handled(_ subject: String) { state.withLock { _ = $0.handled.insert(subject) } }

    func take(_ transition: Transition) {
        guard transition.by.kind != .system else { return }
        add(
            AuditLine(
                time: transition.time, by: transition.by, action: transition.kind.rawValue,
                subject: transition.key.description,
                reason: transition.refusal?.refusalText(in: .english) ?? transition.text
                    ?? transition.problems.first?.values["reason"],
                ticket: transition.ticket))
    }

    private func add(_ line: AuditLine) {
        state.withLock { state in
            state.lines.append(line)
            // A tenth at once, so that not every line moves all others.
            if state.lines.count > Self.mostLines + Self.mostLines / 10 {
                state.lines.removeFirst(state.lines.count - Self.mostLines)
            }
        }
    }
}
