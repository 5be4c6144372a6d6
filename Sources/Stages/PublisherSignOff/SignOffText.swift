// What sign-off says of an allow-list in the publishers' languages.

import Offers

enum SignOffText {
    static func count(_ count: Int) -> StageProblem {
        StageProblem(
            "preview-subscriptions-count",
            LocalizedText(
                en: "The preview is for 1 to \(AllowList.most) subscriptions, the list has \(count).",
                fr: "L’aperçu est destiné à 1 à \(AllowList.most) abonnements, la liste en compte \(count).",
                ja: "プレビューを見られるサブスクリプションは 1~\(AllowList.most) 件ですが、一覧には \(count) 件あります。"),
            remedy: LocalizedText(
                en: "Name 1 to \(AllowList.most) subscriptions.", fr: "Indiquez 1 à \(AllowList.most) abonnements.",
                ja: "1~\(AllowList.most) 件のサブスクリプションを指定してください。"))
    }

    static func malformed(_ id: String) -> StageProblem {
        StageProblem(
            "subscription-malformed",
            LocalizedText(
                en: "\"\(shown(id))\" is no subscription id.",
                fr: "« \(shown(id)) » n’est pas un identifiant d’abonnement.",
                ja: "「\(shown(id))」はサブスクリプション ID ではありません。"),
            remedy: LocalizedText(
                en: "Give a GUID such as 00000000-0000-4000-8000-000000000000.",
                fr: "Donnez un GUID tel que 00000000-0000-4000-8000-000000000000.",
                ja: "00000000-0000-4000-8000-000000000000 のような GUID を指定してください。"))
    }

    static func noType(_ id: String) -> StageProblem {
        StageProblem(
            "subscription-type-missing",
            LocalizedText(
                en: "The subscription \(shown(id)) has no type.", fr: "L’abonnement \(shown(id)) n’a pas de type.",
                ja: "サブスクリプション \(shown(id)) に種類がありません。"),
            remedy: LocalizedText(
                en: "Write GUID=type, for example …=pay-as-you-go.", fr: "Écrivez GUID=type, par ex. …=pay-as-you-go.",
                ja: "GUID=種類 の形で書いてください (例: …=pay-as-you-go)。"))
    }

    static func refused(_ id: String, _ type: String) -> StageProblem {
        StageProblem(
            "subscription-type-refused",
            LocalizedText(
                en: "The subscription \(shown(id)) is of the type \(shown(type)), which may not see this preview.",
                fr: "L’abonnement \(shown(id)) est du type \(shown(type)), qui n’a pas accès à cet aperçu.",
                ja: "サブスクリプション \(shown(id)) の種類 \(shown(type)) では、このプレビューを見られません。"),
            remedy: LocalizedText(
                en: "Name a subscription that is not of the type CSP, DreamSpark or Azure in Open.",
                fr: "Indiquez un abonnement qui n’est pas du type CSP, DreamSpark ou Azure in Open.",
                ja: "CSP、DreamSpark、Azure in Open 以外の種類のサブスクリプションを指定してください。"))
    }
}
