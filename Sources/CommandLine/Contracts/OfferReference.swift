// `docs/reference/offer.md`.

import JSON
import Offers

/// The reference page of offer documents: how they are read, and the purpose and limits of every member.
struct OfferReference {
    private let policy: Policy

    init(_ policy: Policy) { self.policy = policy }

    var text: String {
        var lines = [
            "# Offer documents", "",
            "`offerctl contracts offer-reference` makes this page from the code and from [the policy](../../deploy/policy/policy.json),",
            "which holds the limits. An offer is one JSON document of at most 1 MiB.",
            "[`schemas/offer.schema.json`](../../schemas/offer.schema.json) describes it for editors, and `offerctl new` prints one to",
            "fill in. The codes of problems are in [certification.md](certification.md).", "", "## Members", "",
            "`*` is each element of a list. A member that is not required may be missing.",
        ]
        for section in sections {
            lines += [
                "", "### \(section.title)", "", "| member | what it is for | what it takes | example |",
                "|---|---|---|---|",
            ]
            lines += section.places.map { row($0, section.rules) }
        }
        return lines.text + "\n" + Self.chapters + "\n"
    }

    private struct Section {
        var title: String
        var rules: [Policy.Field]

        /// Each place once, in the order of the policy.
        var places: [PointerPattern] {
            var seen: Set<PointerPattern> = []
            return rules.map(\.at).filter { seen.insert($0).inserted }
        }
    }

    private var sections: [Section] {
        var sections: [Section] = []
        for rule in policy.fields where !rule.at.tokens.isEmpty {
            let title = title(rule)
            if let index = sections.firstIndex(where: { $0.title == title }) {
                sections[index].rules.append(rule)
            } else {
                sections.append(Section(title: title, rules: [rule]))
            }
        }
        return sections
    }

    /// Members of the document itself and of its parts; for plans, those of each offer type.
    private func title(_ rule: Policy.Field) -> String {
        let first = rule.at.tokens[0]
        guard policy.fields.contains(where: { $0.at.tokens.first == first && $0.at.tokens.count > 1 }) else {
            return "The offer"
        }
        let part = "`\(first)`"
        guard first == "plans", let types = rule.for else { return part }
        return "\(part) of a \(types.map(\.rawValue).joined(separator: ", "))"
    }

    private func row(_ place: PointerPattern, _ rules: [Policy.Field]) -> String {
        let field = OfferField.of(place)
        let usual = field?.usual.map { " Without it: \(code($0))." } ?? ""
        let limits = rules.filter { $0.at == place }.map(limit)
        let example = field?.example.map(code) ?? ""
        return
            "| `\(place)` | \(cell(field?.says ?? ""))\(usual) | \(cell(limits.joined(separator: "; "))) | \(example) |"
    }

    private func limit(_ rule: Policy.Field) -> String {
        let need = rule.required ?? false ? "**required**" : ""
        let condition = rule.when.map { "where `\($0.at)` is `\($0.is)`" } ?? ""
        let types =
            rule.kind == .refused ? rule.for.map { "for \($0.map(\.rawValue).joined(separator: ", "))" } ?? "" : ""
        return [types, need, condition, rule.limit].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func code(_ node: JSONNode) -> String { "`\(cell(String(decoding: node.json, as: UTF8.self)))`" }

    private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private static let chapters = #"""
        ## How a document is read

        Validation reads a document once, and every stage uses what it read. Whatever is not a document is a problem in the first step,
        with its place; all problems come at once.

        - The text is UTF-8. A byte order mark is passed over; Latin-1 and UTF-16 are refused, with line and column.
        - A name appears once in an object. Half of a surrogate pair is refused.
        - A member that is `null`, or a text in which nothing can be seen, counts as absent.
        - `443`, `443.0` and `4.43e2` are the same whole number.
        - A member has its type even where it is not used, as in a test drive that is off.
        - A member that belongs to another type of offer is a problem: a license of a container image, disks beside tags.
        - A member that is unknown has no effect and is a warning. `offerctl lint`, the API and the status of the first step show it.

        ## Limits of texts

        A limit counts characters as people see them: an e with its accent is one, and so is a flag. A text also takes at most four
        bytes in UTF-8 for each character of its limit, so a title of 50 characters has at most 200 bytes. `maxLength` in the schema
        counts code points and is stricter for combined characters.

        Texts of one line have no control characters, no separators of lines or paragraphs, and no characters that change the direction
        of what follows. The policy says with `lines` which texts may have several lines.

        ## Terms

        An offer has `termsOfUse`, or it has `standardContract: true`. The policy has the contract's address (`standardContract.url`);
        where it has none, the standard contract is refused. The shipped policy has the address of the contract of the marketplace
        whose limits it holds: write your own there, or delete the member.

        Validation reads the address once for each submission. The preview, the package and the catalog have it in
        `listing.termsOfUse`, beside `standardContract`, and the product page links to it. An offer that is live keeps its address
        until it is published again.

        ## Plans

        - `countries` says where a plan is sold; without it the plan is sold wherever the offer is.
        - `restrictedTo` lists the subscriptions that see and buy a plan. `hidden` shows it to nobody; solution templates deploy it. Such
          plans are not on the product page. The catalog and the preview list them under `unlistedPlans`, with who sees them.
        - A price is for an hour of a machine, with `perCore` for an hour of each of its cores, or with `byCores` for an hour of a
          machine with that number of cores. A live price keeps its form, and no number of cores becomes more expensive.
        - `freeTrialMonths` says for how many months a customer of a usage-based plan pays nothing for the software.

        ## Disks that are live

        The disks of a live version were read, certified and copied. A later submission does not fetch them again, and their signatures
        may have ended. If their last scan is too old, they are scanned again from where they are kept. A disk is the same if it has the digest that was certified or, where none is declared, the same address but for
        the signature. At another address it is another disk, which needs a signature and is read.

        A signature lasts at least 21 days when you publish. One day less is accepted, because time passes after it was made.

        ## The portal's form

        The gateway takes the documents of the Cloud Partner Portal and keeps them complete or not. To publish, each member must mean
        something here: a member whose meaning the marketplace cannot carry is a problem with its place in that document; nothing gets a
        default meaning.

        | Member | What it becomes |
        |---|---|
        | `virtualMachinePricing` | `isByol`: bring your own license. `coreMultiplier.single`: a price for each core. `coreMultiplier.individually`: prices by number of cores, `sharedcore` is 0. `regionPrices`: the same for each country. `isByol: false` alone: free. `freeTrialDurationInMonths`: `freeTrialMonths`. Prices by spreadsheet are refused |
        | `regions` | the plan's countries; the offer is sold where one of its plans is |
        | `restrictedAudience.manualEntries` | `restrictedTo`; other audiences are refused |
        | `hideSKUForSolutionTemplate` | `hidden` |
        | `…LeadConfiguration` | the settings of the destination that `leadDestination` names; leads in a table go to `MarketplaceLeads` unless `tableName` says otherwise |
        | `categories`, `categoryMap` | the categories; `categoryMap` counts where both are there |
        | `cloudAvailability` | only `PublicAzure` |
        | `vmImagesPublicAzure` | the same as `vmImages`; images under both names are refused |
        | `diskGenerations` | each entry is a plan of its own behind all others: with its id and images, otherwise like the plan that it is in |
        | `useEnterpriseContract` | `standardContract`; terms beside it have no effect, which is a warning |

        Documents of the type `microsoft-azure-corevm` have much of the listing in their plans: logos, links, screenshots, videos,
        categories, the long summary, terms and the privacy policy. The offer has one listing: what `definition.offer` says counts, then
        what the first plan says. Another value in another plan is a warning.

        An answer masks secrets as `***`. In a document that comes back with a mask, a secret is put back by what it belongs to: the
        plan's id, the version, the disk. Where it is not known, the document is refused; a mask is never kept.
        """#
}
