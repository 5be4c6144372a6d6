// What a worker needs of the broker.

import Events
import Glibc

/// How a worker's outputs and offsets are tied together.
public enum DeliveryGuarantee: String, CaseIterable, Sendable {
    case exactlyOnce = "exactly-once"
    case atLeastOnce = "at-least-once"
}

extension KafkaLog {
    /// Where an operator has a worker begin whose group has nothing committed that fits the log.
    public enum Start: Equatable, Sendable {
        /// At the oldest record.
        case earliest
        /// Behind the newest record.
        case latest
        /// At the first record that is not older, in milliseconds since 1970.
        case time(Int64)
    }

    /// The group, the topics and the guarantee of a worker.
    public struct Plan: Sendable {
        public var group: String
        /// Identifies this process in its group across restarts. With a stable one a restart ends at once the
        /// transaction that its predecessor left open, instead of after `transaction.timeout.ms`.
        public var instance: String
        /// Whether the group knows this member by `instance`, too (KIP-345).
        public var staticMembership: Bool
        public var inputs: [Topic]
        /// Every topic written to, tables included.
        public var outputs: [Topic]
        public var delivery: DeliveryGuarantee
        /// Whether work continues over a rebalance that gives its partition back.
        public var keepsWork = false
        /// Whether to note each commit on `offers.positions`, too: where the past must not be done again even if the
        /// group's offsets are gone.
        public var keepsPositions = false
        /// Where to begin in a log that the group's commits do not fit.
        public var start: Start?
        /// Armed by fault tests alone.
        public var failpoint: String?
        /// Milliseconds since 1970; the age of a topic is measured by it.
        var now: @Sendable () -> Int64 = { Int64(time(nil)) * 1000 }
        /// Whether to ask the broker for proof of its transactions; tests of its errors use one that has none.
        var probesTransactions = true

        public init(
            group: String, instance: String, staticMembership: Bool = false, inputs: [Topic], outputs: [Topic],
            delivery: DeliveryGuarantee, failpoint: String? = nil
        ) {
            self.group = group
            self.instance = instance
            self.staticMembership = staticMembership
            self.inputs = inputs
            self.outputs = outputs
            self.delivery = delivery
            self.failpoint = failpoint
        }

        var transactionalID: String? { delivery == .exactlyOnce ? "\(group)-\(instance)" : nil }
    }
}
