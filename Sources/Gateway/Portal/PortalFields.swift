// Which key of a portal document is which place of ours. One table for the way there, the way back and for telling a
// problem's place, so that the three cannot differ.

import Offers

/// One pair of places, and how a value changes on the way between them.
struct PortalField: Sendable {
    /// Member of the portal's object. For plans the part behind the offer type: `skuTitle`.
    let key: String
    /// Names on the way to it in our document (or plan).
    let ours: [String]
    let form: PortalForm

    init(_ key: String, _ ours: String, _ form: PortalForm = .same) {
        self.key = key
        self.ours = ours.split(separator: "/").map(String.init)
        self.form = form
    }
}

enum PortalFields {
    static let prefix = "microsoft-azure-marketplace."
    static let testDrivePrefix = "microsoft-azure-marketplace-testdrive."

    /// Behind `microsoft-azure-marketplace.` in `definition.offer`.
    static let offer: [PortalField] = [
        PortalField("title", "listing/title"),
        PortalField("summary", "listing/summary"),
        PortalField("longSummary", "listing/longSummary"),
        PortalField("description", "listing/description"),
        PortalField("categoryMap", "listing/categories", .categories),
        PortalField("usefulLinks", "listing/usefulLinks", .links("linkTitle", "linkUrl")),
        PortalField("privacyURL", "listing/privacyPolicyUrl"),
        PortalField("termsOfUse", "listing/termsOfUse"),
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
        PortalField("leadConfiguration", "leads/settings"),
        PortalField("notificationEmails", "notifications/emails", .commaList),
        PortalField("language", "notifications/language"),
    ]

    /// Behind `microsoft-azure-marketplace-testdrive.` in `definition.offer`.
    static let testDrive: [PortalField] = [
        "enabled", "kind", "regions", "instances", "durationHours", "packageUrl", "accessInformation", "subscription",
        "tenant",
    ].map { PortalField($0, "testDrive/\($0)") }

    /// Behind the offer type in a plan.
    static let plan: [PortalField] = [
        PortalField("skuTitle", "title"),
        PortalField("skuSummary", "summary"),
        PortalField("skuDescription", "description"),
        PortalField(
            "operatingSystemFamily", "operatingSystem/family", .words(["Linux": "linux", "Windows": "windows"])),
        PortalField("osType", "operatingSystem/type"),
        PortalField("recommendedVMSizes", "sizes"),
        PortalField("openPorts", "ports"),
        PortalField("vmImages", "images", .disks),
        PortalField("containerImages", "images"),
        PortalField("package", "package"),
    ]

    /// Names that mean the same as another one, in offers and plans.
    static let aliases = [
        "windowsOSType": "osType", "supportUrl": "publicAzureSupportUrl", "categories": "categoryMap",
    ]

    static let leadKinds = [
        "None": "none", "HttpsEndpoint": "https", "AzureTable": "azure-table", "Salesforce": "salesforce",
        "DynamicsOnline": "dynamics", "Marketo": "marketo",
    ]

    static let types: [(portal: String, ours: OfferType)] = [
        ("microsoft-azure-virtualmachines", .virtualMachine),
        ("microsoft-azure-container", .containerImage),
        ("microsoft-azure-applications", .solutionTemplate),
    ]

    /// Our type of the portal's (`microsoft-azure-container-apps` is a container, too).
    static func type(ofPortal name: String) -> OfferType? { types.first { name.hasPrefix($0.portal) }?.ours }

    static func name(of type: OfferType) -> String { types.first { $0.ours == type }?.portal ?? type.rawValue }
}
