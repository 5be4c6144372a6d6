// What a language has to provide, and the frame all mails share: which offer, which step, what happened, what to do
// next (R29).

import Base
import Localization
import Offers

/// The mails in one language; each has a file of its own.
protocol Wording: Sendable {
    /// What happened and what to do next, of each kind of mail.
    func saying(_ notice: Notification, _ o: MailModel) -> MailText
    /// "What happened: which offer, which step: what to do".
    func subject(_ saying: MailText, _ o: MailModel) -> String
    func step(_ step: MailModel.Step) -> String
    /// Why an operator gets a publisher's mail.
    var undeliverable: String { get }
    var labels: Labels { get }
}

/// What a mail says: two short phrases for its subject, and the two parts of its body.
struct MailText {
    var happened: String
    var next: String
    var report: [Block]
    var advice: [Block]
}

/// The words of the frame; the names of facts end in their language's colon.
struct Labels: Sendable {
    var offer: String
    var submission: String
    var step: String
    var state: String
    var time: String
    var whatHappened: String
    var whatToDo: String
    var footer: String
}

extension Language {
    var wording: any Wording {
        switch self {
        case .english: English()
        case .french: French()
        case .japanese: Japanese()
        }
    }
}

extension OfferState {
    /// The state as people say it.
    fileprivate var inWords: LocalizedText {
        switch self {
        case .neverPublished: .init(en: "Never published", fr: "Jamais publiée", ja: "未発行")
        case .notStarted: .init(en: "Not started", fr: "Non démarrée", ja: "未開始")
        case .running: .init(en: "Running", fr: "En cours", ja: "実行中")
        case .waitingForPublisherReview:
            .init(
                en: "Waiting for the publisher's review", fr: "En attente de la vérification de l’éditeur",
                ja: "発行元の確認待ち")
        case .succeeded: .init(en: "Succeeded", fr: "Réussie", ja: "成功")
        case .failed: .init(en: "Failed", fr: "Échec", ja: "失敗")
        case .canceled: .init(en: "Canceled", fr: "Annulée", ja: "キャンセル済み")
        }
    }
}

/// A mail's content in one language, in both forms.
struct Letter {
    var subject: String
    var text: String
    var html: String

    init(_ notice: Notification, _ occasion: MailModel, in language: Language) {
        let wording = language.wording
        let labels = wording.labels
        let saying = wording.saying(notice, occasion)
        let facts: [(String, String?)] = [
            (labels.offer, occasion.offer), (labels.submission, occasion.submission),
            (labels.step, occasion.step.map(wording.step)),
            (labels.state, occasion.label ?? occasion.state.inWords[language]),
            (labels.time, occasion.time.toTheMinute),
        ]
        var blocks: [Block] = [.facts(facts.compactMap { name, value in value.map { .init(name: name, value: $0) } })]
        if occasion.isUndeliverable { blocks.append(.paragraph(wording.undeliverable)) }
        blocks += [.heading(labels.whatHappened)] + saying.report
        blocks += [.heading(labels.whatToDo)] + saying.advice
        blocks.append(.footer(labels.footer))
        subject = wording.subject(saying, occasion)
        text = Block.text(blocks)
        html = Block.html(blocks, title: subject, language: language)
    }
}

/// The command lines that mails name; they are the same in every language.
extension MailModel {
    var publish: Block { .command("offerctl publish FILE") }
    var goLive: Block { .command("offerctl go-live \(key)") }
    var cancel: Block { .command("offerctl cancel \(key)") }
    var status: Block { .command("offerctl status \(key)") }
    var history: Block { .command("offerctl history \(key)") }
    var resume: Block { .command("offerctl resume \(key)") }
    var approve: Block { .command("offerctl approve \(key)") }
    var reject: Block { .command("offerctl reject \(key) --text \"…\"") }
    var requestSupport: Block { .command("offerctl request-support \(key) --text \"…\"") }

    /// Links, then remarks, where there are any.
    var details: [Block] { [links, notes].filter { !$0.isEmpty }.map(Block.list) }
    var reasonGiven: [Block] { reason.map { [.paragraph($0)] } ?? [] }
    func problemList(remedyLabel: String) -> [Block] {
        problems.isEmpty ? [] : [.problems(problems, remedyLabel: remedyLabel)]
    }
    var omittedProblems: Int { problemCount - problems.count }
}

extension Timestamp {
    /// `2026-11-21 09:30 UTC`
    fileprivate var toTheMinute: String {
        "\(description.prefix(10)) \(description.dropFirst(11).prefix(5)) UTC"
    }
}

extension Duration {
    /// The span in the largest unit that gives a whole number.
    var inWholeUnits: (count: Int64, unit: TimeUnit) {
        let seconds = components.seconds
        if seconds % 86_400 == 0 { return (seconds / 86_400, .days) }
        if seconds % 3600 == 0 { return (seconds / 3600, .hours) }
        if seconds % 60 == 0 { return (seconds / 60, .minutes) }
        return (seconds, .seconds)
    }
}

enum TimeUnit {
    case days
    case hours
    case minutes
    case seconds
}
