// `offerctl list`.

import BrokerClient
import Offers

extension CommandSpec {
    static let list = CommandSpec(
        name: "list", group: .views, options: [.publisher, .state, .needs],
        summary: "Show all offers",
        details: "Shows the newest status of every offer, sorted by publisher and offer.",
        json: "One status document a line; see status."
    ) { invocation in
        let publisher = invocation.arguments[.publisher]
        let state: OfferState? = invocation.arguments.choice(invocation.arguments[.state])
        let needs: Attention? = invocation.arguments.choice(invocation.arguments[.needs])
        let offers = try invocation.broker().newest(.status).compactMap { try invocation.status($0) }
            .filter { publisher == nil || $0.publisher == publisher }
            .filter { state == nil || $0.state == state }
            .filter { needs == nil || $0.attention == needs }
        let language = invocation.language
        let palette = invocation.out.palette
        invocation.show(
            documents: offers.map { $0.document(language) },
            orText: PausePage.remarks(invocation.currentControls, palette)
                + OfferList.text(
                    offers, isFiltered: publisher != nil || state != nil || needs != nil, in: language,
                    invocation.time, palette))
    }
}

extension OptionSpec {
    fileprivate static let needs = OptionSpec(
        name: "--needs", value: "WHO", accepts: .oneOf(Attention.allCases.filter { $0 != .none }.map(\.rawValue)),
        help: """
            Only offers that wait for somebody: publisher,
            approval, operator (blocked), overdue or paused
            """)
    fileprivate static let state = OptionSpec(
        name: "--state", value: "STATE", accepts: .oneOf(OfferState.allCases.map(\.rawValue)),
        help: """
            Only offers in this state: NeverPublished,
            NotStarted, Running, WaitingForPublisherReview,
            Succeeded, Failed or Canceled
            """)
}
