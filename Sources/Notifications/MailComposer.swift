// Who gets a mail, in which language, from whom and under which Message-ID. No mail is dropped: one that cannot reach its
// publisher goes to the operator.

import Base
import Localization
import Offers

/// Addresses and languages of the mails that a transition makes.
struct MailComposer: Sendable {
    let from: EmailAddress
    /// The sender's name; nil: the pipeline's name in the language of the mail.
    let fromName: String?
    let operatorAddress: EmailAddress
    let operatorLanguage: Language
    let domain: String
    /// The address of the gateway's pages, without a trailing slash.
    let pages: String
    private let policy: MailPolicy
    private let limit: MailLimit

    /// Settings: `mail-from` (an address, or `Name <address>`), `operator-address`, `operator-language`, `pages-url`,
    /// `mail-domain` for Message-IDs (the domain of `mail-from` where it is not given), and `policy`, of which `mail` and `quotas` count.
    init(_ settings: Settings) throws {
        let sender = settings["mail-from"] ?? "publishing@localhost"
        let parts = sender.split(separator: "<", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, parts[1].hasSuffix(">") {
            let name = String(parts[0]).oneLine(60)
            fromName = name.isEmpty ? nil : name
            from = try Self.address("mail-from", String(parts[1].dropLast()), such: "publishing@localhost")
        } else {
            fromName = nil
            from = try Self.address("mail-from", sender, such: "publishing@localhost")
        }
        let usual = "operator@localhost"
        operatorAddress = try Self.address("operator-address", settings["operator-address"] ?? usual, such: usual)
        operatorLanguage = try settings.choice("operator-language", default: .english)
        domain = settings["mail-domain"] ?? from.domain
        guard EmailAddress.isHostName(domain) else {
            throw Settings.Wrong("--mail-domain \(domain.oneLine(80)): give a host name such as mail.example.org")
        }
        pages = try settings.pagesAddress()
        let rules = try settings["policy"].map { _ in try Policy(settings) }
        policy = rules?.mail ?? MailPolicy()
        limit = MailLimit(rules?.quotas)
    }

    private static func address(_ name: String, _ text: String, such usual: String) throws -> EmailAddress {
        guard let address = EmailAddress(text, leastLabels: 1) else {
            throw Settings.Wrong("--\(name) \(text.oneLine(80)): give one plain address such as \(usual)")
        }
        return address
    }

    /// The mails about a transition, one for each recipient; a limit makes fewer of them. Without a usable address of the
    /// publisher, the operator gets the publisher's mail; an operator who gets a mail about the same transition anyway gets
    /// only that one, with a note.
    func mails(about transition: Transition, process: PublishingProcess?, event: String) -> (
        mails: [MailMessage], refused: Int
    ) {
        let publishers = usable(transition.notify, of: transition.key.publisher)
        let notifications = NotificationRule.notifications(for: transition)
        let reachesOperator = notifications.contains { $0.audience == .operator }
        let lacksAddress = publishers.isEmpty && notifications.contains { $0.audience == .publisher }
        var (mails, refused) = ([MailMessage](), 0)
        for notification in notifications {
            let isForPublisher = notification.audience == .publisher
            if isForPublisher, lacksAddress, reachesOperator { continue }
            let goesToPublisher = isForPublisher && !lacksAddress
            let recipients = goesToPublisher ? publishers : [Mailbox(operatorAddress)]
            let answer = limit.ask(
                recipients.count, about: transition.key, to: goesToPublisher ? .publisher : .operator,
                at: transition.time)
            guard answer != .refused else {
                refused += recipients.count
                continue
            }
            var model = MailModel(
                transition, process: process, in: goesToPublisher ? transition.language : operatorLanguage,
                publisherAddresses: publishers, pages: pages)
            model.isUndeliverable = lacksAddress
            model.isLast = answer == .last
            mails += self.mails(notification, model, to: recipients, event: event)
        }
        return (mails, refused)
    }

    private func mails(
        _ notification: Notification, _ model: MailModel, to recipients: [Mailbox], event: String
    ) -> [MailMessage] {
        let content = MailText(notification, model)
        return recipients.enumerated().map { index, recipient in
            let name = "\(event)/\(notification.audience.rawValue)/\(index + 1)"
            return MailMessage(
                name: name, from: from, fromName: fromName ?? Localization.text("page.site", in: model.language),
                to: recipient, subject: content.subject, date: model.time, id: MessageID(for: name, domain: domain),
                thread: MailThread(model.submission ?? model.key, domain: domain), language: model.language,
                offer: model.key, submission: model.submission, notification: notification, text: content.text,
                html: content.html)
        }
    }

    /// The addresses mail of the publisher can go to, each once, in their order.
    private func usable(_ addresses: [String], of publisher: String) -> [Mailbox] {
        var seen: Set<EmailAddress> = []
        return addresses.compactMap { Mailbox($0) }.filter {
            policy.allows($0.address, of: publisher) && seen.insert($0.address).inserted
        }
    }
}
