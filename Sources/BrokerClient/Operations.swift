// What operators do to the pipeline itself, for `offerctl` and the gateway alike: pauses of stages, and dead letters. Each
// action is on offers.audit before it has an effect, with who did it and why.

import Base
import Events
import Offers

/// Who acts, and why.
public struct OperatorAct: Sendable {
    /// The operator's name; empty where it is not known.
    public var by: String
    public var reason: String?
    /// Id of what is written; the same act has the same.
    public var id: String
    public var time: Timestamp

    public init(by: String, reason: String?, id: String, at time: Timestamp) {
        self.by = by
        self.reason = reason
        self.id = id
        self.time = time
    }

    fileprivate func entry(_ action: AuditEntry.Action, _ subject: String, _ part: String = "") -> Message {
        AuditEntry(action, subject, by: by, reason: reason, id: "\(id)\(part)/audit", at: time).message
    }
}

/// Why a dead letter is not sent again.
public enum RedriveRefusal: Error, Sendable {
    case notOurTopic, valueLeftOut, sentBefore
}

extension DeadLetter {
    /// Throws why it cannot be sent again.
    public func mayBeSent(_ sentBefore: Set<DeadLetterID>, isEdited: Bool = false) throws(RedriveRefusal) {
        guard target != nil else { throw .notOurTopic }
        guard isEdited || !isCut else { throw .valueLeftOut }
        guard isEdited || !sentBefore.contains(id) else { throw .sentBefore }
    }
}

extension BrokerClient {
    /// Pauses the pipeline or a stage; `notice` is what publishers read of it.
    public func pause(_ scope: Controls.Scope, notice: String?, _ act: OperatorAct) throws {
        try send(act.entry(.paused, scope.description))
        let pause = Controls.Pause(since: act.time, reason: act.reason, notice: notice, by: act.by)
        try send(Controls.message(scope, pause, id: act.id, source: "/offers/client"))
    }

    /// Ends the pause of the pipeline or of a stage.
    public func resume(_ scope: Controls.Scope, _ act: OperatorAct) throws {
        try send(act.entry(.resumed, scope.description))
        try send(Controls.message(scope, nil, id: act.id, source: "/offers/client"))
    }

    /// Sends a dead letter back to its topic; with `value` in the place of its own. It is sent once, unless it was
    /// edited. Throws `RedriveRefusal`.
    public func redrive(
        _ dead: DeadLetter, value: [UInt8]? = nil, sentBefore: Set<DeadLetterID>, _ act: OperatorAct
    ) throws {
        try dead.mayBeSent(sentBefore, isEdited: value != nil)
        guard let target = dead.target else { return }
        let subject = AuditEntry.letter(dead.id.description)
        try send(act.entry(value == nil ? .redriven : .edited, subject, "/\(dead.id)"))
        try send(dead.again(to: target, value: value))
    }

    /// Puts a dead letter away. The record stays on its topic, and nobody has to look at it any more.
    public func discard(_ id: DeadLetterID, _ act: OperatorAct) throws {
        try send(act.entry(.discarded, AuditEntry.letter(id.description), "/\(id)"))
    }

    /// The dead letters whose position a header on the topic they came from names. Read from an hour before the oldest of them
    /// on: clocks differ, and what was sent again is younger than its dead letter.
    public func sentBefore(_ letters: [DeadLetter]) throws -> Set<DeadLetterID> {
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

    /// Records behind what a group, named like its program, has committed of a topic, by partition, where there are any.
    /// Records are counted, not offsets: the markers of transactions take offsets, too, and a worker that is done would seem
    /// to be one behind in every partition.
    public func waiting(_ group: String, _ topic: Topic) throws -> [Int32: Int] {
        let ends = try end(topic, nil)
        let committed = try committed(group, topic)
        // Nothing committed: the group begins at the oldest record.
        let open = Dictionary(uniqueKeysWithValues: ends.map { ($0.key, committed[$0.key] ?? 0) })
            .filter { $0.value < ends[$0.key] ?? 0 }
        guard !open.isEmpty else { return [:] }
        var waiting: [Int32: Int] = [:]
        _ = try read(topic, nil, .offsets(open)) { waiting[$0.partition, default: 0] += 1 }
        return waiting
    }
}
