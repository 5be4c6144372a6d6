// Sends dead letters again, for both `offerctl` and the gateway: what to find out first, and what to refuse.

import Base
import Events
import Offers

/// Why a dead letter is not sent again.
public enum RedriveRefusal: Error, Sendable {
    case notOurTopic, valueLeftOut, sentBefore
    /// A newer submission of its offer has begun: sending the record would repeat an old one.
    case superseded
}

/// What happened to dead letters, and to their offers, since they were written.
public struct RedriveFacts: Sendable {
    public fileprivate(set) var sentBefore: Set<DeadLetterID> = []
    public fileprivate(set) var superseded: Set<DeadLetterID> = []

    /// No facts: for an edited dead letter, which is a new record.
    public init() {}
}

extension DeadLetter {
    /// Throws if it must not be sent again.
    public func mayBeSent(_ facts: RedriveFacts, isEdited: Bool = false) throws(RedriveRefusal) {
        guard target != nil else { throw .notOurTopic }
        guard isEdited || !isCut else { throw .valueLeftOut }
        guard isEdited || !facts.sentBefore.contains(id) else { throw .sentBefore }
        guard isEdited || !facts.superseded.contains(id) else { throw .superseded }
    }

    /// Whether it moves its offer: it is a command, a step or an outcome.
    private var movesOffer: Bool {
        target.map { $0 == .commands || $0 == .outcomes || Stage.all.map { .stage($0) }.contains($0) } ?? false
    }

    /// Whether it belongs to an earlier submission than the newest one of its offer, by its number or, without one, by
    /// its time.
    fileprivate func isSuperseded(by status: OfferStatus) -> Bool {
        guard movesOffer else { return false }
        if let number = (try? record.event())?.integer("submission") { return number < status.submissions }
        guard let time = record.time,
            let began = status.steps.flatMap({ [$0.scheduled, $0.began] }).compactMap({ $0 }).min()
        else { return false }
        return time < began
    }
}

extension BrokerClient {
    /// Reads what `redrive` must know about these dead letters. `isForced` skips the check for newer submissions.
    public func redriveFacts(_ letters: [DeadLetter], isForced: Bool = false) throws -> RedriveFacts {
        var facts = RedriveFacts()
        facts.sentBefore = try sentBefore(letters)
        if !isForced { facts.superseded = try superseded(letters) }
        return facts
    }

    /// Sends a dead letter back to its topic, with `value` instead of its own if given. Sends it only once, unless it
    /// was edited. Throws `RedriveRefusal`.
    public func redrive(_ dead: DeadLetter, value: [UInt8]? = nil, _ facts: RedriveFacts, _ act: OperatorAct) throws {
        try dead.mayBeSent(facts, isEdited: value != nil)
        guard let target = dead.target else { return }
        let subject = AuditEntry.letter(dead.id.description)
        try send(act.entry(value == nil ? .redriven : .edited, subject, "/\(dead.id)"))
        try send(dead.again(to: target, value: value))
    }

    /// Discards a dead letter. The record stays on its topic, but lists omit it from now on.
    public func discard(_ id: DeadLetterID, _ act: OperatorAct) throws {
        try send(act.entry(.discarded, AuditEntry.letter(id.description), "/\(id)"))
    }

    /// The dead letters whose position is in a header on the topic they came from. Reads from an hour before the oldest
    /// of them: clocks differ, and a record that was sent again is younger than its dead letter.
    private func sentBefore(_ letters: [DeadLetter]) throws -> Set<DeadLetterID> {
        var found: Set<DeadLetterID> = []
        for topic in Set(letters.compactMap(\.target)).sorted(by: { $0.name < $1.name }) {
            let times = letters.filter { $0.target == topic }.map(\.record.time)
            let oldest = times.contains(nil) ? nil : times.compactMap { $0 }.min()
            let start = oldest.map { Start.time($0 + .seconds(-3_600)) } ?? .beginning
            _ = try read(topic, nil, start) { record in
                guard let header = record.headers.last(where: { $0.name == DeadLetter.Name.redriven }) else { return }
                if let id = DeadLetterID(String(decoding: header.value, as: UTF8.self)) { found.insert(id) }
            }
        }
        return found
    }

    private func superseded(_ letters: [DeadLetter]) throws -> Set<DeadLetterID> {
        let offers = Dictionary(grouping: letters.filter { $0.record.key != nil }) { $0.record.key ?? [] }
        var newest: [[UInt8]: TopicRecord] = [:]
        let only = offers.count == 1 ? letters.first?.key.flatMap { OfferKey($0) } : nil
        if !offers.isEmpty {
            _ = try read(.status, only, .beginning) { record in
                if let key = record.key, offers[key] != nil { newest[key] = record }
            }
        }
        let superseded = newest.compactMap { key, record in
            (try? StatusRow(record).status).map { status in
                offers[key]?.filter { $0.isSuperseded(by: status) }.map(\.id) ?? []
            }
        }
        return Set(superseded.joined())
    }
}
