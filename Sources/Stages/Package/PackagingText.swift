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

    static let damagedPNG = StageProblem(
        "picture-damaged",
        LocalizedText(
            en: "The picture is a damaged PNG, or holds more than a picture.",
            fr: "L’image est un PNG endommagé, ou contient autre chose qu’une image.",
            ja: "画像の PNG が壊れているか、画像以外のものが含まれています。"),
        remedy: LocalizedText(
            en: "Save the picture as PNG again and upload it.",
            fr: "Enregistrez à nouveau l’image au format PNG et chargez-la.",
            ja: "画像をもう一度 PNG 形式で保存し、アップロードしてください。"))
}
