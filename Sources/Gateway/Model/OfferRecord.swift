// The gateway's data about one offer, made from the records of the topics. Pure: records go in, views come out.

import Base
import Events
import JSON
import Offers
import Stages

/// A document in the portal's form, as bytes: a tree takes up to thirty times as much memory.
struct KeptDocument: Sendable, Equatable {
    /// One JSON text; nil if the gateway dropped it to save memory.
    private(set) var bytes: [UInt8]?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var size: Int { bytes?.count ?? 0 }

    /// The tree, parsed at each call. Throws `APIError.leftOut`.
    var tree: JSONNode {
        get throws {
            guard let bytes else { throw APIError.leftOut }
            return try JSONNode(bytes, largest: JSONNode.largest + 4_096)
        }
    }

    mutating func leaveOut() { bytes = nil }
}

/// A document as its publisher put it.
struct Draft: Sendable, Equatable {
    var version: Int
    var kept: KeptDocument
    /// The portal's name of its type, and its title, for lists.
    var type: String?
    var title: String?
    var etag: String
    var changed: Timestamp
    /// The id of its record.
    var event: String
}

/// The document of a submission.
struct Submitted: Sendable, Equatable {
    /// Number of the submission.
    var submission: Int
    var version: Int
    var kept: KeptDocument

    /// The key of its record.
    func name(of offer: OfferKey) -> String { SubmissionID(offer: offer, number: submission).description }
}

/// A command and its result.
struct Operation: Sendable, Equatable {
    enum Kind: String, Sendable { case publish, goLive, cancel, stopSelling }
    var id: String
    var kind: Kind
    var created: Timestamp
    var lastAction: Timestamp
    /// Number of the submission.
    var submission: Int?
    /// Why it was refused.
    var refusal: Remark?
    var isAnswered: Bool

    /// Whether clients call it a submission: it moves an offer to the preview or to production.
    var isSubmission: Bool { (kind == .publish || kind == .goLive) && refusal == nil }
}

/// An attempt to publish, from the history.
struct SubmissionRecord: Sendable, Equatable {
    var id: SubmissionID
    var state: OfferState
    var problems: [Problem] = []
    var isCanceled = false
    /// Whether it has been ready for its publisher's review.
    var wasReady = false
}

/// A command's position in its topic.
struct Place: Sendable, Equatable {
    var partition: Int32
    var offset: Int64
}

/// All data about one offer.
struct OfferRecord: Sendable {
    static let mostSubmissions = 20
    static let mostOperations = 50
    static let mostCommands = 4

    var status: OfferStatus?
    var draft: Draft?
    var submitted: [Submitted] = []
    var operations: [Operation] = []
    var submissions: [SubmissionRecord] = []
    /// The public part of the preview and of the live offer, as the pipeline lists it.
    var preview: PreviewEntry?
    var catalog: CatalogEntry?
    /// Links to the preview, in the order of their creation.
    var links: [PreviewLink] = []
    /// The positions of the newest publish commands, and which of them was accepted last.
    private var commands: [(id: String, place: Place)] = []
    private var accepted: String?
    private var seen = 0
    /// The last refused command of an offer that was never published: it has no status row.
    private(set) var refused: (command: String, reason: Remark)?

    init() {}

    /// The position of the newest submission's document.
    var published: Place? { commands.last { $0.id == accepted }?.place }

    /// Notes a publish command; the history says whether it was accepted.
    mutating func published(_ id: String, at place: Place) {
        commands.append((id, place))
        // The accepted one stays, even if many are refused after it.
        if commands.count > Self.mostCommands, let old = commands.firstIndex(where: { $0.id != accepted }) {
            commands.remove(at: old)
        }
    }

    /// Whether the live document equals the one that would be published.
    var isUnchanged: Bool {
        guard let live = status?.live, status?.isLive == true else { return false }
        guard let draft else { return true }
        return submitted.first { $0.submission == live.submission }?.version == draft.version
    }

    /// Its share of the publisher's quotas.
    var usage: Usage {
        Usage(
            drafts: draft == nil ? 0 : 1, draftBytes: submitted.reduce(draft?.kept.size ?? 0) { $0 + $1.kept.size },
            offers: status == nil ? 0 : 1, submissions: status?.state.isOpen == true ? 1 : 0)
    }

    /// Drops its largest document; returns the bytes saved.
    mutating func leaveOutLargest() -> Int {
        let size = largest
        if let draft, draft.kept.size == size {
            self.draft?.kept.leaveOut()
        } else if let index = submitted.firstIndex(where: { $0.kept.size == size }) {
            submitted[index].kept.leaveOut()
        }
        return size
    }

    /// The bytes of its largest document.
    var largest: Int { submitted.reduce(draft?.kept.size ?? 0) { max($0, $1.kept.size) } }

    var isKnown: Bool { status != nil || draft != nil }

    /// The time of the last change.
    var changed: Timestamp {
        max(status?.changed ?? Timestamp(milliseconds: 0), draft?.changed ?? Timestamp(milliseconds: 0))
    }

    /// Notes a command that was sent.
    mutating func asked(_ kind: Operation.Kind, id: String, at time: Timestamp) {
        guard !operations.contains(where: { $0.id == id }) else { return }
        operations.append(
            Operation(id: id, kind: kind, created: time, lastAction: time, submission: nil, isAnswered: false))
        operations.removeFirst(max(0, operations.count - Self.mostOperations))
    }

    /// Applies an entry of the history. Entries come in order; a repeated one changes nothing.
    mutating func take(_ line: Transition) {
        if line.sequence == 0, let reason = line.refusal {
            refused = (line.cause, reason)
            return noteOperation(line)
        }
        guard line.sequence > seen else { return }
        seen = line.sequence
        if line.kind == .submitted { accepted = line.cause }
        noteSubmission(line)
        noteOperation(line)
    }

    private mutating func noteSubmission(_ line: Transition) {
        guard let id = line.submissionID, line.kind != .commandRefused, line.kind != .supportRequested else { return }
        let place =
            submissions.firstIndex { $0.id == id }
            ?? {
                submissions.append(
                    SubmissionRecord(id: id, state: line.state))
                submissions.removeFirst(max(0, submissions.count - Self.mostSubmissions))
                return submissions.count - 1
            }()
        submissions[place].state = line.state
        if line.state == .waitingForPublisherReview { submissions[place].wasReady = true }
        if line.kind == .stepRejected { submissions[place].problems = line.problems }
        if line.kind == .canceled { submissions[place].isCanceled = true }
    }

    private mutating func noteOperation(_ line: Transition) {
        let kind: Operation.Kind
        switch (line.kind, line.command) {
        case (.submitted, _), (.commandRefused, .publish): kind = .publish
        case (.goLiveAccepted, _), (.commandRefused, .goLive): kind = .goLive
        case (.canceled, _), (.commandRefused, .cancel): kind = .cancel
        case (.sellingStopped, _), (.commandRefused, .stopSelling): kind = .stopSelling
        default:
            if let place = operations.lastIndex(where: {
                $0.isAnswered && $0.refusal == nil && $0.submission == line.submissionID?.number
            }) {
                operations[place].lastAction = line.time
            }
            return
        }
        let id = OperationID.of(line.cause)
        asked(kind, id: id, at: line.time)
        guard let place = operations.firstIndex(where: { $0.id == id }) else { return }
        operations[place].isAnswered = true
        operations[place].lastAction = line.time
        operations[place].submission = line.submissionID?.number
        operations[place].refusal = line.refusal
    }
}
