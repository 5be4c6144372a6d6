// Names of states and longest times, shared by pages, mails and `offerctl`.

import Base
import Localization

extension OfferState {
    public func text(in language: Language) -> String { Localization.text("state.\(rawValue)", in: language) }
}

extension StepState {
    public func text(in language: Language) -> String { Localization.text("step.\(rawValue)", in: language) }
}

extension PublishingProfile.Longest {
    /// `15 min`, `4 days`, `5 business days`; returns a duration that cannot be read unchanged.
    public func text(in language: Language) -> String {
        guard let span = Duration(iso8601: duration) else { return duration }
        return Localization.text(of: span, business: calendar == .business, in: language)
    }
}
