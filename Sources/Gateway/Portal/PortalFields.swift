// Maps the keys of a portal document to our places. One table for both directions and for the places of problems, so
// that the three cannot differ.

import JSON
import Offers

/// A pair of places, and how a value changes between them.
struct PortalField: Sendable {
    /// Member of the portal's object. For plans, the part after the offer type: `skuTitle`.
    let key: String
    /// The path in our document (or plan).
    let ours: [String]
    let form: PortalForm

    var pointer: String { ours.reduce("") { JSONNode.pointer($0, to: $1) } }

    init(_ key: String, _ ours: String, _ form: PortalForm = .same) {
        self.key = key
        self.ours = ours.split(separator: "/").map(String.init)
        self.form = form
    }
}

enum PortalFields {
    static let prefix = "microsoft-azure-marketplace."
    static let testDrivePrefix = "microsoft-azure-marketplace-testdrive."
    /// The newer type of virtual machines: much of its listing is in the plans.
    static let coreType = "microsoft-azure-corevm"

    /// Members of `definition.offer` whose names begin alike.
    struct Section {
        /// What the names may begin with; of two members that mean the same, the one with the earlier prefix counts.
        var prefixes: [String]
        var fields: [PortalField]

        var prefix: String { prefixes[0] }

        /// A member's name without what it begins with; nil for one of another section.
        func bare(_ name: String) -> (prefix: String, key: String)? {
            prefixes.first { name.hasPrefix($0) }.map { ($0, String(name.dropFirst($0.count))) }
        }
    }

    /// The members of `definition.offer`, for a type of the portal.
    static func sections(of type: String) -> [Section] {
        [
            Section(prefixes: isCore(type) ? ["\(coreType).", prefix] : [prefix], fields: offer),
            Section(prefixes: [testDrivePrefix], fields: testDrive),
        ]
    }

    static func isCore(_ type: String) -> Bool { type.hasPrefix(coreType) }

    /// Members of the offer that plans of the newer type have.
    static let listedInPlans = offer.filter { field in
        [
            "longSummary", "categoryMap", "usefulLinks", "privacyURL", "termsOfUse", "useEnterpriseContract",
            "screenshots", "videos",
        ].contains(field.key)
            || field.key.hasSuffix("Logo")
    }

    /// After `microsoft-azure-marketplace.` in `definition.offer`.
    static let offer: [PortalField] = [
        PortalField("title", "listing/title"),
        PortalField("summary", "listing/summary"),
        PortalField("longSummary", "listing/longSummary"),
        PortalField("description", "listing/description"),
        PortalField("categoryMap", "listing/categories", .categories),
        PortalField("usefulLinks", "listing/usefulLinks", .links("linkTitle", "linkUrl")),
        PortalField("privacyURL", "listing/privacyPolicyUrl"),
        PortalField("termsOfUse", "listing/termsOfUse"),
        PortalField("useEnterpriseContract", "listing/standardContract", .flag),
        PortalField("smallLogo", "media/logos/40x40"),
        PortalField("mediumLogo", "media/logos/90x90"),
        PortalField("largeLogo", "media/logos/115x115"),
        PortalField("wideLogo", "media/logos/255x115"),
        PortalField("heroLogo", "media/logos/815x290"),
        PortalField("screenshots", "media/screenshots", .links("imageName", "imageUrl")),
        PortalField("videos", "media/videos", .links("videoName", "videoUrl")),
        PortalField("supportContactName", "contacts/support/name"),
        PortalField("supportContactEmail", "contacts/support/email"),
        PortalField("supportContactPhone", "contacts/support/phone"),
        PortalField("publicAzureSupportUrl", "contacts/support/url"),
        PortalField("engineeringContactName", "contacts/engineering/name"),
        PortalField("engineeringContactEmail", "contacts/engineering/email"),
        PortalField("engineeringContactPhone", "contacts/engineering/phone"),
        PortalField("allowedSubscriptions", "audience/previewSubscriptions", .subscriptions),
        PortalField("leadDestination", "leads/destination", .words(leadKinds)),
        PortalField("notificationEmails", "notifications/emails", .commaList),
        PortalField("language", "notifications/language"),
    ]

    /// After `microsoft-azure-marketplace-testdrive.` in `definition.offer`.
    static let testDrive: [PortalField] = [
        "enabled", "kind", "regions", "instances", "durationHours", "packageUrl", "accessInformation", "subscription",
        "tenant",
    ].map { PortalField($0, "testDrive/\($0)", $0 == "enabled" ? .flag : .same) }

    /// After the offer type in a plan.
    static let plan: [PortalField] = [
        PortalField("skuTitle", "title"),
        PortalField("skuSummary", "summary"),
        PortalField("skuDescription", "description"),
        PortalField(
            "operatingSystemFamily", "operatingSystem/family", .words(["Linux": "linux", "Windows": "windows"])),
        PortalField("osType", "operatingSystem/type"),
        PortalField("hideSKUForSolutionTemplate", "hidden", .flag),
        PortalField("recommendedVMSizes", "sizes"),
        PortalField("openPorts", "ports"),
        PortalField("vmImages", "images", .disks),
        PortalField("containerImages", "images"),
        PortalField("package", "package", .package),
    ]

    /// Those of a plan of this type: its images are of one kind.
    static func plan(of type: OfferType?) -> [PortalField] {
        plan.filter { $0.key != (type == .containerImage ? "vmImages" : "containerImages") }
    }

    /// Aliases, in offers and plans.
    static let aliases = [
        "windowsOSType": "osType", "supportUrl": "publicAzureSupportUrl", "categories": "categoryMap",
        "vmImagesPublicAzure": "vmImages", "skuDescriptionPublicAzure": "skuDescription",
        "skuLongSummary": "longSummary", "usefulLinksPublicAzure": "usefulLinks", "termsOfUseURL": "termsOfUse",
    ]

    static let leadKinds = [
        "None": "none", "HttpsEndpoint": "https", "AzureTable": "azure-table", "AzureBlob": "azure-blob",
        "Salesforce": "salesforce", "DynamicsOnline": "dynamics", "Marketo": "marketo",
    ]

    /// Each destination has a separate object for its settings.
    static let leads: [(kind: String, key: String, members: [(portal: String, setting: String)])] = [
        ("https", "httpsEndpointLeadConfiguration", [("httpsEndpointUrl", "url")]),
        (
            "azure-table", "tableLeadConfiguration",
            [("connectionString", "connectionString"), ("tableName", "table")]
        ),
        (
            "azure-blob", "blobLeadConfiguration",
            [("connectionString", "connectionString"), ("containerName", "container")]
        ),
        ("salesforce", "salesForceLeadConfiguration", [("oid", "organization")]),
        ("dynamics", "crmLeadConfiguration", [("organizationUrl", "url"), ("userName", "user")]),
        (
            "marketo", "marketoLeadConfiguration",
            [("serverId", "server"), ("munchkinId", "munchkin"), ("formId", "form")]
        ),
    ]

    /// The table for the portal's leads; its documents do not name one.
    static let leadTable = "MarketplaceLeads"

    /// Members that cannot be translated, each with the value that means what we do anyway.
    static let unsupported = ["cloudAvailability": #"["PublicAzure"]"#]

    /// Members about the portal's own pages.
    static let silent: Set = ["offerMarketingUrlIdentifier", "plans"]

    /// Members of a plan whose names do not begin with the offer's type.
    static let planMembers = [
        "planId", "regions", "restrictedAudience", "virtualMachinePricing", "cloudAvailability", "diskGenerations",
    ]

    static func isHarmless(_ value: JSONNode, _ harmless: String) -> Bool {
        value.isEmpty || String(decoding: PortalMapping.flag(value).json, as: UTF8.self) == harmless
    }

    static let types: [(portal: String, ours: OfferType)] = [
        ("microsoft-azure-virtualmachines", .virtualMachine), (coreType, .virtualMachine),
        ("microsoft-azure-container", .containerImage),
        ("microsoft-azure-applications", .solutionTemplate),
    ]

    /// Our type for the portal's (`microsoft-azure-container-apps` is also a container).
    static func type(ofPortal name: String) -> OfferType? { types.first { name.hasPrefix($0.portal) }?.ours }

    static func name(of type: OfferType) -> String { types.first { $0.ours == type }?.portal ?? type.rawValue }
}
