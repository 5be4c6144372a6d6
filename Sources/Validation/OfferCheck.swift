// Everything that validation demands of a document. It needs no broker: the stage, the gateway and `offerctl lint` use it.

import Base
import JSON
import Offers

/// The rules for one document, and what is known of its submission.
public struct OfferCheck: Sendable {
    public var policy: Policy
    /// For the dates of shared access signatures.
    public var now: Timestamp
    /// Folders under which `file:` URLs may lie, as `FileRoots` has them; none: no such URL is taken (R33).
    public var fileRoots: [String]
    /// Where mail of this submission goes besides the document's addresses.
    public var notify: [String] = []
    /// Whether the profile demands a notification address (R3).
    public var requiresNotificationAddress = false
    /// The command's allow-list, `GUID=type` separated by blanks; it takes the place of the document's (R16).
    public var allowList: String?
    /// What the offer was live with.
    public var liveTerms: LiveTerms?

    public init(policy: Policy, now: Timestamp, fileRoots: [String] = []) {
        self.policy = policy
        self.now = now
        self.fileRoots = fileRoots
    }

    /// What there is to say of a document.
    public struct Findings: Sendable {
        /// Everything that is wrong, in the order of the rules; at most `Review.most`. Where there is none, the document is a
        /// value (`OfferDocument`) for everybody behind.
        public var problems: [Problem] = []
        /// What has no effect, and was perhaps meant otherwise. It keeps nobody from publishing.
        public var warnings: [Problem] = []
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
        review.checkLogos()
        review.checkLeads()
        review.checkTestDrive()
        review.checkPlans()
        review.checkLiveTerms()
        review.checkShape(reading)
        return Findings(problems: review.problems, warnings: review.warnings(reading))
    }
}

/// A document under review: the rules (extensions of this, one file a subject) look, and report what they find.
struct Review {
    /// A document with more problems than this is better begun again; the outcome's record must keep a bound.
    static let most = 200

    let check: OfferCheck
    var document: JSONNode
    /// The type that the document names or, where it names none, the one it looks like: a wrong word there must not hide what
    /// is wrong with the plans.
    let type: OfferType?
    private(set) var problems: [Problem] = []
    private(set) var places: Set<String> = []
    /// Members of offers of another type.
    var foreign: Set<String> = []
    /// Required places that are not there, so that their members are missed as well.
    var missing: Set<String> = []
    /// Pointers of addresses of disks that are live: they were read, copied and certified, and are not read again.
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
