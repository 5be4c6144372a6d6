// The parts of an offer that everybody may see: an explicit list, so that a new member of the document stays private
// until somebody adds it here. It never contains addresses of images, lead settings, notification addresses and test
// drive accounts.

import Assets
import JSON
import Offers

/// The public part of an offer, for the preview, the catalog and the package. Descriptions are HTML made by `RichText`:
/// the text that was validated, safe for any page.
package struct PublicOffer: Sendable, Equatable {
    package var type = OfferType.virtualMachine
    package var listing = OfferDocument.Listing()
    /// Plans that everybody sees.
    package var plans: [Plan] = []
    package var support = OfferDocument.Contact()
    package var countries: [String] = []
    package var testDrive = false

    package init() {}

    /// A plan without the addresses of its images.
    package struct Plan: Sendable, Equatable {
        package var id = ""
        package var title = ""
        package var summary = ""
        package var description: String?
        /// Where the plan is sold; empty: wherever the offer is sold.
        package var countries: [String] = []
        package var operatingSystem: Offers.Plan.OperatingSystem?
        package var sizes: [String] = []
        package var ports: [Offers.Plan.Port] = []
        package var license: Offers.Plan.License?
        package var prices: [Offers.Plan.Price] = []
        package var freeTrialMonths: Int?
        package var images: [Image] = []

        package init() {}
    }

    /// The version of a virtual machine's disks, or the tags of a container image.
    package struct Image: Sendable, Equatable {
        package var version: String?
        package var tags: [Offers.Plan.Tag] = []

        package init() {}

        fileprivate init(version: String? = nil, tags: [Offers.Plan.Tag] = []) {
            (self.version, self.tags) = (version, tags)
        }
    }
}

extension PublicOffer {
    /// `facts` are those of the submission: they name the standard contract.
    package init(_ document: OfferDocument, facts: [String: String]) {
        type = document.type
        listing = document.listing
        if listing.standardContract { listing.termsOfUse = facts[Fact.standardContract] }
        listing.description = RichText(listing.description, elements: Policy.showableElements).html
        plans = document.plans.filter { !$0.hidden && $0.restrictedTo.isEmpty }.map { Plan($0) }
        support = document.contacts.support
        countries = document.audience.countries
        testDrive = document.hasTestDrive
    }
}

extension PublicOffer.Plan {
    fileprivate init(_ plan: Offers.Plan) {
        id = plan.id
        title = plan.title
        summary = plan.summary
        description = plan.description.map { RichText($0, elements: Policy.showableElements).html }
        countries = plan.countries
        operatingSystem = plan.operatingSystem
        sizes = plan.sizes
        ports = plan.ports
        license = plan.license
        prices = plan.prices
        freeTrialMonths = plan.freeTrialMonths
        images = plan.images.map { image in
            switch image {
            case .disks(let disks): PublicOffer.Image(version: disks.version)
            case .container(let container): PublicOffer.Image(tags: container.tags)
            }
        }
    }
}

/// A plan that only some customers see. Public pages do not show it; a page for a subscription adds the plans that are
/// restricted to it.
package struct UnlistedPlan: Sendable, Equatable {
    /// GUIDs of the only subscriptions that see and buy the plan; empty if it is hidden from all.
    package var subscriptions: [String] = []
    package var plan = PublicOffer.Plan()

    package init() {}

    init(subscriptions: [String], plan: PublicOffer.Plan) { (self.subscriptions, self.plan) = (subscriptions, plan) }

    /// The unlisted plans of a document. A hidden plan is not shown to anybody; templates deploy it.
    static func all(in document: OfferDocument) -> [UnlistedPlan] {
        document.plans.filter { $0.hidden || !$0.restrictedTo.isEmpty }.map { plan in
            UnlistedPlan(subscriptions: plan.hidden ? [] : plan.restrictedTo, plan: PublicOffer.Plan(plan))
        }
    }
}

// The members, in order.

extension UnlistedPlan: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("subscriptions", &subscriptions)
        try v.member("plan", &plan)
    }
}

extension PublicOffer: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("type", &type)
        try v.member("listing", &listing)
        try v.member("plans", &plans)
        try v.member("support", &support)
        try v.member("countries", &countries)
        try v.member("testDrive", &testDrive)
    }
}

extension PublicOffer.Plan: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("id", &id)
        try v.member("title", &title)
        try v.member("summary", &summary)
        try v.member("description", &description)
        try v.member("countries", &countries, default: [])
        try v.member("operatingSystem", &operatingSystem)
        try v.member("sizes", &sizes, default: [])
        try v.member("ports", &ports, default: [])
        try v.member("license", &license)
        try v.member("prices", &prices, default: [])
        try v.member("freeTrialMonths", &freeTrialMonths)
        try v.member("images", &images)
    }
}

extension PublicOffer.Image: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("version", &version)
        try v.member("tags", &tags, default: [])
    }
}
