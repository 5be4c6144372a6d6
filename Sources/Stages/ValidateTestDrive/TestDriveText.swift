// What test drive validation says in the publishers' languages.

import Offers

enum TestDriveText {
    static let notEnabled = LocalizedText(
        en: "Test Drive is not enabled; nothing was checked.",
        fr: "Test Drive n’est pas activé ; rien n’a été contrôlé.", ja: "体験版は有効ではないため、検査しませんでした。")

    /// R10 in spirit: a check that was not made is named.
    static let notDeployed = LocalizedText(
        en: "Configuration and template checked. Nothing was deployed: no trial deployment is configured.",
        fr: "Configuration et modèle contrôlés. Rien n’a été déployé : aucun déploiement d’essai n’est configuré.",
        ja: "構成とテンプレートを検査しました。試験展開は設定されていないため、行っていません。")

    static let configurationOnly = LocalizedText(
        en: "Configuration checked. There is no deployment package, and nothing was deployed.",
        fr: "Configuration contrôlée. Il n’y a pas de paquet de déploiement, et rien n’a été déployé.",
        ja: "構成を検査しました。展開パッケージはなく、展開も行っていません。")

    static func deployed(_ region: String, _ output: String) -> LocalizedText {
        LocalizedText(
            en: "A trial deployment in \(region) succeeded. Its output: \(output)",
            fr: "Un déploiement d’essai dans \(region) a réussi. Sa sortie : \(output)",
            ja: "\(region) での試験展開が成功しました。出力: \(output)")
    }

    static func failed(_ region: String, _ output: String) -> StageProblem {
        StageProblem(
            "trial-deployment-failed",
            LocalizedText(
                en: "The trial deployment in \(region) failed. Its last output: \(output)",
                fr: "Le déploiement d’essai dans \(region) a échoué. Sa dernière sortie : \(output)",
                ja: "\(region) での試験展開が失敗しました。最後の出力: \(output)"),
            remedy: deployYourself)
    }

    static func tooLong(_ region: String, _ minutes: Int) -> StageProblem {
        StageProblem(
            "trial-deployment-too-long",
            LocalizedText(
                en: "The trial deployment in \(region) was not done after \(minutes) minutes and was ended.",
                fr:
                    "Le déploiement d’essai dans \(region) n’était pas terminé après \(minutes) minutes et a été arrêté.",
                ja: "\(region) での試験展開が \(minutes) 分で終わらなかったため、中止しました。"),
            remedy: deployYourself)
    }

    private static let deployYourself = LocalizedText(
        en: "Correct the template and deploy it once yourself before you pack it.",
        fr: "Corrigez le modèle et déployez-le une fois vous-même avant de l’emballer.",
        ja: "テンプレートを訂正し、一度自分で展開して確かめてから入れてください。")

    static func unknownRegion(_ name: String, _ known: [String]) -> StageProblem {
        let list = known.joined(separator: ", ")
        return StageProblem(
            "test-drive-region-unknown",
            LocalizedText(
                en: "The region “\(name)” is not one that test drives can run in.",
                fr: "La région « \(name) » n’accueille pas de Test Drives.", ja: "リージョン「\(name)」では体験版を実行できません。"),
            remedy: LocalizedText(
                en: "Use some of: \(list).", fr: "Choisissez parmi : \(list).", ja: "次から選んでください: \(list)。"))
    }

    static let noRegion = StageProblem(
        "test-drive-no-region",
        LocalizedText(en: "No region is selected.", fr: "Aucune région n’est choisie.", ja: "リージョンが選ばれていません。"),
        remedy: LocalizedText(
            en: "Select at least one region.", fr: "Choisissez au moins une région.", ja: "リージョンを 1 つ以上選んでください。"))

    static let nobody = StageProblem(
        "test-drive-empty-guid",
        LocalizedText(
            en: "The id is all zeros.", fr: "L’identifiant ne contient que des zéros.", ja: "ID がすべて 0 です。"),
        remedy: LocalizedText(
            en: "Give the id of the account that runs the test drives.",
            fr: "Donnez l’identifiant du compte qui exécute les Test Drives.", ja: "体験版を実行するアカウントの ID を指定してください。"))

    static let noPackage = StageProblem(
        "test-drive-no-package",
        LocalizedText(
            en: "There is no deployment package.", fr: "Il n’y a pas de paquet de déploiement.", ja: "展開パッケージがありません。"),
        remedy: LocalizedText(
            en: "Give the address of a zip with \(DeploymentTemplate.name).",
            fr: "Donnez l’adresse d’un zip contenant \(DeploymentTemplate.name).",
            ja: "\(DeploymentTemplate.name) を含む zip のアドレスを指定してください。"))

    static let packageIsFolder = StageProblem(
        "package-not-zip",
        LocalizedText(
            en: "The package is a folder.", fr: "Le paquet est un dossier.", ja: "パッケージがフォルダーです。"),
        remedy: LocalizedText(
            en: "Pack the files as a zip archive.", fr: "Emballez les fichiers dans une archive zip.",
            ja: "ファイルを zip にまとめてください。"))

    static let templateMissing = StageProblem(
        "template-missing",
        LocalizedText(
            en: "The package has no \(DeploymentTemplate.name) at its top.",
            fr: "Le paquet n’a pas de \(DeploymentTemplate.name) à sa racine.",
            ja: "パッケージの最上位に \(DeploymentTemplate.name) がありません。"),
        remedy: LocalizedText(
            en: "Pack the template under that name, not in a folder.",
            fr: "Emballez le modèle sous ce nom, hors dossier.",
            ja: "フォルダーに入れず、その名前でテンプレートを入れてください。"))

    static let templateMalformed = StageProblem(
        "template-malformed",
        LocalizedText(
            en: "\(DeploymentTemplate.name) is not a JSON object.",
            fr: "\(DeploymentTemplate.name) n’est pas un objet JSON.",
            ja: "\(DeploymentTemplate.name) が JSON オブジェクトではありません。"),
        remedy: LocalizedText(
            en: "Correct the JSON; comments are not allowed.",
            fr: "Corrigez le JSON ; les commentaires sont interdits.",
            ja: "JSON を訂正してください。コメントは使えません。"))

    static func member(_ name: String) -> StageProblem {
        let code = "template-" + name.filter(\.isLetter).lowercased()
        return StageProblem(
            code,
            LocalizedText(
                en: "\(DeploymentTemplate.name): \"\(name)\" is missing, empty or of the wrong kind.",
                fr: "\(DeploymentTemplate.name) : « \(name) » manque, est vide ou n’est pas du bon type.",
                ja: "\(DeploymentTemplate.name): 「\(name)」がないか、空か、種類が違います。"),
            remedy: deployYourself)
    }
}
