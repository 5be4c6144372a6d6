// `offerctl history`.

import BrokerClient
import Offers

extension CommandSpec {
    static let history = CommandSpec(
        name: "history", group: .views, operands: [.offer],
        summary: "Show what happened to an offer",
        details: "Shows every transition of an offer in order: time (UTC), event and actor.",
        json: "The entries of offers.history, one a line, with offer and time."
    ) { invocation in
        let offer = try invocation.arguments.offer()
        var seen = SeenIDs()
        var rows: [HistoryRow] = []
        _ = try invocation.broker().read(.history, offer, .beginning) { record in
            guard record.key == offer.bytes, record.value != nil, let row = try invocation.entry(record),
                seen.take(row.id)
            else { return }
            rows.append(row)
        }
        guard !rows.isEmpty else { throw ToolError.unknownOffer(offer) }
        invocation.show(
            documents: rows.map(\.transition.document),
            orText: HistoryPage.text(
                rows.map(\.transition), invocation.processes, in: invocation.language, invocation.out.palette))
    }
}
