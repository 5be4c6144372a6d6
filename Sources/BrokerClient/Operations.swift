// Operators' actions on the pipeline itself, for both `offerctl` and the gateway. Each action is written to
// offers.audit before it has an effect, with who did it and why.

import Base
import Events
import Offers

/// Who acts, and why.
public struct OperatorAct: Sendable {
    /// The operator's name; empty if unknown.
    public var by: String
    public var reason: String?
    /// The id of the records; the same for the same action.
    public var id: String
    public var time: Timestamp

    public init(by: String, reason: String?, id: String, at time: Timestamp) {
        self.by = by
        self.reason = reason
        self.id = id
        self.time = time
    }

    func entry(_ action: AuditEntry.Action, _ subject: String, _ part: String = "") -> Message {
        AuditEntry(action, subject, by: by, reason: reason, id: "\(id)\(part)/audit", at: time).message
    }
}

extension BrokerClient {
    /// Pauses the pipeline or a stage; `notice` is for publishers.
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

    /// The number of records after a group's committed offsets in a topic, by partition, if there are any. Counts
    /// records, not offsets: transaction markers also take offsets, and an idle worker would seem to be one behind in
    /// every partition.
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
