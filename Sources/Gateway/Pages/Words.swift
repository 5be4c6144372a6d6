// The pages' words in the publishers' languages. What a submission says of itself (step names, problems) comes in its own.

import Localization
import Offers

/// The words of one language.
struct Words {
    let language: Language

    init(_ language: Language) { self.language = language }

    private func say(_ en: String, _ fr: String, _ ja: String) -> String {
        LocalizedText(en: en, fr: fr, ja: ja)[language]
    }

    /// Where an offer stands: as its process calls it, where that is said in the reader's language.
    func standing(_ status: OfferStatus?) -> String {
        if let status, status.language == language, let label = status.label { return label }
        return self[status?.state ?? .neverPublished]
    }

    /// Marks a part that is in the submission's language and not the reader's (WCAG 2.2, 3.1.2).
    func part(of status: OfferStatus?) -> String {
        guard let status, status.language != language else { return "" }
        return " lang=\"\(status.language.rawValue)\""
    }

    var site: String { say("Publishing line", "Chaîne de publication", "公開ライン") }
    var skip: String { say("Skip to content", "Aller au contenu", "本文へ移動") }
    var languageLabel: String { say("Language", "Langue", "言語") }
    var signIn: String { say("Sign in", "Se connecter", "サインイン") }
    var signOut: String { say("Sign out", "Se déconnecter", "サインアウト") }
    var token: String { say("Access token", "Jeton d'accès", "アクセス トークン") }
    var tokenHint: String {
        say(
            "The token that programs use for your publisher account.",
            "Le jeton que les programmes emploient pour votre compte d'éditeur.", "発行元アカウントのプログラムが使うトークンです。")
    }
    var wrongToken: String {
        say(
            "This token is not known. See that it was copied whole.",
            "Ce jeton est inconnu. Vérifiez qu'il a été copié en entier.", "このトークンは認識されません。全体をコピーしたか確認してください。")
    }
    var allOffers: String { say("All offers", "Toutes les offres", "すべてのオファー") }
    var offer: String { say("Offer", "Offre", "オファー") }
    var publisher: String { say("Publisher", "Éditeur", "発行元") }
    var type: String { say("Type", "Type", "種類") }
    var changed: String { say("Last change", "Dernière modification", "最終更新") }
    var status: String { say("Status", "État", "状態") }
    var submission: String { say("Submission", "Soumission", "申請") }
    var all: String { say("All", "Tous", "すべて") }
    var filter: String { say("Filter", "Filtrer", "絞り込む") }
    var pages: String { say("Pages", "Pages", "ページ") }
    var whereLabel: String { say("You are here", "Vous êtes ici", "現在の場所") }
    var noOffers: String {
        say("No offers here yet.", "Aucune offre pour l'instant.", "オファーはまだありません。")
    }
    var noSteps: String {
        say(
            "Not published yet: the steps appear here once it is.",
            "Pas encore publiée : les étapes apparaîtront ici.", "まだ公開されていません。公開するとここにステップが表示されます。")
    }
    var steps: String { say("Publishing steps", "Étapes de publication", "公開ステップ") }
    var actions: String { say("What you can do", "Ce que vous pouvez faire", "できること") }
    var previewLink: String { say("Preview", "Aperçu", "プレビュー") }
    var liveLink: String { say("Live", "En ligne", "ライブ") }
    var began: String { say("Began", "Début", "開始") }
    var ended: String { say("Ended", "Fin", "終了") }
    var due: String { say("Expected by", "Attendue avant", "完了予定") }
    var longest: String { say("Takes up to", "Durée maximale", "最長時間") }
    var overdue: String { say("Overdue", "En retard", "遅延") }
    var publish: String { say("Publish", "Publier", "公開") }
    var goLive: String { say("Go live", "Mettre en ligne", "ライブにする") }
    var goLiveHint: String {
        say(
            "The preview is ready. Look at it, then go live when it is right.",
            "L'aperçu est prêt. Consultez-le, puis mettez en ligne s'il convient.",
            "プレビューの準備ができました。確認して問題がなければライブにしてください。")
    }
    var cancel: String { say("Cancel publishing", "Annuler la publication", "公開を取り消す") }
    var support: String { say("Get support", "Obtenir de l'aide", "サポートを受ける") }
    var supportText: String { say("What do you need help with?", "De quelle aide avez-vous besoin ?", "ご用件をお書きください") }
    var supportSend: String { say("Open a ticket", "Ouvrir un ticket", "チケットを作成") }
    var emails: String {
        say("Notify these addresses", "Adresses à notifier", "通知先アドレス")
    }
    var noDraft: String {
        say(
            "To publish a new version here, put the offer's document through the API first.",
            "Pour publier une nouvelle version ici, déposez d'abord le document par l'API.",
            "ここから新しい版を公開するには、先に API でドキュメントを保存してください。")
    }
    var publishAgainHint: String {
        say(
            "Publishes the document again that this offer was last published with.",
            "Publie de nouveau le document avec lequel cette offre a été publiée la dernière fois.",
            "このオファーが最後に公開されたときのドキュメントをもう一度公開します。")
    }
    var blockedText: String {
        say(
            "We stopped here because of a fault on our side. Nothing for you to do: an operator knows.",
            "Arrêt dû à une défaillance de notre côté. Vous n'avez rien à faire : un opérateur est prévenu.",
            "当社側の障害により停止しています。担当者が対応しますので、操作は不要です。")
    }
    var pausedText: String {
        say(
            "An operator has paused this offer: no further step begins until it goes on. Nothing for you to do.",
            "Un opérateur a mis cette offre en pause : aucune étape ne commence avant la reprise. Vous n'avez rien à faire.",
            "担当者がこのオファーを一時停止しています。再開まで次の手順は始まりません。操作は不要です。")
    }
    var unknownOffer: String { say("There is no such offer.", "Cette offre n'existe pas.", "そのオファーはありません。") }
    var notFound: String { say("There is no such page.", "Cette page n'existe pas.", "そのページはありません。") }
    var notReady: String {
        say(
            "The offers are being read. Try again in a moment.",
            "Lecture des offres en cours. Réessayez dans un instant.", "オファーを読み込み中です。少し後で再試行してください。")
    }
    var formRefused: String {
        say(
            "This form did not come from this page, or is too old. Go back, load the page again and repeat.",
            "Ce formulaire ne vient pas de cette page ou a expiré. Rechargez la page et recommencez.",
            "このフォームは無効か期限切れです。ページを再読み込みしてやり直してください。")
    }
    var done: [String: String] {
        [
            "publish": say(
                "Published: the steps have begun.", "Publication lancée : les étapes ont commencé.", "公開を開始しました。"),
            "go-live": say(
                "Accepted: the offer is on its way to production.", "Accepté : l'offre part en production.",
                "受け付けました。運用環境へ進んでいます。"),
            "cancel": say("Publishing was canceled.", "La publication a été annulée.", "公開を取り消しました。"),
            "support": say(
                "A support ticket was opened; an e-mail follows.", "Un ticket a été ouvert ; un courriel suit.",
                "サポート チケットを作成しました。メールをお送りします。"),
            "sent": say(
                "Sent and kept, but not answered yet. Do not send it again: this page shows when it takes effect.",
                "Envoyé et conservé, mais sans réponse pour l'instant. Ne recommencez pas : la page se mettra à jour.",
                "送信済みですがまだ応答がありません。再送しないでください。反映されるとこのページに表示されます。"),
        ]
    }
    var region: [String: String] {
        [
            "waiting": say("waiting", "en attente", "待機中"), "copying": say("copying", "copie en cours", "コピー中"),
            "verified": say("verified", "vérifiée", "検証済み"),
            "already-there": say("already there", "déjà présente", "配置済み"), "away": say("away", "injoignable", "応答なし"),
        ]
    }

    func type(of record: OfferRecord) -> String {
        let name = record.draft?.document["offerTypeId"]?.text.flatMap { PortalFields.type(ofPortal: $0) }
        switch name ?? OfferType(rawValue: record.status?.type ?? "") {
        case .virtualMachine: return say("Virtual machine", "Machine virtuelle", "仮想マシン")
        case .containerImage: return say("Container", "Conteneur", "コンテナー")
        case .solutionTemplate: return say("Solution template", "Modèle de solution", "ソリューション テンプレート")
        case nil: return record.status?.type ?? ""
        }
    }

    /// `P4D` as `4 days`.
    func span(_ longest: PublishingProfile.Longest) -> String {
        let number = longest.duration.filter(\.isNumber)
        let isBusiness = longest.calendar == .business
        switch longest.duration.last {
        case "M": return say("\(number) min", "\(number) min", "\(number) 分")
        case "H": return say("\(number) h", "\(number) h", "\(number) 時間")
        case "D" where isBusiness:
            return say("\(number) business days", "\(number) jours ouvrés", "\(number) 営業日")
        case "D": return say("\(number) days", "\(number) jours", "\(number) 日")
        default: return longest.duration
        }
    }

    subscript(state: OfferState) -> String {
        switch state {
        case .neverPublished: say("Never published", "Jamais publiée", "未公開")
        case .notStarted: say("Not started", "Non commencée", "未開始")
        case .running: say("Running", "En cours", "進行中")
        case .waitingForPublisherReview: say("Waiting for your review", "En attente de votre avis", "確認待ち")
        case .succeeded: say("Live", "En ligne", "ライブ")
        case .failed: say("Failed", "Échec", "失敗")
        case .canceled: say("Canceled", "Annulée", "取り消し済み")
        }
    }

    subscript(state: StepState) -> String {
        switch state {
        case .notStarted: say("Not started", "Non commencée", "未開始")
        case .inProgress: say("In progress", "En cours", "進行中")
        case .waitingForPublisherReview: say("Waiting for you", "Vous attend", "確認待ち")
        case .waitingForApproval: say("Waiting for approval", "En attente d'approbation", "承認待ち")
        case .blocked: say("Blocked", "Bloquée", "停止中")
        case .rejected: say("Needs your attention", "Demande votre attention", "要対応")
        case .complete: say("Complete", "Terminée", "完了")
        case .canceled: say("Canceled", "Annulée", "取り消し済み")
        case .skipped: say("Skipped", "Ignorée", "スキップ")
        }
    }
}
