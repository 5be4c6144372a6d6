// The content of a mail. Its structure is here, for all languages; its sentences are `mail.…` in the tables of
// Localization. Each mail says what happened, to which offer, and what to do next (R29).

import Base
import Localization
import Offers

/// A mail's content in one language, in both forms.
struct MailText {
    /// Characters of a subject; mail programs truncate longer ones.
    static let longestSubject = 60

    let subject: String
    let text: String
    let html: String

    init(_ notification: Notification, _ model: MailModel) {
        let builder = MailBuilder(notification: notification, model: model)
        let blocks = builder.blocks
        subject = builder.subject
        text = Block.text(blocks, in: model.language)
        html = Block.html(blocks, title: subject, in: model.language)
    }
}

private struct MailBuilder {
    let notification: Notification
    let model: MailModel
    private let values: [String: String]

    init(notification: Notification, model: MailModel) {
        self.notification = notification
        self.model = model
        var values = [
            "title": model.title.isEmpty ? model.key : model.title, "key": model.key, "command": model.command,
            "by": model.by, "cause": model.cause, "ticket": model.ticket,
            "until": "\(MailLimit.end(of: model.time).short) UTC",
        ]
        if let step = model.step {
            values["name"] = step.name
            values["number"] = "\(step.number)"
            values["count"] = "\(step.count)"
            values["worker"] = step.stage
        }
        values["ticket-number"] = model.ticket.split(separator: "/").last.map(String.init)
        values["problem-count"] = "\(model.problemCount)"
        values["more"] = "\(model.problemCount - model.problems.count)"
        values["problems"] = Localization.text(
            model.problemCount == 1 ? "mail.problem" : "mail.problems", values, in: model.language)
        self.values = values
    }

    /// A text of all mails.
    private func common(_ code: String) -> String { Localization.text("mail.\(code)", values, in: model.language) }

    /// A text of this kind of mail.
    private func own(_ part: String) -> String { common("\(notification.rawValue).\(part)") }

    private func commands(_ words: String...) -> Block { .commands(words.map { "offerctl \($0)" }) }

    /// `[publisher/offer] What happened`. Of a long key the end is kept, because it names the offer.
    var subject: String {
        let what = own("subject")
        let room = MailText.longestSubject - what.count - 3
        let key = model.key.count <= room ? model.key : "…\(model.key.suffix(max(8, room - 1)))"
        return String("[\(key)] \(what)".prefix(MailText.longestSubject))
    }

    var blocks: [Block] {
        let audience = notification.audience
        var blocks: [Block] = []
        if model.isUndeliverable {
            blocks.append(.paragraph(common(audience == .publisher ? "undeliverable" : "not-told")))
        }
        if model.isLast { blocks.append(.paragraph(common("limit-reached"))) }
        blocks += [.paragraph(common("greeting.\(audience.rawValue)")), .paragraph(own("happened"))]
        blocks += details
        blocks.append(.facts(facts))
        blocks += [.heading(common("next")), .paragraph(own("next"))]
        blocks += actions
        blocks.append(.footer(common("footer")))
        return blocks
    }

    private var facts: [Block.Fact] {
        let facts: [(String, String?)] = [
            ("offer", model.title.isEmpty ? model.key : common("title-and-key")), ("submission", model.submission),
            ("step", isAtStep ? common("place") : nil), ("state", model.state),
            ("time", "\(model.time.short) UTC"), ("limit", model.limit), (isRequest ? "request" : "reason", reason),
        ]
        return facts.compactMap { name, value in value.map { Block.Fact(name: common(name), value: $0) } }
    }

    /// A canceled submission is back at its first step, which means nothing to the reader.
    private var isAtStep: Bool { model.step != nil && notification != .canceled && notification != .sellingStopped }

    private var isRequest: Bool { notification == .supportOpened || notification == .supportRequested }

    /// Only operators read about a fault of the pipeline.
    private var reason: String? { notification == .delayed ? nil : model.reason }

    /// Problems, links and notes, if there are any.
    private var details: [Block] {
        var details: [Block] = []
        if !model.problems.isEmpty { details.append(.problems(model.problems)) }
        if model.problemCount > model.problems.count { details.append(.paragraph(common("more"))) }
        return details + [model.links, model.notes].filter { !$0.isEmpty }.map(Block.list)
    }

    /// How to do the next step: publishers get the page of the offer, operators the commands.
    private var actions: [Block] {
        let key = model.key
        switch notification {
        case .rejected, .previewReady, .live, .canceled, .sellingStopped, .overdue, .delayed, .refused, .supportOpened:
            return [.button(own("button"), address: model.page)]
        case .stepBlocked:
            return [commands("status \(key)", "history \(key)"), .paragraph(own("resume")), commands("resume \(key)")]
        case .stepOverdue: return [commands("status \(key)", "history \(key)", "lag")]
        case .supportRequested:
            let addresses = model.publisherAddresses.map(\.description)
            return [
                commands("status \(key)", "history \(key)"),
                .list(addresses.isEmpty ? [common("no-address")] : addresses),
            ]
        case .approvalAsked:
            return [
                commands("status \(key)"), .paragraph(own("approve")), commands("approve \(key)"),
                .paragraph(own("reject")), commands("reject \(key) --text \"…\""),
            ]
        case .operatorRefused: return [commands("status \(key)")]
        }
    }
}
