// The purpose of each place of an offer document, declared once for the schema, the reference page and `offerctl new`.
// The limits come from the policy, the titles from the Editor.

import JSON
import Localization
import Offers

/// A place of an offer document.
struct OfferField: Sendable {
    /// As the policy writes it.
    let at: String
    let says: String
    /// A value that passes validation. Objects and lists of objects have none: their members have.
    var example: JSONNode?
    /// The default value; nil: the member's own default, or none.
    var usual: JSONNode?

    init(_ at: String, _ says: String, _ example: JSONNode? = nil, usual: JSONNode? = nil) {
        (self.at, self.says, self.example, self.usual) = (at, says, example, usual)
    }

    /// Every place that a policy may name.
    static let all = listing + sale + plans

    private static let byPlace = Dictionary(uniqueKeysWithValues: all.map { ($0.at, $0) })

    static func of(_ pattern: PointerPattern) -> OfferField? { byPlace["\(pattern)"] }

    /// The Editor's title; for an element of a list, the name of its row.
    static func title(_ pattern: PointerPattern) -> String {
        let names = pattern.tokens.filter { $0 != "*" }.joined(separator: "-")
        let group = pattern.tokens.last == "*" ? "row" : "field"
        return names.isEmpty ? "Offer document" : Localization.text("\(group).\(names)", in: .english)
    }
}

extension OfferField {
    private static let listing: [OfferField] = [
        .init("", "An offer as its publisher describes it."),
        .init("/publisher", "Who publishes the offer. It cannot change.", "contoso"),
        .init("/offer", "The offer's name among those of its publisher. It cannot change.", "web-server"),
        .init("/type", "What customers deploy. It cannot change after the offer was live.", "virtual-machine"),
        .init("/version", "Your own number for the document. The pipeline shows it and does nothing else with it.", 1),
        .init("/listing", "What customers read."),
        .init("/listing/title", "The name of the offer in the marketplace.", "Contoso Web Server"),
        .init(
            "/listing/summary", "One sentence below the title, in lists of offers.",
            "A web server that is ready in a minute."),
        .init(
            "/listing/longSummary", "The first paragraph of the product page.",
            "A web server with automatic certificates."),
        .init(
            "/listing/description", "The text of the product page, with a small set of HTML.",
            "<p>Serves your site <b>at once</b>.</p>"),
        .init("/listing/categories", "Where the marketplace lists the offer.", ["web"]),
        .init("/listing/categories/*", "The word for a category.", "web"),
        .init("/listing/usefulLinks", "Pages that help customers, such as documentation."),
        .init("/listing/usefulLinks/*", "A page and what it is called."),
        .init("/listing/usefulLinks/*/title", "What customers click on.", "Documentation"),
        .init("/listing/usefulLinks/*/url", "The address of the page.", "https://www.contoso.example/docs"),
        .init(
            "/listing/privacyPolicyUrl", "The address of your privacy policy.", "https://www.contoso.example/privacy"),
        .init(
            "/listing/termsOfUse",
            "What customers accept before they deploy. Required unless `standardContract` is true; then it must be missing.",
            "Use it as the license says."),
        .init(
            "/listing/standardContract",
            "Whether the marketplace's standard contract applies in place of your terms of use. The policy has its address.",
            false),
        .init("/media", "Pictures and videos of the product page."),
        .init("/media/logos", "Your logo, a picture for each size."),
        .init("/media/logos/40x40", "The small logo.", "https://www.contoso.example/40x40.png"),
        .init("/media/logos/90x90", "The medium logo.", "https://www.contoso.example/90x90.png"),
        .init(
            "/media/logos/115x115", "The large logo, in lists of offers and on the product page.",
            "https://www.contoso.example/115x115.png"),
        .init("/media/logos/255x115", "The wide logo.", "https://www.contoso.example/255x115.png"),
        .init(
            "/media/logos/815x290", "A picture at the top of the product page.",
            "https://www.contoso.example/815x290.png"),
        .init("/media/screenshots", "Pictures of the product."),
        .init("/media/screenshots/*", "A picture and what it shows."),
        .init("/media/screenshots/*/title", "What the picture shows.", "The dashboard"),
        .init("/media/screenshots/*/url", "The address of the picture.", "https://www.contoso.example/dashboard.png"),
        .init("/media/videos", "Videos about the product."),
        .init("/media/videos/*", "A video, what it shows, and a picture for it."),
        .init("/media/videos/*/title", "What the video shows.", "In a minute"),
        .init("/media/videos/*/url", "The address of the page that plays it.", "https://video.contoso.example/minute"),
        .init(
            "/media/videos/*/thumbnail", "The address of a picture of it.", "https://video.contoso.example/minute.png"),
        .init("/contacts", "Whom customers and the marketplace reach."),
        .init("/contacts/support", "Who helps customers. The product page shows it."),
        .init("/contacts/support/name", "A person or a team.", "Contoso Support"),
        .init("/contacts/support/email", "Where customers write to.", "support@contoso.example"),
        .init("/contacts/support/phone", "Where customers call.", "+1 425 555 0100"),
        .init("/contacts/support/url", "A page that helps customers.", "https://www.contoso.example/support"),
        .init("/contacts/engineering", "Whom the marketplace asks about the product. Customers do not see it."),
        .init("/contacts/engineering/name", "A person or a team.", "Ada Example"),
        .init("/contacts/engineering/email", "Where the marketplace writes to.", "ada@contoso.example"),
        .init("/contacts/engineering/phone", "Where the marketplace calls.", "+1 425 555 0101"),
    ]

    private static let sale: [OfferField] = [
        .init("/audience", "Who sees the offer, in preview and live."),
        .init("/audience/previewSubscriptions", "The subscriptions that see the preview."),
        .init("/audience/previewSubscriptions/*", "A subscription with its type."),
        .init(
            "/audience/previewSubscriptions/*/id", "The subscription's GUID.", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        .init(
            "/audience/previewSubscriptions/*/type",
            "How the subscription is paid for. Some types cannot deploy every offer.", "pay-as-you-go"),
        .init("/audience/countries", "Where the offer is sold.", ["US", "FR"]),
        .init("/audience/countries/*", "ISO 3166-1 alpha-2.", "US"),
        .init("/notifications", "Mail about the offer's submissions."),
        .init("/notifications/emails", "Who gets the mail.", ["publishing@contoso.example"]),
        .init("/notifications/emails/*", "An address.", "publishing@contoso.example"),
        .init("/notifications/language", "The language of the mail and of the product page.", "fr", usual: "en"),
        .init("/leads", "Where the data of interested customers goes. Without it nobody gets them."),
        .init("/leads/destination", "What receives leads. It decides which settings are needed.", "none"),
        .init(
            "/leads/settings",
            "How the destination is reached: url for https; connectionString and table for azure-table; organization for salesforce."
        ),
        .init("/leads/settings/url", "The address that takes leads.", "https://leads.contoso.example/incoming"),
        .init(
            "/leads/settings/connectionString",
            "Where the table is, with a shared access signature to add and read. It is a secret.",
            "TableEndpoint=https://contoso.table.example;SharedAccessSignature=sp=ra&sig=c2ln"),
        .init("/leads/settings/table", "The table's name, 3 to 63 letters and digits.", "MarketplaceLeads"),
        .init("/leads/settings/organization", "The organization's ID.", "00D300000000001"),
        .init("/testDrive", "A trial that customers start from the product page."),
        .init(
            "/testDrive/enabled", "Whether customers can try the offer. The other members are needed where it is true.",
            false),
        .init("/testDrive/kind", "What runs a trial.", "azure-resource-manager"),
        .init("/testDrive/regions", "Where trials run.", ["westeurope"]),
        .init("/testDrive/regions/*", "A region's name.", "westeurope"),
        .init("/testDrive/instances", "How many trials each region keeps ready; at least one in all."),
        .init("/testDrive/instances/hot", "Trials that run and wait for a customer.", 1),
        .init("/testDrive/instances/warm", "Trials that are deployed and stopped.", 0),
        .init("/testDrive/instances/cold", "Trials that are deployed when a customer asks.", 2),
        .init("/testDrive/durationHours", "How long a trial lasts, in hours.", 2),
        .init(
            "/testDrive/packageUrl", "The address of the package that deploys a trial, a zip.",
            "https://www.contoso.example/test-drive.zip"),
        .init(
            "/testDrive/accessInformation", "What a customer needs to know to sign in.",
            "Open the address and sign in with the name shown."),
        .init(
            "/testDrive/subscription", "The GUID of the subscription that runs the trials.",
            "9e107d9d-372b-4b6e-8c9f-1d2e3f4a5b6c"),
        .init("/testDrive/tenant", "The GUID of that subscription's tenant.", "6ecd8c99-4036-403d-bf84-cf8400f67836"),
    ]

    private static let plans: [OfferField] = [
        .init("/plans", "What customers choose between. A plan that was live cannot be removed."),
        .init("/plans/*", "One choice: what is deployed, where, and at what price."),
        .init("/plans/*/id", "The plan's name. It cannot change after the offer was live.", "basic"),
        .init("/plans/*/title", "What customers choose.", "Basic"),
        .init("/plans/*/summary", "One sentence below the title.", "One server"),
        .init(
            "/plans/*/description", "More about the plan, with a small set of HTML.", "<p>One server with one site.</p>"
        ),
        .init(
            "/plans/*/countries",
            "Where the plan is sold; countries of the offer. Without it the plan is sold wherever the offer is.", ["US"]
        ),
        .init("/plans/*/countries/*", "ISO 3166-1 alpha-2.", "US"),
        .init(
            "/plans/*/restrictedTo", "The subscriptions that see and buy the plan. Without it everybody does.",
            ["3f2504e0-4f89-41d3-9a0c-0305e82c3301"]),
        .init("/plans/*/restrictedTo/*", "A subscription's GUID.", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        .init("/plans/*/hidden", "Shows the plan to nobody. A solution template can still deploy it.", false),
        .init("/plans/*/operatingSystem", "What the machine boots."),
        .init("/plans/*/operatingSystem/family", "It decides how the disk is checked.", "linux"),
        .init("/plans/*/operatingSystem/type", "The system and its version.", "Debian 12"),
        .init("/plans/*/sizes", "The sizes of machines that you recommend, the best first.", ["standard-d2"]),
        .init("/plans/*/sizes/*", "A size's name.", "standard-d2"),
        .init(
            "/plans/*/license", "How customers pay for the software. It cannot change after the offer was live.",
            "usage-based"),
        .init(
            "/plans/*/prices",
            "What an hour costs, for a usage-based license only. After the offer was live a price cannot rise."),
        .init("/plans/*/prices/*", "The price in one country."),
        .init("/plans/*/prices/*/country", "ISO 3166-1 alpha-2.", "US"),
        .init("/plans/*/prices/*/currency", "ISO 4217.", "USD"),
        .init(
            "/plans/*/prices/*/perHour",
            "The price of one hour. Required unless `byCores` has prices; then it must be missing.",
            .number("0.05")),
        .init("/plans/*/prices/*/perCore", "Whether the price is that of each core of the machine.", false),
        .init("/plans/*/prices/*/byCores", "Prices by the machine's number of cores, in place of `perHour`."),
        .init("/plans/*/prices/*/byCores/*", "The price of machines with one number of cores."),
        .init("/plans/*/prices/*/byCores/*/cores", "The number of cores; 0 is a machine that shares a core.", 2),
        .init("/plans/*/prices/*/byCores/*/perHour", "The price of one hour of such a machine.", .number("0.1")),
        .init(
            "/plans/*/freeTrialMonths",
            "For how many months a customer of a usage-based plan pays nothing for the software. Without it, for none.",
            1),
        .init("/plans/*/ports", "What the machine offers on the network."),
        .init("/plans/*/ports/*", "An open port."),
        .init("/plans/*/ports/*/port", "Its number.", 443),
        .init("/plans/*/ports/*/transport", "Its transport.", "tcp"),
        .init("/plans/*/ports/*/name", "What listens there.", "https"),
        .init("/plans/*/images", "Disks of a virtual machine by version, the newest last; or images of containers."),
        .init("/plans/*/images/*", "One version of the disks, or one image of a container."),
        .init("/plans/*/images/*/version", "The number of these disks. A later version has a higher one.", "1.0.0"),
        .init("/plans/*/images/*/osDisk", "The disk to boot from, a fixed VHD."),
        .init(
            "/plans/*/images/*/osDisk/url", "The address of the disk with a shared access signature for its container.",
            signed("web-server-1-0-0")),
        .init(
            "/plans/*/images/*/osDisk/digest", "The digest of the disk. Certification refuses any other.", digest("a")),
        .init("/plans/*/images/*/dataDisks", "More disks. Their number cannot change for a version that was live."),
        .init("/plans/*/images/*/dataDisks/*", "A disk that is attached."),
        .init("/plans/*/images/*/dataDisks/*/lun", "The disk's number: 0, 1, 2 and so on.", 0),
        .init(
            "/plans/*/images/*/dataDisks/*/url",
            "The address of the disk with a shared access signature for its container.", signed("web-data-1-0-0")),
        .init(
            "/plans/*/images/*/dataDisks/*/digest", "The digest of the disk. Certification refuses any other.",
            digest("b")),
        .init(
            "/plans/*/images/*/repository", "Where the image is: registry and name. Give this or a layout.",
            "registry.contoso.example/web-server"),
        .init(
            "/plans/*/images/*/layout", "The address of an OCI image layout, in place of a repository.",
            "https://www.contoso.example/layout.tar"),
        .init("/plans/*/images/*/tags", "The tags that are published; one of them is latest."),
        .init("/plans/*/images/*/tags/*", "A tag and what it points to."),
        .init("/plans/*/images/*/tags/*/tag", "latest, or a version and a word: 1.0-slim.", "latest"),
        .init("/plans/*/images/*/tags/*/digest", "The digest of the manifest that the tag points to.", digest("a")),
        .init("/plans/*/package", "What deploys the solution: a zip of templates."),
        .init("/plans/*/package/version", "The number of this package.", "1.0.0"),
        .init("/plans/*/package/url", "The address of the package.", "https://www.contoso.example/web-farm.zip"),
        .init("/plans/*/package/digest", "The digest of the package. Certification refuses any other.", digest("c")),
    ]

    private static func digest(_ digit: String) -> JSONNode {
        .string("sha256:" + String(repeating: digit, count: 64))
    }

    private static func signed(_ name: String) -> JSONNode {
        .string(
            "https://contoso.blob.example/vhds/\(name).vhd?sv=2018-03-28&sr=c&sp=rl&st=2026-01-01T00:00:00Z"
                + "&se=2036-01-01T00:00:00Z&sig=c2lnbmF0dXJl")
    }
}
