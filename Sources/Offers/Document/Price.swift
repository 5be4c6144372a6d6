// What a plan costs in one country.

import FoundationEssentials
import JSON

extension Plan {
    public struct Price: Sendable, Equatable {
        /// ISO 3166-1 alpha-2.
        public var country: String = ""
        /// ISO 4217.
        public var currency: String = ""
        /// Nil if it depends on the number of cores.
        public var perHour: Decimal?
        /// Whether the price is for one core of the machine.
        public var perCore: Bool = false
        /// Prices of machines by their number of cores, in place of one for all of them.
        public var byCores: [CorePrice] = []

        public init() {}
    }

    /// The price of a machine with this number of cores.
    public struct CorePrice: Sendable, Equatable {
        /// 0 is a machine that shares a core with others.
        public var cores: Int = 0
        public var perHour: Decimal = 0

        public init() {}
    }
}

extension Plan.Price {
    /// The lowest price of an hour, which is that of a core if the price is.
    public var least: Decimal { perHour ?? byCores.map(\.perHour).min() ?? 0 }
}

extension Plan.Price: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("country", &country)
        try v.member("currency", &currency)
        try v.member("perHour", &perHour)
        try v.member("perCore", &perCore, default: false)
        try v.member("byCores", &byCores, default: [])
    }
}

extension Plan.CorePrice: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("cores", &cores)
        try v.member("perHour", &perHour)
    }
}
