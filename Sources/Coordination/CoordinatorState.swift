// The coordinator's state of an offer, restored from its rows.

import Base
import Events
import JSON
import Offers

extension Coordinator {
    /// The state of one offer.
    public struct State: Sendable, Equatable {
        public var status: OfferStatus
        /// The step that an operator must resume or approve.
        public var parked: ScheduledStep?
    }

    public func state(of rows: [Topic: [UInt8]], _ followed: Followed) throws -> State? {
        guard let row = rows[.status] else { return nil }
        let parked = try rows[.blocked].map { try ScheduledStep(json: $0) }
        var state = State(status: try StatusRecord(json: row).status, parked: parked)
        guard state.status.resolve(own) || state.status.resolve(followed.processes) else {
            let reference = state.status.processReference ?? ""
            throw Deferred(Poison("unknown-process", "\(Topic.processes) has no process \(reference)"))
        }
        return state
    }

    /// Each process of new submissions is on its topic before the first submission follows it.
    public func announcements(_ followed: Followed) -> [Message] {
        own.all.filter { followed.processes[$0.reference] == nil }.map { process in
            Message(topic: .processes, key: Array(process.reference.utf8), value: process.profile.json)
        }
    }

    public var tallies: Bool { quotas != nil }
    public func isOpen(_ row: [UInt8], in table: Topic) -> Bool { table == .status && StatusRecord.isOpen(row) }

    public func deadline(of row: [UInt8], in table: Topic) -> Timestamp? {
        table == .status ? StatusRecord.deadline(of: row) : nil
    }
}

extension ScheduledStep? {
    /// The kept step after these effects.
    func after(_ effects: [Effect]) -> ScheduledStep? {
        effects.reduce(self) { parked, effect in
            switch effect {
            case .park(let step): step
            case .unpark: nil
            default: parked
            }
        }
    }
}
