// Which offers wait for an operator, for both `offerctl` and the gateway.

import Base
import Localization
import Offers

/// An offer that waits for an operator.
public struct Need: Sendable, Equatable {
    public var key: OfferKey
    public var title: String
    public var attention: Attention
    public var stage: Stage
    /// The step's name in the reader's language.
    public var step: String
    /// The fault's code; empty if nothing is blocked.
    public var code: String
    public var reason: String
    public var attempts: Int
    public var since: Timestamp

    /// Nil for an offer that does not wait, or waits for its publisher. `pause` is why operators have paused it.
    public init?(_ status: OfferStatus, pause: String?, in language: Language) {
        guard let place = status.currentStep, status.steps.indices.contains(place) else { return nil }
        switch status.attention {
        case .none, .publisher: return nil
        case .approval, .operator, .overdue, .paused: break
        }
        let fault = status.steps[place].fault
        (key, title, attention) = (status.key, status.title, status.attention)
        stage = status.steps[place].stage
        step = status.steps[place].name(in: language)
        code = fault?.code ?? ""
        reason = fault?.description ?? pause ?? ""
        attempts = status.steps[place].attempt
        since =
            status.paused?.since ?? status.steps[place].began ?? status.steps[place].scheduled ?? status.changed
    }
}

/// Which needs; empty: any.
public struct NeedFilter: Sendable, Equatable {
    public var attention = ""
    public var stage = ""
    public var code = ""
    public var publisher = ""
    /// Has waited for at least this many hours.
    public var hours = 0

    /// From texts by name: the fields of an address, a form or a request.
    public init(_ fields: [String: String] = [:]) {
        attention = fields["needs"] ?? ""
        stage = fields["stage"] ?? ""
        code = fields["code"] ?? ""
        publisher = fields["publisher"] ?? ""
        hours = Self.hours(fields)
    }

    public func fits(_ need: Need, at now: Timestamp) -> Bool {
        (attention.isEmpty || need.attention.rawValue == attention) && (stage.isEmpty || need.stage.rawValue == stage)
            && (code.isEmpty || need.code == code) && (publisher.isEmpty || need.key.publisher == publisher)
            && need.since <= now + .seconds(-3_600 * hours)
    }

    /// `hours` among fields; 0 for what is not a number.
    public static func hours(_ fields: [String: String]) -> Int {
        max(0, min(Int(fields["hours"] ?? "") ?? 0, 100_000))
    }
}
