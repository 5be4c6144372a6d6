// What a worker needs from the broker.

import Events
import Glibc

/// How a worker's outputs and offsets belong together.
public enum DeliveryGuarantee: String, CaseIterable, Sendable {
    case exactlyOnce = "exactly-once"
    case atLeastOnce = "at-least-once"
}

extension KafkaLog {
    /// Where a worker starts if its group has no commit that fits the log, as an operator decided.
    public enum Start: Equatable, Sendable {
        /// At the oldest record.
        case earliest
        /// After the newest record.
        case latest
        /// At the first record that is not older, in milliseconds since 1970.
        case time(Int64)
    }

    /// The group, the topics and the guarantee of a worker.
    public struct Plan: Sendable {
        public var group: String
        /// Identifies this process in its group across restarts. With a stable name, a restart at once ends the
        /// transaction that its predecessor left open, instead of after `transaction.timeout.ms`.
        public var instance: String
        /// Whether the group also knows this member by `instance` (KIP-345).
        public var staticMembership: Bool
        public var inputs: [Topic]
        /// Every topic that it writes to, including tables.
        public var outputs: [Topic]
        public var delivery: DeliveryGuarantee
        /// Whether work continues in partitions that stay when others join and leave. For one input: partitions of several are
        /// then not kept together.
        public var keepsWork = false
        /// Whether to write each commit to `offers.positions`, too: for workers that must not repeat old work even if
        /// the group's offsets are gone.
        public var keepsPositions = false
        /// Where to start in a log that the group's commits do not fit.
        public var start: Start?
        /// Armed by fault tests alone.
        public var failpoint: String?
        /// Milliseconds since 1970, to compute the age of a topic.
        var now: @Sendable () -> Int64 = { Int64(time(nil)) * 1000 }
        /// Whether to check the broker's transactions; tests of its errors use a broker that has none.
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
