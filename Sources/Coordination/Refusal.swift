// Why a command is refused: every reason a case, its stable code, and its words in the publishers' three languages.
// Each says what stands in the way and what to do.

import Localization
import Offers

/// The reason for which a command has no effect.
public enum Refusal: Error, Sendable, Hashable {
    case alreadyRunning(submission: String)
    case unknownProfile(String, known: [String])
    case noProfile(for: OfferType)
    case noStepApplies(profile: String)
    case offerTooLarge(bytes: Int, most: Int)
    case neverPublished
    case notRunning
    case notAtSignOff(step: String)
    case noSignOff
    case alreadyGoingLive
    case cancelOnlyAtSignOff
    case cancelTooLate
    case cancelWithoutSignOff
    case nothingToApprove
    case nothingToReject
    case nothingBlocked
    case alreadyPaused
    case parkedEventMissing

    /// Stable, kebab-case, for programs.
    public var code: String {
        switch self {
        case .alreadyRunning: "already-running"
        case .unknownProfile: "unknown-profile"
        case .noProfile: "no-profile"
        case .noStepApplies: "no-step-applies"
        case .offerTooLarge: "offer-too-large"
        case .neverPublished: "never-published"
        case .notRunning: "not-running"
        case .notAtSignOff: "not-at-sign-off"
        case .noSignOff: "no-sign-off"
        case .alreadyGoingLive: "already-going-live"
        case .cancelOnlyAtSignOff: "cancel-only-at-sign-off"
        case .cancelTooLate: "cancel-too-late"
        case .cancelWithoutSignOff: "cancel-without-sign-off"
        case .nothingToApprove: "nothing-to-approve"
        case .nothingToReject: "nothing-to-reject"
        case .nothingBlocked: "nothing-blocked"
        case .alreadyPaused: "already-paused"
        case .parkedEventMissing: "parked-event-missing"
        }
    }

    /// The reason in words.
    public var text: LocalizedText {
        switch self {
        case .alreadyRunning(let submission):
            LocalizedText(
                en: "Submission \(submission) is still running. Publish again when it has ended.",
                fr: "La soumission \(submission) est encore en cours. Publiez de nouveau quand elle sera terminée.",
                ja: "申請 \(submission) はまだ進行中です。終了してから再度公開してください。")
        case .unknownProfile(let name, let known):
            LocalizedText(
                en:
                    "There is no publishing process \"\(name.prefix(60))\". Known are \(known.joined(separator: ", ")).",
                fr: "Il n'existe pas de processus de publication « \(name.prefix(60)) ». "
                    + "Sont connus \(known.joined(separator: ", ")).",
                ja: "公開プロセス「\(name.prefix(60))」はありません。使用できるのは \(known.joined(separator: ", ")) です。")
        case .noProfile(let type):
            LocalizedText(
                en: "No publishing process takes offers of type \(type.rawValue) by default. Name one in the command.",
                fr: "Aucun processus de publication n'accepte par défaut les offres de type \(type.rawValue). "
                    + "Nommez-en un dans la commande.",
                ja: "種類 \(type.rawValue) のオファーに既定の公開プロセスがありません。コマンドで指定してください。")
        case .noStepApplies(let profile):
            LocalizedText(
                en: "No step of publishing process \(profile) applies to this offer. Name another in the command.",
                fr: "Aucune étape du processus \(profile) ne s'applique à cette offre. "
                    + "Nommez-en un autre dans la commande.",
                ja: "公開プロセス \(profile) にはこのオファーに当てはまるステップがありません。コマンドで別のものを指定してください。")
        case .offerTooLarge(let bytes, let most):
            LocalizedText(
                en:
                    "The offer document has \(bytes) bytes; at most \(most) can be published. Make it smaller: name pictures "
                    + "by address, shorten descriptions.",
                fr:
                    "Le document de l'offre compte \(bytes) octets ; \(most) au plus peuvent être publiés. Réduisez-le : "
                    + "désignez les images par leur adresse, abrégez les descriptions.",
                ja: "オファーの文書は \(bytes) バイトです。公開できるのは \(most) バイトまでです。"
                    + "画像はアドレスで指定し、説明を短くしてください。")
        case .neverPublished:
            LocalizedText(
                en: "This offer was never published. Publish it first.",
                fr: "Cette offre n'a jamais été publiée. Publiez-la d'abord.",
                ja: "このオファーは一度も公開されていません。先に公開してください。")
        case .notRunning:
            LocalizedText(
                en: "No submission of this offer is running. Publish it first.",
                fr: "Aucune soumission de cette offre n'est en cours. Publiez-la d'abord.",
                ja: "このオファーの進行中の申請はありません。先に公開してください。")
        case .notAtSignOff(let step):
            LocalizedText(
                en: "The offer stands at \"\(step)\". Go live when its preview is ready for sign-off.",
                fr: "L'offre en est à « \(step) ». Demandez la mise en ligne quand son aperçu sera prêt.",
                ja: "オファーは「\(step)」の段階です。プレビューの準備ができてからライブにしてください。")
        case .noSignOff:
            LocalizedText(
                en: "This publishing process has no sign-off: the offer goes live by itself.",
                fr: "Ce processus de publication n'a pas de validation : l'offre est mise en ligne d'elle-même.",
                ja: "この公開プロセスにサインオフはありません。オファーは自動的にライブになります。")
        case .alreadyGoingLive:
            LocalizedText(
                en: "Go live was accepted already; the offer is on its way to production.",
                fr: "La mise en ligne a déjà été acceptée ; l'offre est en route vers la production.",
                ja: "ライブへの移行はすでに受け付けられ、オファーは運用環境へ進んでいます。")
        case .cancelOnlyAtSignOff:
            LocalizedText(
                en: "This publishing process can be canceled only at sign-off. Cancel when the preview is ready.",
                fr: "Ce processus ne peut être annulé qu'à la validation. Annulez quand l'aperçu sera prêt.",
                ja: "この公開プロセスはサインオフの時にだけ取り消せます。プレビューの準備ができてから取り消してください。")
        case .cancelTooLate:
            LocalizedText(
                en: "Go live was accepted, so the submission can no longer be canceled. Open a support request.",
                fr: "La mise en ligne a été acceptée ; la soumission ne peut plus être annulée. "
                    + "Ouvrez une demande de support.",
                ja: "ライブへの移行が受け付けられたため、申請はもう取り消せません。サポート要求を開いてください。")
        case .cancelWithoutSignOff:
            LocalizedText(
                en: "This publishing process has no sign-off, so it can't be canceled. Open a support request.",
                fr:
                    "Ce processus n'a pas de validation et ne peut donc pas être annulé. Ouvrez une demande de support.",
                ja: "この公開プロセスにはサインオフがないため取り消せません。サポート要求を開いてください。")
        case .nothingToApprove:
            LocalizedText(
                en: "No step of this offer waits for an approval.",
                fr: "Aucune étape de cette offre n'attend d'approbation.",
                ja: "承認を待っているステップはありません。")
        case .nothingToReject:
            LocalizedText(
                en: "No step of this offer waits for an approval or is blocked, so there is nothing to reject.",
                fr: "Aucune étape de cette offre n'attend d'approbation ni n'est bloquée : rien à refuser.",
                ja: "承認を待っている、またはブロックされているステップがないため、却下するものはありません。")
        case .nothingBlocked:
            LocalizedText(
                en: "No step of this offer is blocked and the offer is not paused, so there is nothing to resume.",
                fr: "Aucune étape de cette offre n'est bloquée et l'offre n'est pas suspendue : rien à reprendre.",
                ja: "ブロックされているステップがなく、オファーも一時停止されていないため、再開するものはありません。")
        case .alreadyPaused:
            LocalizedText(
                en: "This offer is paused already. Resume it to let it go on.",
                fr: "Cette offre est déjà suspendue. Reprenez-la pour qu'elle continue.",
                ja: "このオファーはすでに一時停止されています。続けるには再開してください。")
        case .parkedEventMissing:
            LocalizedText(
                en:
                    "What was kept of the stopped step is missing. Reject the submission; its publisher publishes again.",
                fr: "Ce qui avait été gardé de l'étape arrêtée manque. Refusez la soumission ; "
                    + "son éditeur publiera de nouveau.",
                ja: "停止したステップの保存内容が見つかりません。申請を却下し、発行元に再度公開してもらってください。")
        }
    }
}

extension Problem {
    /// What the publisher reads where an operator ended the submission (approval refused, or a block without a cure).
    static func notApproved(_ text: String?) -> Problem {
        Problem(at: "", "not-approved", text.map { ["reason": $0] } ?? [:])
    }
}
