// The offer document, which `OfferReading` makes from a publisher's bytes.

import JSON

/// An offer as its publisher describes it: identity, marketing content, settings and plans. Does not change within a
/// submission.
public struct OfferDocument: Sendable, Equatable {
    public var publisher: String = ""
    public var offer: String = ""
    public var type: OfferType = .virtualMachine
    /// The document's version number, which its publisher counts.
    public var version: Int?
    public var listing: Listing = Listing()
    public var media: Media = Media()
    public var contacts: Contacts = Contacts()
    public var audience: Audience = Audience()
    public var notifications: Notifications?
    public var leads: Leads?
    public var testDrive: TestDrive?
    public var plans: [Plan] = []

    public var key: OfferKey { OfferKey(publisher: publisher, offer: offer) }
    /// Whether the offer enables a test drive (R4).
    public var hasTestDrive: Bool { testDrive?.enabled ?? false }

    /// What customers read.
    public struct Listing: Sendable, Equatable {
        public var title: String = ""
        public var summary: String = ""
        public var longSummary: String?
        /// A small subset of HTML: the policy lists the elements.
        public var description: String = ""
        public var categories: [String] = []
        public var usefulLinks: [Link] = []
        public var privacyPolicyUrl: String = ""
        /// The publisher's terms, as a text or an address. In public listings with the standard contract, its address.
        public var termsOfUse: String?
        /// Whether the marketplace's standard contract applies in place of the publisher's terms.
        public var standardContract: Bool = false

        public init() {}
    }

    public struct Link: Sendable, Equatable {
        public var title: String = ""
        public var url: String = ""

        public init() {}
    }

    /// Pictures: each an `https:`, `file:` (if settings allow it) or `data:image/png;base64,` URL.
    public struct Media: Sendable, Equatable {
        /// By size, width first: `40x40`, `90x90`, `115x115`, `255x115`, `815x290`.
        public var logos: [String: String] = [:]
        /// 533×324.
        public var screenshots: [Link] = []
        public var videos: [Video] = []

        public init() {}
    }

    public struct Video: Sendable, Equatable {
        public var title: String = ""
        public var url: String = ""
        public var thumbnail: String = ""

        public init() {}
    }

    public struct Contacts: Sendable, Equatable {
        public var support: Contact = Contact()
        public var engineering: Contact = Contact()

        public init() {}
    }

    public struct Contact: Sendable, Equatable {
        public var name: String = ""
        public var email: String = ""
        public var phone: String = ""
        /// The support page; engineering has none.
        public var url: String?

        public init() {}
    }

    /// Who sees the offer: these subscriptions in preview (R16), everybody in these countries when live. A plan may
    /// restrict both.
    public struct Audience: Sendable, Equatable {
        public var previewSubscriptions: [Subscription] = []
        /// ISO 3166-1 alpha-2.
        public var countries: [String] = []

        public init() {}
    }

    public struct Subscription: Sendable, Equatable {
        /// A GUID.
        public var id: String = ""
        /// `pay-as-you-go`, `enterprise-agreement`, `csp` …: the policy lists those that are refused.
        public var type: String = ""

        public init() {}

        public init(id: String, type: String) {
            self.id = id
            self.type = type
        }
    }

    public struct Notifications: Sendable, Equatable {
        public var emails: [String] = []
        public var language: String?

        public init() {}
    }

    /// Where leads go, and what the destination needs; the policy lists the needs of each kind.
    public struct Leads: Sendable, Equatable {
        /// `none`, `https`, `azure-table`, `salesforce`, `dynamics` or `marketo`.
        public var destination: String = ""
        public var settings: [String: String]?

        public init() {}
    }

    /// A trial that customers can start from the listing.
    public struct TestDrive: Sendable, Equatable {
        public var enabled: Bool = false
        /// `azure-resource-manager`, `hosted` or `logic-app`.
        public var kind: String?
        public var regions: [String] = []
        public var instances: Instances?
        public var durationHours: Int?
        public var packageUrl: String?
        public var accessInformation: String?
        public var subscription: String?
        public var tenant: String?

        public init() {}
    }

    /// Trials kept ready in each region: running, stopped, and not yet deployed.
    public struct Instances: Sendable, Equatable {
        public var hot: Int?
        public var warm: Int?
        public var cold: Int?

        public init() {}
    }

    public init() {}
}

// The members of the document.

extension OfferDocument: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("publisher", &publisher)
        try v.member("offer", &offer)
        try v.member("type", &type)
        try v.member("version", &version)
        try v.member("listing", &listing)
        try v.member("media", &media)
        try v.member("contacts", &contacts)
        try v.member("audience", &audience)
        try v.member("notifications", &notifications)
        try v.member("leads", &leads)
        try v.member("testDrive", &testDrive)
        try v.member("plans", &plans, default: [])
    }
}

extension OfferDocument.Listing: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("title", &title)
        try v.member("summary", &summary)
        try v.member("longSummary", &longSummary)
        try v.member("description", &description)
        try v.member("categories", &categories, default: [])
        try v.member("usefulLinks", &usefulLinks, default: [])
        try v.member("privacyPolicyUrl", &privacyPolicyUrl)
        try v.member("termsOfUse", &termsOfUse)
        try v.member("standardContract", &standardContract, default: false)
    }
}

extension OfferDocument.Link: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("title", &title)
        try v.member("url", &url)
    }
}

extension OfferDocument.Media: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("logos", &logos, default: [:])
        try v.member("screenshots", &screenshots, default: [])
        try v.member("videos", &videos, default: [])
    }
}

extension OfferDocument.Video: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("title", &title)
        try v.member("url", &url)
        try v.member("thumbnail", &thumbnail)
    }
}

extension OfferDocument.Contacts: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("support", &support)
        try v.member("engineering", &engineering)
    }
}

extension OfferDocument.Contact: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("name", &name)
        try v.member("email", &email)
        try v.member("phone", &phone)
        try v.member("url", &url)
    }
}

extension OfferDocument.Audience: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("previewSubscriptions", &previewSubscriptions, default: [])
        try v.member("countries", &countries, default: [])
    }
}

extension OfferDocument.Subscription: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("id", &id)
        try v.member("type", &type)
    }
}

extension OfferDocument.Notifications: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("emails", &emails, default: [])
        try v.member("language", &language)
    }
}

extension OfferDocument.Leads: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("destination", &destination)
        try v.member("settings", &settings)
    }
}

extension OfferDocument.TestDrive: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("enabled", &enabled)
        try v.member("kind", &kind)
        try v.member("regions", &regions, default: [])
        try v.member("instances", &instances)
        try v.member("durationHours", &durationHours)
        try v.member("packageUrl", &packageUrl)
        try v.member("accessInformation", &accessInformation)
        try v.member("subscription", &subscription)
        try v.member("tenant", &tenant)
    }
}

extension OfferDocument.Instances: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("hot", &hot)
        try v.member("warm", &warm)
        try v.member("cold", &cold)
    }
}
