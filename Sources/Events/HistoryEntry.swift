// An entry of `offers.history`: one transition of an offer.

import Base
import JSON
import Offers

/// The record that holds a transition.
public struct HistoryEntry: Sendable, Equatable {
    public var envelope: Envelope
    public var trace: String?
    public var transition: Transition

    public init(_ transition: consuming Transition, trace: String?, source: String) {
        self.trace = trace
        envelope = Envelope(
            id: Self.id(of: transition), source: source, subject: transition.key, time: transition.time)
        self.transition = transition
    }

    private static func id(of transition: borrowing Transition) -> String {
        let number = String(transition.sequence)
        // Refusals for an offer without a row all have the number 0; the command distinguishes them.
        let refusal = transition.sequence > 0 ? [] : ["/", transition.cause]
        return String(joining: [transition.key.description, "/transition-", number] + refusal)
    }

    public var message: Message { Message(topic: .history, key: envelope.subject.bytes, structured: json) }
}

extension HistoryEntry: JSONRecord {
    public init() { self.init(Transition(), trace: nil, source: "") }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try envelope.members(&v, type: .transitionRecorded)
        try v.member("traceparent", &trace)
        try v.group("data") { (v: inout V) throws(V.Failure) in try transition.members(&v) }
        transition.key = envelope.subject
        transition.time = envelope.time
    }
}
