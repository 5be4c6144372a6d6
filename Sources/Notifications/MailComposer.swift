// Who gets a mail, in which language, from whom and under which Message-ID. No mail is ever dropped: what has no
// publisher to go to goes to the operator.

import Base
import Localization
import Offers

/// Addresses and languages of the mails that a transition makes.
struct MailComposer: Sendable {
    /// More recipients than any publisher needs; the rest is left out.
    static let mostRecipients = 20

    let from: EmailAddress
    let operatorAddress: EmailAddress
    let operatorLanguage: Language
    let domain: String

    /// Settings: `mail-from`, `operator-address`, `operator-language`, and `mail-domain` for Message-IDs (the domain of
    /// `mail-from` where it is not given).
    init(_ settings: Settings) throws {
        from = try settings.address("mail-from", default: "publishing@localhost")
        operatorAddress = try settings.address("operator-address", default: "operator@localhost")
        operatorLanguage = try settings.choice("operator-language", default: .english)
        domain = settings["mail-domain"] ?? from.domain
        guard EmailAddress.isHostName(domain) else {
            throw Settings.Wrong("--mail-domain \(domain.oneLine(80)): give a host name such as mail.example.org")
        }
    }

    /// Id of the notification that an event makes for one audience; its Message-ID is made from it.
    static func id(of notice: Notification, event: String) -> String { "\(event)/\(notice.audience.rawValue)" }

    /// The mails about a transition, written. A publisher without a usable address is told by way of the operator; an
    /// operator who gets a mail about the same thing anyway gets that one, with a note.
    func letters(about transition: Transition, of key: OfferKey, event: String) -> [MailMessage] {
        let publishers = usable(transition.notify)
        let notices = NotificationRule.notices(for: transition)
        let reachesOperator = notices.contains { $0.audience == .operator }
        let lacksAddress = publishers.isEmpty && notices.contains { $0.audience == .publisher }
        var occasion = MailModel(transition, of: key, publisherAddresses: publishers)
        occasion.isUndeliverable = lacksAddress
        return notices.compactMap { notice in
            switch notice.audience {
            case .publisher where !lacksAddress:
                mail(notice, occasion, to: publishers, in: transition.language, event: event)
            case .publisher where reachesOperator: nil
            case .publisher, .operator:
                mail(notice, occasion, to: [operatorAddress], in: operatorLanguage, event: event)
            }
        }
    }

    private func mail(
        _ notice: Notification, _ occasion: MailModel, to recipients: [EmailAddress], in language: Language,
        event: String
    ) -> MailMessage {
        let letter = Letter(notice, occasion, in: language)
        return MailMessage(
            from: from, to: recipients, subject: letter.subject, date: occasion.time,
            id: MessageID(for: Self.id(of: notice, event: event), domain: domain),
            thread: MessageID(for: occasion.submission ?? occasion.key, domain: domain), language: language,
            offer: occasion.key, submission: occasion.submission, notice: notice, text: letter.text, html: letter.html)
    }

    /// The addresses mail can go to, each once, in their order.
    private func usable(_ addresses: [String]) -> [EmailAddress] {
        var seen: Set<EmailAddress> = []
        let usable = addresses.compactMap { entry -> EmailAddress? in
            let words = entry.split(separator: " ")
            return words.count == 1 ? EmailAddress(words[0]) : nil
        }.filter { seen.insert($0).inserted }
        return Array(usable.prefix(Self.mostRecipients))
    }
}

extension Settings {
    fileprivate func address(_ name: String, default usual: String) throws -> EmailAddress {
        let text = self[name] ?? usual
        guard let address = EmailAddress(text, leastLabels: 1) else {
            throw Wrong("--\(name) \(text.oneLine(80)): give one plain address such as \(usual)")
        }
        return address
    }
}
