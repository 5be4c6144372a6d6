// `offerctl history`.

import BrokerClient
import Offers

extension CommandSpec {
    static let history = CommandSpec(
        name: "history", group: .views, operands: [.offer],
        summary: "Show what happened to an offer",
        details: "Shows every transition of an offer in order: when (UTC), what, by whom.",
        json: "The transitions as on offers.history, one a line."
    ) { invocation in
        let offer = try invocation.arguments.offer()
        var seen = SeenIDs()
        var rows: [HistoryRow] = []
        _ = try invocation.broker().read(.history, offer, .beginning) { record in
            guard record.key == offer.bytes, record.value != nil, let row = invocation.row(record, HistoryRow.init),
                seen.take(row.id)
            else { return }
            rows.append(row)
        }
        guard !rows.isEmpty else { throw ToolError.unknownOffer(offer) }
        invocation.show(
            documents: rows.map(\.document),
            orText: HistoryPage.text(rows.map(\.transition), invocation.out.palette))
    }
}
