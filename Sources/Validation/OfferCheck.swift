// All checks of validation. They need no broker: the stage, the gateway and `offerctl lint` use them.

import Base
import JSON
import Offers

/// The rules for one document, and the facts about its submission.
public struct OfferCheck: Sendable {
    public var policy: Policy
    /// For the dates of shared access signatures.
    public var now: Timestamp
    /// Folders that may contain `file:` URLs, as in `FileRoots`; empty: no such URL is accepted (R33).
    public var fileRoots: [String]
    /// Recipients of this submission's mail, besides the document's addresses.
    public var notify: [String] = []
    /// Whether the profile requires a notification address (R3).
    public var requiresNotificationAddress = false
    /// The command's allow-list, `GUID=type` separated by blanks; it replaces the document's (R16).
    public var allowList: String?
    /// The terms of the live offer.
    public var liveTerms: LiveTerms?

    public init(policy: Policy, now: Timestamp, fileRoots: [String] = []) {
        self.policy = policy
        self.now = now
        self.fileRoots = fileRoots
    }

    /// The findings about a document.
    public struct Findings: Sendable {
        /// All problems, in the order of the rules; at most `Review.most`. Without problems, the document is an
        /// `OfferDocument` for all later stages.
        public var problems: [Problem] = []
        /// Members without effect that were perhaps meant otherwise. They do not prevent publishing.
        public var warnings: [Problem] = []
        /// The address of the standard contract, if the offer is sold under it.
        public var contract: String?
    }

    public func problems(in document: [UInt8]) -> [Problem] { findings(in: document).problems }

    public func findings(in document: [UInt8]) -> Findings {
        let reading: OfferReading
        do { reading = try OfferReading(document) } catch {
            return Findings(problems: [Problem(at: "", "not-json", ["value": error.text(in: document)])])
        }
        var review = Review(reading.tree, check: self)
        review.takeAllowListOfCommand()
        review.checkFields()
        review.checkForeignMembers()
        review.checkNotificationAddresses()
        review.checkTerms()
        review.checkLogos()
        review.checkLeads()
        review.checkTestDrive()
        review.checkPlans()
        review.checkLiveTerms()
        review.checkShape(reading)
        let isUnderContract = reading.document?.listing.standardContract ?? false
        return Findings(
            problems: review.problems, warnings: review.warnings(reading),
            contract: isUnderContract ? policy.standardContract?.url : nil)
    }
}

/// A document under review: the rules (extensions of this type, one file for each subject) check it and report their
/// findings.
struct Review {
    /// A document with more problems should be written again; the outcome's record must stay bounded.
    static let most = 200

    let check: OfferCheck
    var document: JSONNode
    /// The type in the document or, without a valid one, the type that it looks like: a wrong word there must not hide
    /// what is wrong with the plans.
    let type: OfferType?
    private(set) var problems: [Problem] = []
    private(set) var places: Set<String> = []
    /// Members of offers of another type.
    var foreign: Set<String> = []
    /// Missing required places, so that their members are also reported as missing.
    var missing: Set<String> = []
    /// Pointers of the addresses of live disks: they were read, copied and certified, and are not read again.
    let certified: Set<String>

    init(_ document: JSONNode, check: OfferCheck) {
        self.document = document
        self.check = check
        type = Self.namedType(document) ?? Self.likelyType(document, check.policy)
        certified = Set((check.liveTerms?.certified(in: document) ?? [:]).keys)
    }

    mutating func report(_ code: String, at pointer: String, _ values: [String: String] = [:]) {
        places.insert(pointer)
        guard problems.count <= Self.most else { return }
        if problems.count == Self.most {
            problems.append(Problem(at: "", "too-many-problems", ["most": "\(Self.most)"]))
        } else {
            problems.append(Problem(at: pointer, code, values))
        }
    }
}
