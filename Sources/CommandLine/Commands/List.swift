// `offerctl list`.

import BrokerClient
import Offers

extension CommandSpec {
    static let list = CommandSpec(
        name: "list", group: .views, options: [.publisher, .state],
        summary: "Show all offers",
        details: "Shows the newest status of every offer, by publisher and offer.",
        json: "The status documents, one a line."
    ) { invocation in
        let publisher = invocation.arguments[.publisher]
        let state: OfferState? = invocation.arguments.choice(invocation.arguments[.state])
        let rows = try invocation.broker().newest(.status).compactMap { invocation.row($0, StatusRow.init) }
            .filter { publisher == nil || $0.status.publisher == publisher }
            .filter { state == nil || $0.status.state == state }
        let palette = invocation.out.palette
        invocation.show(
            documents: rows.map(\.document),
            orText: PausePage.remarks(invocation.currentControls, palette)
                + OfferList.text(rows.map(\.status), isFiltered: publisher != nil || state != nil, palette))
    }
}

extension OptionSpec {
    fileprivate static let publisher = OptionSpec(
        name: "--publisher", value: "PUBLISHER", accepts: .identifier, help: "Only this publisher's offers")
    fileprivate static let state = OptionSpec(
        name: "--state", value: "STATE", accepts: .oneOf(OfferState.allCases.map(\.rawValue)),
        help: """
            Only offers in this state: NeverPublished,
            NotStarted, Running, WaitingForPublisherReview,
            Succeeded, Failed or Canceled
            """)
}
