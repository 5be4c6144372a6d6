// One command for many offers: `resume`, `approve` and `reject` with filters instead of an OFFER. They select the same
// offers as the operators' page of the gateway.

import Base
import BrokerClient
import Offers

extension OptionSpec {
    static let yes = OptionSpec(name: "--yes", help: "Confirm: without it nothing is written")
    static let publisher = OptionSpec(
        name: "--publisher", value: "PUBLISHER", accepts: .identifier, help: "Only this publisher's offers")
    static let inStage = OptionSpec(
        name: "--stage", value: "STAGE", accepts: .oneOf(Stage.all.map(\.rawValue)), help: "Only offers in this stage")
    fileprivate static let code = OptionSpec(
        name: "--code", value: "CODE", help: "Only offers that are blocked by this fault")
    fileprivate static let hours = OptionSpec(
        name: "--hours", value: "HOURS", accepts: .number(0...100_000),
        help: "Only offers that have waited for at least HOURS")
    fileprivate static let every = OptionSpec(name: "--all", help: "Select every offer that waits for this")

    /// The filters of blocked offers, besides the stage.
    static let ofBlocked: [OptionSpec] = [.every, .code, .publisher, .hours, .yes]
    /// The filters of offers whose step waits for approval.
    static let ofApproval: [OptionSpec] = [.every, .inStage, .publisher, .hours, .yes]
}

extension Invocation {
    /// Whether filters select the offers. For `resume`, a stage alone means the stage's pause.
    var choosesOffers: Bool {
        [.every, .code, .publisher, .hours].contains { arguments.has($0) }
    }

    /// Sends the command for OFFER, or for every offer that the filters select.
    func decide(_ kind: CommandKind, text: String?) throws {
        let isBulk = choosesOffers || arguments.has(.inStage)
        switch (arguments.optionalOffer(), isBulk) {
        case (let offer?, false): try ask([command(kind, offer, text: text)])
        case (nil, true): try askAll(kind, that: .approval, text: text)
        case (nil, false):
            throw ToolError(.usage, "name an OFFER, or choose offers with --stage, --publisher, --hours or --all")
        case (.some, true): throw ToolError(.usage, "an OFFER and filters are two ways to choose; use only one of them")
        }
    }

    /// With --yes, sends the command for every waiting offer that the filters select; otherwise lists them.
    func askAll(_ kind: CommandKind, that attention: Attention, text: String?) throws {
        var filter = NeedFilter()
        filter.attention = attention.rawValue
        filter.stage = arguments[.inStage]?.lowercased() ?? ""
        filter.code = arguments[.code] ?? ""
        filter.publisher = arguments[.publisher] ?? ""
        filter.hours = arguments.number(.hours) ?? 0
        let needs = try broker().newest(.status).compactMap { try status($0) }
            .compactMap { Need($0, pause: nil, in: language) }
            .filter { filter.fits($0, at: world.now()) }.sorted { $0.since < $1.since }
        guard !needs.isEmpty else { return out.warn("no offer that waits for this matches") }
        guard arguments.has(.yes) else {
            show(needs.map(NeedReport.init), orText: NeedReport.table(needs, time, out.palette))
            let offers = needs.count == 1 ? "1 offer matches" : "\(needs.count) offers match"
            throw ToolError(.refused, "\(offers); nothing was sent. Add --yes to \(kind.rawValue) what is listed")
        }
        try ask(needs.map { command(kind, $0.key, text: text) })
    }
}

/// An offer that waits for an operator; `--json` prints it.
struct NeedReport: Codable, Equatable {
    var offer: String
    var title: String
    var needs: String
    var stage: String
    var code: String?
    var reason: String
    var attempts: Int
    var since: Timestamp

    init(_ need: Need) {
        (offer, title, needs) = (need.key.description, need.title, need.attention.rawValue)
        (stage, code) = (need.stage.rawValue, need.code.isEmpty ? nil : need.code)
        (reason, attempts, since) = (need.reason, need.attempts, need.since)
    }

    static func table(_ needs: [Need], _ time: TimeColumn, _ palette: Palette) -> String {
        var table = Table(["Offer", "Stage", time.heading("Since"), "Code", "Reason"])
        for need in needs {
            table.add([
                .init(need.key.description), .init(need.stage.rawValue), .init(time.text(need.since)),
                .init(need.code, .bad), .init(need.reason),
            ])
        }
        return table.lines(palette).text
    }
}
