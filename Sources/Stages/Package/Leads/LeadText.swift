// What is said of test leads in the publishers' languages.

import Offers

enum LeadText {
    static func refused(_ status: Int) -> StageProblem {
        StageProblem(
            "lead-destination-refused",
            LocalizedText(
                en: "The lead destination refused the test lead (HTTP \(status)).",
                fr: "La destination des prospects a refusé le prospect de test (HTTP \(status)).",
                ja: "リードの送信先がテスト リードを拒否しました (HTTP \(status))。"),
            remedy: LocalizedText(
                en:
                    "Let the destination take new leads by POST and answer with a status of 200 to 299; check its access.",
                fr:
                    "Faites en sorte que la destination accepte de nouveaux prospects par POST et réponde de 200 à 299 ; "
                    + "vérifiez ses droits d’accès.",
                ja: "送信先が POST で新しいリードを受け取り、200~299 の状態で応答するようにし、アクセス権を確かめてください。"))
    }

    static let connectionString = StageProblem(
        "lead-connection-string",
        LocalizedText(
            en: "The connection string or table name cannot be used.",
            fr: "La chaîne de connexion ou le nom de la table est inutilisable.", ja: "接続文字列またはテーブル名が使えません。"),
        remedy: LocalizedText(
            en:
                "Give TableEndpoint=https://…;SharedAccessSignature=… with add and read permission (no account key), and a "
                + "table name of 3 to 63 letters and digits.",
            fr:
                "Donnez TableEndpoint=https://…;SharedAccessSignature=… avec les droits d’ajout et de lecture (pas de clé de "
                + "compte), et un nom de table de 3 à 63 lettres et chiffres.",
            ja:
                "追加と読み取りの権限を持つ TableEndpoint=https://…;SharedAccessSignature=… (アカウント キーは不可) と、3~63 文字の英数字のテーブル名を指定してください。"
        ))

    static let organization = StageProblem(
        "lead-organization",
        LocalizedText(
            en: "Salesforce does not take leads for this organization.",
            fr: "Salesforce n’accepte pas de prospects pour cette organisation.",
            ja: "Salesforce がこの組織のリードを受け付けません。"),
        remedy: LocalizedText(
            en: "Give the organization's id (15 or 18 letters and digits) and turn web-to-lead on there.",
            fr: "Donnez l’identifiant de l’organisation (15 ou 18 lettres et chiffres) et activez-y web-to-lead.",
            ja: "組織 ID (15 または 18 文字の英数字) を指定し、そこで Web-to-リードを有効にしてください。"))

    static let notThere = StageProblem(
        "lead-not-received",
        LocalizedText(
            en: "The destination took the test lead, but it is not found there.",
            fr: "La destination a accepté le prospect de test, mais il ne s’y trouve pas.",
            ja: "送信先はテスト リードを受け取りましたが、そこに見つかりません。"),
        remedy: LocalizedText(
            en: "Check what removes new rows from the table.",
            fr: "Vérifiez ce qui retire les nouvelles lignes de la table.",
            ja: "テーブルから新しい行を消しているものを確かめてください。"))

    static let otherRow = StageProblem(
        "lead-differs",
        LocalizedText(
            en: "The destination holds another row in the test lead's place.",
            fr: "La destination contient une autre ligne à la place du prospect de test.",
            ja: "送信先のテスト リードの場所に別の行があります。"),
        remedy: LocalizedText(
            en: "Remove the rows of the partition test-lead from the table.",
            fr: "Retirez de la table les lignes de la partition test-lead.", ja: "テーブルから test-lead パーティションの行を削除してください。")
    )

    static func taken(_ id: String) -> LocalizedText {
        LocalizedText(
            en: "The lead destination took the test lead \(id).",
            fr: "La destination des prospects a reçu le prospect de test \(id).",
            ja: "リードの送信先がテスト リード \(id) を受け取りました。")
    }

    static func readBack(_ id: String) -> LocalizedText {
        LocalizedText(
            en: "The lead destination took the test lead \(id), and it was found there.",
            fr: "La destination des prospects a reçu le prospect de test \(id), et il y a été retrouvé.",
            ja: "リードの送信先がテスト リード \(id) を受け取り、そこにあることを確認しました。")
    }
}
