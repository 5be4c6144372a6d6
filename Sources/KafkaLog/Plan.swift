// What a worker needs of the broker.

import Events

/// How a worker's outputs and offsets are tied together.
public enum DeliveryGuarantee: String, CaseIterable, Sendable {
    case exactlyOnce = "exactly-once"
    case atLeastOnce = "at-least-once"
}

extension KafkaLog {
    /// The group, the topics and the guarantee of a worker.
    public struct Plan: Sendable {
        public var group: String
        /// Tells this process from others of its group over restarts. With a stable one a restart ends at once the
        /// transaction that its predecessor left open, instead of after `transaction.timeout.ms`.
        public var instance: String
        /// Whether the group knows this member by `instance`, too (KIP-345).
        public var staticMembership: Bool
        public var inputs: [Topic]
        /// Every topic written to, tables included.
        public var outputs: [Topic]
        public var delivery: DeliveryGuarantee
        /// Armed by fault tests alone.
        public var failpoint: String?
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
