// `offerctl preview`: the rows of offers.preview as one subscription sees them (R16). The other entries of the
// allow-list are private and are removed first.

import BrokerClient
import Events
import JSON
import Offers

extension CommandSpec {
    static let preview = CommandSpec(
        name: "preview", group: .publishers, operands: [.optionalOffer], options: [.subscription],
        summary: "Show previews as one subscription sees them",
        details: """
            Shows the offers in preview whose allow-list names the subscription, or OFFER alone. For
            an offer that the subscription may not see, the answer is the same as for an offer that
            does not exist.
            """,
        json: "One object a line: offer, submission, link, listing, plans and package, as on\noffers.preview."
    ) { invocation in
        let subscription = invocation.arguments[.subscription] ?? ""
        let offer = invocation.arguments.optionalOffer()
        let broker = try invocation.broker()
        let records =
            try offer.map { try [broker.newest(.preview, of: $0)].compactMap(\.self) } ?? broker.newest(.preview)
        let rows = records.compactMap { record in
            invocation.row(record) { try PreviewRow($0, for: subscription) } ?? nil
        }
        // The same error for a missing and a hidden preview: a difference would reveal that the offer exists.
        if let offer, rows.isEmpty {
            throw ToolError(
                .refused,
                """
                \(offer): this subscription cannot see such a preview; its publisher decides who can, in the allow-list
                """)
        }
        invocation.show(
            documents: rows.map(\.data), orText: PreviewPage.text(rows, invocation.out.palette))
    }
}

extension OptionSpec {
    fileprivate static let subscription = OptionSpec(
        name: "--subscription", value: "ID", accepts: .guid, help: "Subscription to view as (GUID)", isRequired: true)
}

/// A preview that the subscription may see.
struct PreviewRow {
    let offer: String
    let data: JSONNode

    /// Nil if the subscription is not on the list. Throws for a record that is not a preview.
    init?(_ record: TopicRecord, for subscription: String) throws {
        let event = try record.event()
        guard event.type == .previewListed else { throw EventError("\(event.type) is not \(EventType.previewListed)") }
        let node = try JSONNode(event.data)
        let allowed = node["allowed"]?.items.compactMap { $0["id"]?.text?.lowercased() } ?? []
        guard allowed.contains(subscription.lowercased()), case .object(let members) = node else { return nil }
        offer = event.subject
        // Only its subscriptions can see a restricted plan; to them it looks like any other plan.
        let unlisted = node["unlistedPlans"]?.items ?? []
        let own = unlisted.filter { plan in
            plan["subscriptions"]?.items.contains { $0.text?.lowercased() == subscription.lowercased() } ?? false
        }
        let plans = (node["plans"]?.items ?? []) + own.compactMap { $0["plan"] }
        let shown = members.filter { !["allowed", "offer", "unlistedPlans"].contains($0.name) }
            .map { $0.name == "plans" ? .init("plans", .array(plans)) : $0 }
        data = .object([.init("offer", .string(event.subject))] + shown)
    }
}
