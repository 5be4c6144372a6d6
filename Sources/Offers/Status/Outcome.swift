// What a worker reports of a step. Small: the offer is not in it. The coordinator alone decides what follows.

import JSON

/// What a worker reports of a step.
public enum Outcome: Sendable, Equatable {
    case started
    case progressed(Progress)
    /// Done; with what later stages and the status want to know of it.
    case completed(StepOutputs)
    /// The publisher must act; ends the submission.
    case rejected([Problem])
    /// We must act; the step is blocked.
    case faulted(Fault)
    /// The step waits: sign-off for its publisher, another one, which is done, for an operator's approval.
    case waiting(StepOutputs)

    /// Its word in ids and event types.
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

/// What a step has found out.
public struct StepOutputs: Sendable, Equatable {
    /// Small facts for later stages and the status, by name.
    public var facts: [String: String]
    /// Remarks for the publisher that are not problems ("technical assets equal …").
    public var notes: [Remark]
    /// Where the step is now that it is done: reports on the way are sent at a bounded rate, so the last of them may
    /// describe a copy half made.
    public var progress: Progress?

    public init(_ facts: [String: String] = [:], notes: [Remark] = [], progress: Progress? = nil) {
        self.facts = facts
        self.notes = notes
        self.progress = progress
    }
}

/// Names of the facts that more than one program knows.
public enum Fact {
    /// Technical digest that certification found.
    public static let certifiedDigest = "certifieddigest"
    /// Digests of the certified images: `0=sha256:… 1=sha256:…`, each by its place in the document.
    public static let images = "images"
    /// Digests of what certified disks hold besides zeros: `sha256:…=sha256:…`, a disk and its data.
    public static let diskData = "diskdata"
    /// When certification had it scanned for malware, and the number of the scanner's signatures.
    public static let scanned = "scanned"
    public static let signatures = "signatures"
    /// Where the preview and the live listing can be looked at, links separated by blanks.
    public static let previewLink = "previewlink"
    public static let liveLink = "livelink"
    /// What cannot change after the offer was live (`LiveTerms`).
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
        /// Bytes that are in the region, and bytes in all; nil before the copy began.
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
    /// Bytes of the image at hand that have arrived or, behind that, are checked, and its bytes in all; nil where no image
    /// is read.
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
