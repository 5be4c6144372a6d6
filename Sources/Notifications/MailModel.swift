// What the wordings may use of a transition. The one gate between outside text and a mail: everything that passes is
// cleaned and bounded here, so that a whole mail stays below 200 KB whatever was sent (R33).

import Base
import Localization
import Offers

/// A problem in the submission's language.
struct ProblemText: Equatable {
    var pointer: String
    var code: String
    var message: String
    var remedy: String
}

/// A transition as it can be told.
struct MailModel: Equatable {
    struct Step: Equatable {
        var name: String
        var stage: String
        var number: Int
        var count: Int
    }

    /// `publisher/offer`: safe on a command line.
    var key: String
    /// Title and key, or the key alone where there is no title.
    var offer: String
    var submission: String?
    var step: Step?
    var state: OfferState
    /// What the state is called in this process, where it has a name of its own there.
    var label: String?
    var time: Timestamp
    /// The reason of a refusal or fault, the text of a support request.
    var reason: String?
    /// The longest expected time that is up, where `reason` is one.
    var longest: Duration?
    var command: String
    var ticket: String
    var by: String
    var cause: String
    /// As many problems as fit, and how many there are.
    var problems: [ProblemText]
    var problemCount: Int
    var notes: [String]
    var links: [String]
    /// Addresses of the publisher, for an operator who has to answer.
    var publisherAddresses: [EmailAddress]
    /// Whether this goes to an operator because the submission has no address that mail could go to.
    var isUndeliverable = false

    init(_ transition: Transition, of key: OfferKey, publisherAddresses: [EmailAddress]) {
        self.key = key.description
        let title = transition.title.oneLine(Bound.title)
        offer = title.isEmpty ? self.key : "\(title) (\(self.key))"
        submission = transition.submission?.oneLine(Bound.word)
        step = transition.step.map {
            Step(
                name: $0.name.oneLine(Bound.title), stage: $0.stage.oneLine(Bound.word), number: $0.number,
                count: $0.count)
        }
        state = transition.state
        label = transition.label?.oneLine(Bound.word)
        time = transition.time
        reason = transition.reason.map { $0.oneLine(Bound.reason) }.flatMap { $0.isEmpty ? nil : $0 }
        longest = transition.reason.flatMap { Duration(iso8601: $0) }
        command = (transition.command ?? "?").oneLine(Bound.word)
        ticket = (transition.ticket ?? transition.cause).oneLine(Bound.word)
        by = transition.by.oneLine(Bound.word)
        cause = transition.cause.oneLine(Bound.word)
        problems = fitting(transition.problems, in: transition.language)
        problemCount = transition.problems.count
        notes = transition.notes.prefix(Bound.remarks).map { $0.oneLine(Bound.remark) }.filter { !$0.isEmpty }
        // A link that was cut leads nowhere, so a long one is left out.
        links = transition.links.filter { $0.utf8.count <= Bound.remark }.prefix(Bound.remarks)
            .map { $0.oneLine(Bound.remark) }.filter { !$0.isEmpty }
        self.publisherAddresses = publisherAddresses
    }
}

/// Bytes of UTF-8, and how many of a kind.
private enum Bound {
    static let word = 120
    static let title = 200
    static let reason = 2000
    static let remark = 400
    static let remarks = 5
    static let problemText = 1000
    static let problems = 100
    /// What the problems may take of a mail as it is sent, both forms together.
    static let problemsAsSent = 90_000
}

/// The first problems, cleaned, as many as the bounds allow; always at least one.
private func fitting(_ problems: [Problem], in language: Language) -> [ProblemText] {
    var room = Bound.problemsAsSent
    var fitting: [ProblemText] = []
    for problem in problems.prefix(Bound.problems) {
        let clean = ProblemText(
            pointer: problem.pointer.oneLine(Bound.remark), code: problem.code.oneLine(Bound.word),
            message: problem.message(in: language).oneLine(Bound.problemText),
            remedy: problem.remedy(in: language).oneLine(Bound.problemText))
        room -= quotedPrintable(clean.text(remedyLabel: "")).count + quotedPrintable(clean.html(remedyLabel: "")).count
        if room < 0, !fitting.isEmpty { break }
        fitting.append(clean)
    }
    return fitting
}
