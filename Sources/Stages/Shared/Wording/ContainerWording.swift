// What can be wrong with an OCI image layout, in French and Japanese.

extension FindingWording {
    private static let command = "skopeo copy --format oci SOURCE oci:DIRECTORY:TAG"

    /// Where writing the layout anew is the way out.
    private static func anew(_ fr: String, _ ja: String) -> FindingWording {
        FindingWording(
            fr: Text(fr, "Écrivez à nouveau la disposition : \(command)."), ja: Text(ja, "レイアウトを書き直してください: \(command)"))
    }

    private static func blob(_ fr: String, _ ja: String) -> FindingWording {
        FindingWording(
            fr: Text(fr, "Chargez à nouveau ce blob ; s’il est identique, écrivez à nouveau la disposition."),
            ja: Text(ja, "その BLOB をもう一度アップロードしてください。同じ結果ならレイアウトを書き直してください。"))
    }

    static let oci: [String: FindingWording] = [
        "oci-no-layout": anew(
            "Le répertoire ne contient pas « oci-layout » : ce n’est pas une disposition d’image OCI.",
            "ディレクトリに oci-layout がなく、OCI イメージ レイアウトではありません。"),
        "oci-docker-archive": FindingWording(
            fr: Text(
                "C’est une archive « docker save », pas une disposition d’image OCI.",
                "Exécutez : skopeo copy docker-archive:FILE oci:DIRECTORY:TAG."),
            ja: Text(
                "docker save のアーカイブであり、OCI イメージ レイアウトではありません。",
                "次を実行してください: skopeo copy docker-archive:FILE oci:DIRECTORY:TAG")),
        "oci-no-image": anew("L’index de la disposition ne désigne aucune image.", "レイアウトのインデックスにイメージがありません。"),
        "oci-layout-version": anew("La version de la disposition est inconnue.", "レイアウトのバージョンが不明です。"),
        "oci-schema-version": anew(
            "Le schemaVersion d’un manifeste n’est pas 2.", "マニフェストの schemaVersion が 2 ではありません。"),
        "oci-blob-missing": anew("Un fichier désigné par la disposition manque.", "レイアウトが示すファイルがありません。"),
        "oci-document": anew(
            "Un document de la disposition n’est pas le JSON attendu.", "レイアウトの文書が期待された JSON ではありません。"),
        "oci-document-too-long": anew("Un document de la disposition est trop long.", "レイアウトの文書が長すぎます。"),
        "oci-too-deep": FindingWording(
            fr: Text("Les index sont imbriqués trop profondément.", "Désignez les images dans un seul index."),
            ja: Text("インデックスの入れ子が深すぎます。", "イメージを 1 つのインデックスにまとめてください。")),
        "oci-too-many": FindingWording(
            fr: Text("La disposition désigne trop de blobs.", "Publiez moins d’images par disposition."),
            ja: Text("レイアウトの BLOB が多すぎます。", "1 つのレイアウトのイメージを減らしてください。")),
        "oci-too-large": FindingWording(
            fr: Text("Les blobs sont trop volumineux.", "Publiez des images plus petites ou moins nombreuses."),
            ja: Text("BLOB の合計が大きすぎます。", "イメージを小さくするか減らしてください。")),
        "oci-digest-algorithm": anew(
            "Un condensat n’a pas la forme sha256: suivie de 64 chiffres hexadécimaux.",
            "ダイジェストが sha256: と 64 桁の 16 進数の形式ではありません。"),
        "oci-digest": blob("Le condensat d’un blob n’est pas celui de son descripteur.", "BLOB のダイジェストが記述と異なります。"),
        "oci-size": blob("La taille d’un blob n’est pas celle de son descripteur.", "BLOB のサイズが記述と異なります。"),
        "oci-media-type": anew("Un type de média n’est pas accepté.", "受け付けられないメディア タイプがあります。"),
        "oci-layer-count": anew(
            "La configuration et le manifeste ne nomment pas le même nombre de couches.",
            "構成とマニフェストのレイヤー数が一致しません。"),
        "oci-platform-missing": FindingWording(
            fr: Text(
                "Une image ne dit pas pour quelle plateforme elle est faite.",
                "Indiquez os et architecture, par ex. docker buildx build --platform linux/amd64."),
            ja: Text(
                "イメージの対象プラットフォームが示されていません。",
                "os と architecture を設定してください (例: docker buildx build --platform linux/amd64)。")),
        "oci-platform": anew(
            "L’index et l’image indiquent des plateformes différentes.", "インデックスとイメージのプラットフォームが異なります。"),
        "oci-tag-twice": FindingWording(
            fr: Text(
                "Une étiquette désigne deux images.",
                "Retirez l’ancienne de index.json, ou écrivez la disposition dans un répertoire vide."),
            ja: Text("1 つのタグが 2 つのイメージを示しています。", "古い方を index.json から除くか、空のディレクトリに書き直してください。")),
        "oci-blob-outside": FindingWording(
            fr: Text("Un blob mène hors de la disposition.", "Mettez-y le fichier lui-même."),
            ja: Text("レイアウトの外を指す BLOB があります。", "ファイルそのものを置いてください。")),
    ]
}
