// A worker's report about a step. Small: it does not contain the offer. Only the coordinator decides what follows.

import JSON

/// A worker's report about a step.
public enum Outcome: Sendable, Equatable {
    case started
    case progressed(Progress)
    /// Done, with outputs for later stages and the status.
    case completed(StepOutputs)
    /// The publisher must act; ends the submission.
    case rejected([Problem])
    /// We must act; the step is blocked.
    case faulted(Fault)
    /// The step waits. Sign-off waits for the publisher; any other step is done and waits for an operator's approval.
    case waiting(StepOutputs)

    /// The word for it in ids and event types.
    public enum Kind: String, Sendable, CaseIterable, JSONValue {
        case started, progressed, completed, rejected, faulted, waiting
    }

    public var kind: Kind {
        switch self {
        case .started: .started
        case .progressed: .progressed
        case .completed: .completed
        case .rejected: .rejected
        case .faulted: .faulted
        case .waiting: .waiting
        }
    }
}

/// The results of a step.
public struct StepOutputs: Sendable, Equatable {
    /// Small facts for later stages and the status, by name.
    public var facts: [String: String]
    /// Remarks for the publisher that are not problems ("technical assets equal …").
    public var notes: [Remark]
    /// The final progress: reports during the work are sent at a bounded rate, so the last one may describe a half-made
    /// copy.
    public var progress: Progress?

    public init(_ facts: [String: String] = [:], notes: [Remark] = [], progress: Progress? = nil) {
        self.facts = facts
        self.notes = notes
        self.progress = progress
    }
}

/// Names of facts that several programs use.
public enum Fact {
    /// The technical digest that certification computed.
    public static let certifiedDigest = "certifieddigest"
    /// Digests of the certified images: `0=sha256:… 1=sha256:…`, by their position in the document.
    public static let images = "images"
    /// Digests of the data of certified disks, without zeros: `sha256:…=sha256:…`, a disk and its data.
    public static let diskData = "diskdata"
    /// When certification had it scanned for malware, and the version of the scanner's signatures.
    public static let scanned = "scanned"
    public static let signatures = "signatures"
    /// Links to the preview and to the live listing, separated by blanks.
    public static let previewLink = "previewlink"
    public static let liveLink = "livelink"
    /// The address of the standard contract under which the offer is sold, as validation found it in the policy.
    public static let standardContract = "standardcontract"
    /// Terms that cannot change after the offer was live (`LiveTerms`).
    public static let liveTerms = "liveterms"
}

/// How far a step has come.
public struct Progress: Sendable, Equatable {
    /// One region's copy.
    public struct Region: Sendable, Equatable {
        public var name: String
        /// 0 to 100.
        public var percent: Int
        /// `waiting`, `copying`, `verified`, `already-there` or `away`.
        public var state: String
        /// Bytes in the region, and the total; nil before the copy began.
        public var bytesDone: Int64?
        public var bytesTotal: Int64?
        public var bytesPerSecond: Int64?

        public init(
            name: String, percent: Int, state: String, bytesDone: Int64? = nil, bytesTotal: Int64? = nil
        ) {
            self.name = name
            self.percent = percent
            self.state = state
            self.bytesDone = bytesDone
            self.bytesTotal = bytesTotal
        }
    }

    /// 0 to 100.
    public var percent: Int
    /// Bytes of the current image that have arrived or, after that, were checked, and its total; nil if no image is
    /// being read.
    public var bytesDone: Int64?
    public var bytesTotal: Int64?
    public var bytesPerSecond: Int64?
    public var regions: [Region]

    public init(percent: Int, bytesDone: Int64? = nil, bytesTotal: Int64? = nil, regions: [Region] = []) {
        self.percent = percent
        self.bytesDone = bytesDone
        self.bytesTotal = bytesTotal
        self.regions = regions
    }
}

extension StepOutputs: JSONRecord {
    public init() { self.init([:]) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("facts", &facts, default: [:])
        try v.member("notes", &notes, default: [])
        try v.member("progress", &progress)
    }
}

extension Progress: JSONRecord {
    public init() { self.init(percent: 0) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("percent", &percent)
        try v.member("bytesDone", &bytesDone)
        try v.member("bytesTotal", &bytesTotal)
        try v.member("bytesPerSecond", &bytesPerSecond)
        try v.member("regions", &regions, default: [])
    }
}

extension Progress.Region: JSONRecord {
    public init() { self.init(name: "", percent: 0, state: "") }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("name", &name)
        try v.member("percent", &percent)
        try v.member("state", &state)
        try v.member("bytesDone", &bytesDone)
        try v.member("bytesTotal", &bytesTotal)
        try v.member("bytesPerSecond", &bytesPerSecond)
    }
}
