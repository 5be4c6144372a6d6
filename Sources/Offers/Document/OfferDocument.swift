// The offer document as stages read it once validation has passed. Validation itself looks at the `JSONNode` tree, where
// every mistake can be said at once; this is the short and typed way for everybody behind it.

import FoundationEssentials

/// What a publisher describes: identity, marketing content, settings and plans. Immutable within a submission.
public struct OfferDocument: Sendable, Equatable, Decodable {
    public var publisher: String
    public var offer: String
    public var type: OfferType
    /// The document's own number, counted by its publisher.
    public var version: Int?
    public var listing: Listing
    public var media: Media
    public var contacts: Contacts
    public var audience: Audience
    public var notifications: Notifications?
    public var leads: Leads?
    public var testDrive: TestDrive?
    public var plans: [Plan]

    /// Reads a document; throws `Poison` where it does not have the shape that validation would have demanded.
    public init(_ document: [UInt8]) throws {
        do {
            self = try JSONDecoder().decode(OfferDocument.self, from: Data(document))
        } catch { throw Poison("not-an-offer", "the offer document: \(explain(error))") }
    }

    public var key: OfferKey { OfferKey(publisher: publisher, offer: offer) }
    /// Whether the offer enables a test drive (R4).
    public var hasTestDrive: Bool { testDrive?.enabled ?? false }

    /// What customers read.
    public struct Listing: Sendable, Equatable, Decodable {
        public var title: String
        public var summary: String
        public var longSummary: String?
        /// A small set of HTML: the policy names the elements.
        public var description: String
        public var categories: [String]
        public var usefulLinks: [Link]
        public var privacyPolicyUrl: String
        public var termsOfUse: String
    }

    public struct Link: Sendable, Equatable, Decodable {
        public var title: String
        public var url: String
    }

    /// Pictures: each an `https:`, `file:` (where settings allow it) or `data:image/png;base64,` URL.
    public struct Media: Sendable, Equatable, Decodable {
        /// By size, width first: `40x40`, `90x90`, `115x115`, `255x115`, `815x290`.
        public var logos: [String: String]
        /// 533×324.
        public var screenshots: [Link]
        public var videos: [Video]
    }

    public struct Video: Sendable, Equatable, Decodable {
        public var title: String
        public var url: String
        public var thumbnail: String
    }

    public struct Contacts: Sendable, Equatable, Decodable {
        public var support: Contact
        public var engineering: Contact
    }

    public struct Contact: Sendable, Equatable, Decodable {
        public var name: String
        public var email: String
        public var phone: String
        /// The support page; engineering has none.
        public var url: String?
    }

    /// Who sees the offer: in preview these subscriptions (R16), live everybody in these countries.
    public struct Audience: Sendable, Equatable, Decodable {
        public var previewSubscriptions: [Subscription]
        /// ISO 3166-1 alpha-2.
        public var countries: [String]
    }

    public struct Subscription: Sendable, Equatable, Decodable {
        /// A GUID.
        public var id: String
        /// `pay-as-you-go`, `enterprise-agreement`, `csp` …: the policy names those that are refused.
        public var type: String
    }

    public struct Notifications: Sendable, Equatable, Decodable {
        public var emails: [String]
        public var language: String?
    }

    /// Where leads go and what that destination needs to be reached; the policy names what each kind needs.
    public struct Leads: Sendable, Equatable, Decodable {
        /// `none`, `https`, `azure-table`, `salesforce`, `dynamics` or `marketo`.
        public var destination: String
        public var settings: [String: String]?
    }

    /// A trial that customers can start from the listing.
    public struct TestDrive: Sendable, Equatable, Decodable {
        public var enabled: Bool
        /// `azure-resource-manager`, `hosted` or `logic-app`.
        public var kind: String?
        public var regions: [String]
        public var instances: Instances?
        public var durationHours: Int?
        public var packageUrl: String?
        public var accessInformation: String?
        public var subscription: String?
        public var tenant: String?
    }

    /// Trials kept ready per region: running, stopped, and not yet deployed.
    public struct Instances: Sendable, Equatable, Decodable {
        public var hot: Int?
        public var warm: Int?
        public var cold: Int?
    }
}

// A list that is not there is an empty one. Being fileprivate, this is what the synthesised decoders above see, and nobody else.
extension KeyedDecodingContainer {
    fileprivate func decode<Element: Decodable>(_ type: [Element].Type, forKey key: Key) throws -> [Element] {
        try decodeIfPresent(type, forKey: key) ?? []
    }
}
