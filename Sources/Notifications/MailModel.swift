// What a mail says about a transition. All outside text for mails passes here and is cleaned and bounded, so that a
// whole mail stays below 200 KB whatever was sent (R33).

import Base
import Localization
import Offers

/// A transition in the form for mails, in its reader's language.
struct MailModel: Equatable {
    struct Step: Equatable {
        var name: String
        var stage: String
        var number: Int
        var count: Int
    }

    /// What the publisher must correct: where, what and how.
    struct ProblemText: Equatable {
        var pointer: String
        var code: String
        var message: String
        var remedy: String
    }

    var language: Language
    /// `publisher/offer`: safe on a command line and in an address.
    var key: String
    var title: String
    var submission: String?
    var step: Step?
    /// The name of the state in the submission's process, otherwise the general one.
    var state: String
    var time: Timestamp
    /// The reason of a refusal or fault, or the text of a support request.
    var reason: String?
    /// The longest expected time, if it was exceeded.
    var limit: String?
    var command: String
    var ticket: String
    var by: String
    var cause: String
    /// As many problems as fit, and their total number.
    var problems: [ProblemText]
    var problemCount: Int
    var notes: [String]
    var links: [String]
    /// Addresses of the publisher, for an operator who has to answer.
    var publisherAddresses: [Mailbox]
    /// Whether this goes to an operator because the submission has no address that mail could go to.
    var isUndeliverable = false
    /// Whether a limit allows no more mails in this hour.
    var isLast = false
    /// The address of the offer's page.
    var page: String

    init(
        _ transition: Transition, process: PublishingProcess?, in language: Language,
        publisherAddresses: [Mailbox], pages: String
    ) {
        self.language = language
        key = transition.key.description
        title = transition.title.oneLine(Bound.title)
        submission = transition.submission?.oneLine(Bound.word)
        step = transition.step.map { step in
            Step(
                name: (process?.definition(ofStep: step.index)?.name[language] ?? step.stage.rawValue)
                    .oneLine(Bound.word),
                stage: step.stage.rawValue.oneLine(Bound.word), number: step.number, count: step.count)
        }
        let label =
            transition.state == .waitingForPublisherReview ? process?.profile.reviewLabel[language] : nil
        state = (label ?? transition.state.text(in: language)).oneLine(Bound.word)
        time = transition.time
        let text =
            transition.refusal?.refusalText(in: language, process: process) ?? transition.fault?.description
            ?? transition.text ?? ""
        let span = transition.kind == .stepOverdue ? Duration(iso8601: text) : nil
        limit = span.map { Localization.text(of: $0, in: language) }
        reason = span == nil && !text.isEmpty ? text.oneLine(Bound.reason) : nil
        command = transition.command?.rawValue ?? "?"
        ticket = (transition.ticket ?? transition.cause).oneLine(Bound.word)
        by = transition.byName.oneLine(Bound.word)
        cause = transition.cause.oneLine(Bound.word)
        problems = fitting(transition.problems, in: language)
        problemCount = transition.problems.count
        notes = transition.notes.prefix(Bound.remarks).map { $0.text(in: language).oneLine(Bound.remark) }.filter {
            !$0.isEmpty
        }
        // A truncated link leads nowhere, so a long one is left out.
        links = transition.links.filter { $0.utf8.count <= Bound.remark }.prefix(Bound.remarks)
            .map { $0.oneLine(Bound.remark) }.filter { !$0.isEmpty }
        self.publisherAddresses = publisherAddresses
        page = "\(pages)/offers/\(transition.key)"
    }
}

/// Bytes of UTF-8, and numbers of elements.
private enum Bound {
    static let word = 120
    static let title = 200
    static let reason = 2000
    static let remark = 400
    static let remarks = 5
    static let problemText = 1000
    static let problems = 100
    /// How much of the sent mail the problems may take, both forms together.
    static let problemsAsSent = 90_000
}

/// The first problems, cleaned, as many as the bounds allow; at least one.
private func fitting(_ problems: [Problem], in language: Language) -> [MailModel.ProblemText] {
    var room = Bound.problemsAsSent
    var fitting: [MailModel.ProblemText] = []
    for problem in problems.prefix(Bound.problems) {
        let text = MailModel.ProblemText(
            pointer: problem.pointer.oneLine(Bound.remark), code: problem.code.oneLine(Bound.word),
            message: problem.message(in: language).oneLine(Bound.problemText),
            remedy: problem.remedy(in: language).oneLine(Bound.problemText))
        let block = Block.problems([text])
        room -= quotedPrintable(block.text(in: language)).count + quotedPrintable(block.html(in: language)).count
        if room < 0, !fitting.isEmpty { break }
        fitting.append(text)
    }
    return fitting
}
