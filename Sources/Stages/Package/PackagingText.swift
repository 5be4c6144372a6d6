// What packaging says in the publishers' languages.

import Offers

enum PackagingText {
    /// A picture that was fetched; one in the document itself is validation's matter.
    static let notPNG = StageProblem(
        "picture-not-png",
        LocalizedText(
            en: "What the address holds is no PNG.", fr: "Ce que contient l’adresse n’est pas un PNG.",
            ja: "アドレスの内容が PNG ではありません。"),
        remedy: LocalizedText(
            en: "Save the picture as PNG and upload it.", fr: "Enregistrez l’image au format PNG et chargez-la.",
            ja: "画像を PNG 形式で保存し、アップロードしてください。"))

    static func refused(_ status: Int) -> StageProblem {
        StageProblem(
            "lead-destination-refused",
            LocalizedText(
                en: "The lead destination refused the test lead (HTTP \(status)).",
                fr: "La destination des prospects a refusé le prospect de test (HTTP \(status)).",
                ja: "リードの送信先がテスト リードを拒否しました (HTTP \(status))。"),
            remedy: LocalizedText(
                en: "Let the address take a POST of the lead's JSON and answer with a status of 200 to 299.",
                fr: "Faites en sorte que l’adresse accepte un POST du JSON du prospect et réponde de 200 à 299.",
                ja: "アドレスがリードの JSON の POST を受け取り、200~299 の状態で応答するようにしてください。"))
    }

    static func received(_ id: String) -> LocalizedText {
        LocalizedText(
            en: "The lead destination took the test lead \(id).",
            fr: "La destination des prospects a reçu le prospect de test \(id).",
            ja: "リードの送信先がテスト リード \(id) を受け取りました。")
    }
}
