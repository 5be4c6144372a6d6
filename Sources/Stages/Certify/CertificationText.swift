// What certification says in the publishers' languages; what Assets finds is worded under Shared/Wording.

import Assets
import JSON
import Offers

enum CertificationText {
    /// R10: what was not done is said, never implied.
    static let notScanned = LocalizedText(
        en: "Read, digest verified, format and sizes checked. Not scanned for malware: no scanner is configured.",
        fr:
            "Lu, condensat vérifié, format et tailles contrôlés. Pas d’analyse antivirus : aucun analyseur n’est configuré.",
        ja: "読み取り、ダイジェスト検証、形式とサイズの検査を行いました。マルウェア検査は未実施です (検査プログラムが設定されていません)。")

    static func scanned(by engine: MalwareScanner.Engine, _ coverage: ScanCoverage) -> LocalizedText {
        let signatures = engine.signatures.map {
            [$0, engine.signaturesDate].compactMap(\.self).joined(separator: ", ")
        }
        let (all, zero) = (coverage.bytes, coverage.zeroBytes)
        let (en, fr, ja) = (
            signatures.map { "signatures \($0)" } ?? "signatures without a number",
            signatures.map { "signatures \($0)" } ?? "signatures sans numéro",
            signatures.map { "シグネチャ \($0)" } ?? "番号のないシグネチャ"
        )
        return LocalizedText(
            en: "Read, digest verified, format and sizes checked. Scanned for malware by \(engine.name) (\(en)): "
                + "\(all) bytes covered, \(zero) of them zeros that were not sent.",
            fr: "Lu, condensat vérifié, format et tailles contrôlés. Analyse antivirus par \(engine.name) (\(fr)) : "
                + "\(all) octets couverts, dont \(zero) octets nuls non envoyés.",
            ja: "読み取り、ダイジェスト検証、形式とサイズの検査を行いました。\(engine.name) (\(ja)) によるマルウェア検査済み: "
                + "\(all) バイト (うち送信しなかったゼロ \(zero) バイト)。")
    }

    static func report(_ digest: Digest) -> LocalizedText {
        LocalizedText(en: "Report: \(digest).", fr: "Rapport : \(digest).", ja: "報告書: \(digest)")
    }

    static func equal(to submission: String?) -> LocalizedText {
        let name = submission ?? "?"
        return LocalizedText(
            en: "Certification skipped: technical assets equal submission \(name).",
            fr: "Certification omise : les éléments techniques sont identiques à ceux de la soumission \(name).",
            ja: "認定を省略しました: 技術的な内容は申請 \(name) と同じです。")
    }

    static let nothing = StageProblem(
        "nothing-to-certify",
        LocalizedText(
            en: "The plans name no image.", fr: "Les plans ne désignent aucune image.", ja: "プランにイメージがありません。"),
        remedy: LocalizedText(
            en: "Give each plan the images that are to be deployed.",
            fr: "Indiquez dans chaque plan les images à déployer.", ja: "各プランに展開するイメージを指定してください。"))

    static func tooMany(_ count: Int) -> StageProblem {
        StageProblem(
            "images-count",
            LocalizedText(
                en: "The plans name \(count) images; at most \(Certification.most) are taken.",
                fr: "Les plans désignent \(count) images ; \(Certification.most) au plus sont acceptées.",
                ja: "プランのイメージが \(count) 件あります。受け付けるのは \(Certification.most) 件までです。"),
            remedy: LocalizedText(
                en: "Leave out old versions, or make several offers.",
                fr: "Retirez d’anciennes versions ou faites plusieurs offres.", ja: "古いバージョンを除くか、複数のオファーに分けてください。"))
    }

    static let registry = StageProblem(
        "registry-unsupported",
        LocalizedText(
            en: "Images in a registry are not read yet.", fr: "Les images d’un registre ne sont pas encore lues.",
            ja: "レジストリのイメージはまだ読み取れません。"),
        remedy: LocalizedText(
            en: "Give an OCI image layout: skopeo copy docker://REPOSITORY:TAG oci:DIRECTORY:TAG.",
            fr: "Donnez une disposition d’image OCI : skopeo copy docker://REPOSITORY:TAG oci:DIRECTORY:TAG.",
            ja: "OCI イメージ レイアウトを指定してください: skopeo copy docker://REPOSITORY:TAG oci:DIRECTORY:TAG"))

    static let layoutIsFile = StageProblem(
        "layout-not-a-folder",
        LocalizedText(
            en: "The layout is a file; archives of layouts are not read yet.",
            fr: "La disposition est un fichier ; les archives de dispositions ne sont pas encore lues.",
            ja: "レイアウトがファイルです。レイアウトのアーカイブはまだ読み取れません。"),
        remedy: LocalizedText(
            en: "Unpack it, and give the folder that holds \"oci-layout\" and \"index.json\".",
            fr: "Décompressez-la et donnez le dossier qui contient « oci-layout » et « index.json ».",
            ja: "展開して、oci-layout と index.json があるフォルダーを指定してください。"))

    static let diskIsFolder = StageProblem(
        "image-not-a-file",
        LocalizedText(
            en: "The address names a folder, not a file.", fr: "L’adresse désigne un dossier, pas un fichier.",
            ja: "アドレスがファイルではなくフォルダーを指しています。"),
        remedy: LocalizedText(
            en: "Give the address of the file itself.", fr: "Donnez l’adresse du fichier lui-même.",
            ja: "ファイルそのもののアドレスを指定してください。"))

    static func digest(declared: String, found: Digest) -> StageProblem {
        StageProblem(
            "digest-differs",
            LocalizedText(
                en: "The document says \(shown(declared)), but the image is \(found).",
                fr: "Le document indique \(shown(declared)), mais l’image est \(found).",
                ja: "文書では \(shown(declared)) ですが、イメージは \(found) です。"),
            remedy: LocalizedText(
                en: "Correct the digest if this image is the right one; otherwise upload the right image.",
                fr: "Corrigez le condensat si l’image est la bonne ; sinon chargez la bonne image.",
                ja: "このイメージが正しければダイジェストを訂正し、そうでなければ正しいイメージをアップロードしてください。"))
    }

    static func tagMissing(_ tag: String) -> StageProblem {
        StageProblem(
            "tag-not-in-layout",
            LocalizedText(
                en: "The layout has no tag \"\(shown(tag))\".",
                fr: "La disposition n’a pas d’étiquette « \(shown(tag)) ».",
                ja: "レイアウトにタグ「\(shown(tag))」がありません。"),
            remedy: LocalizedText(
                en: "Add the tag to the layout, or take it out of the document.",
                fr: "Ajoutez l’étiquette à la disposition ou retirez-la du document.",
                ja: "レイアウトにタグを加えるか、文書から除いてください。"))
    }

    static func tagNotListed(_ tag: String) -> StageProblem {
        StageProblem(
            "tag-not-listed",
            LocalizedText(
                en: "The layout's tag \"\(shown(tag))\" is not listed.",
                fr: "L’étiquette « \(shown(tag)) » de la disposition n’est pas déclarée.",
                ja: "レイアウトのタグ「\(shown(tag))」が文書にありません。"),
            remedy: LocalizedText(
                en: "List the tag with its digest, or take it out of the layout.",
                fr: "Déclarez l’étiquette avec son condensat ou retirez-la de la disposition.",
                ja: "タグとダイジェストを文書に加えるか、レイアウトから除いてください。"))
    }

    static func tagMoved(_ tag: String, from digests: Set<String>) -> StageProblem {
        let before = digests.sorted().map { "sha256:\($0)" }.joined(separator: ", ")
        return StageProblem(
            "tag-moved",
            LocalizedText(
                en: "The tag \"\(shown(tag))\" is live and names \(before); a live tag does not move.",
                fr: "L’étiquette « \(shown(tag)) » est en ligne et désigne \(before) ; elle ne change plus.",
                ja: "タグ「\(shown(tag))」は公開済みで \(before) を指しています。公開済みのタグは変更できません。"),
            remedy: LocalizedText(
                en: "Publish the new image under a new tag; only \"latest\" moves on.",
                fr: "Publiez la nouvelle image sous une nouvelle étiquette ; seule « latest » change.",
                ja: "新しいイメージは新しいタグで公開してください。移動できるのは latest だけです。"))
    }
}
