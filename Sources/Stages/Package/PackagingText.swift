// What packaging says in the publishers' languages.

import Offers

enum PackagingText {
    static let notPNG = StageProblem(
        "picture-not-png",
        LocalizedText(
            en: "The picture is not a PNG file.", fr: "L’image n’est pas un fichier PNG.", ja: "画像が PNG ファイルではありません。"),
        remedy: LocalizedText(
            en: "Save the picture as PNG.", fr: "Enregistrez l’image au format PNG.", ja: "画像を PNG 形式で保存してください。"))

    static func unsupported(_ destination: String) -> StageProblem {
        StageProblem(
            "lead-destination-unsupported",
            LocalizedText(
                en: "Leads cannot be sent to \"\(shown(destination))\" yet.",
                fr: "Les prospects ne peuvent pas encore être envoyés vers « \(shown(destination)) ».",
                ja: "リードの送信先「\(shown(destination))」にはまだ対応していません。"),
            remedy: LocalizedText(
                en: "Use the destination https or none.", fr: "Utilisez la destination https ou none.",
                ja: "送信先には https または none を使ってください。"))
    }

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
