// What can be wrong with a virtual hard disk, in French and Japanese.

extension FindingWording {
    private static let command = "qemu-img convert -O vpc -o subformat=fixed,force_size IMAGE IMAGE.vhd"
    private static let convert = (fr: "Exécutez : \(command).", ja: "次を実行してください: \(command)")
    private static let again = (
        fr: "Chargez à nouveau le fichier ; s’il est identique, recréez-le : \(command).",
        ja: "ファイルをもう一度アップロードしてください。同じ結果なら作り直してください: \(command)"
    )

    private static func converting(_ fr: String, _ ja: String) -> FindingWording {
        FindingWording(fr: Text(fr, convert.fr), ja: Text(ja, convert.ja))
    }

    private static func uploading(_ fr: String, _ ja: String) -> FindingWording {
        FindingWording(fr: Text(fr, again.fr), ja: Text(ja, again.ja))
    }

    static let vhd: [String: FindingWording] = [
        "vhd-no-footer": uploading(
            "Le fichier ne se termine pas par un pied de page VHD.", "ファイルの末尾に VHD フッターがありません。"),
        "vhd-other-format": converting(
            "Le fichier n’est pas un VHD fixe mais un autre format de disque.", "ファイルは固定 VHD ではなく、別の形式のディスクです。"),
        "vhd-footer-checksum": uploading(
            "La somme de contrôle du pied de page VHD est fausse.", "VHD フッターのチェックサムが正しくありません。"),
        "vhd-dynamic": converting(
            "Le VHD est dynamique ; seuls les VHD fixes peuvent être publiés.", "VHD は可変容量です。公開できるのは固定 VHD だけです。"),
        "vhd-differencing": FindingWording(
            fr: Text(
                "Le VHD est de différenciation : il ne contient que les écarts avec un disque parent.",
                "Fusionnez-le avec son parent, puis exécutez : \(command)."),
            ja: Text("VHD は差分ディスクで、親ディスクとの違いしか含みません。", "親ディスクと結合してから次を実行してください: \(command)")),
        "vhd-type-unknown": converting("Le type de disque du pied de page est inconnu.", "フッターのディスクの種類が不明です。"),
        "vhd-footer-version": converting(
            "La version du format dans le pied de page est inconnue.", "フッターの形式バージョンが不明です。"),
        "vhd-footer-data-offset": converting(
            "Le pied de page d’un VHD fixe ne doit désigner aucun en-tête.", "固定 VHD のフッターはデータの位置を示してはいけません。"),
        "vhd-original-size": converting("La taille d’origine du pied de page est nulle.", "フッターの元のサイズが 0 です。"),
        "vhd-size-not-whole-mib": FindingWording(
            fr: Text(
                "La taille virtuelle n’est pas un nombre entier de Mio.",
                "Agrandissez le disque brut au Mio supérieur (qemu-img resize), puis exécutez : \(command)."),
            ja: Text(
                "仮想サイズが MiB の整数倍ではありません。",
                "RAW ディスクを次の MiB に拡張し (qemu-img resize)、次を実行してください: \(command)")),
        "vhd-too-small": FindingWording(
            fr: Text("La taille virtuelle est trop petite.", "Agrandissez le disque à la taille minimale indiquée."),
            ja: Text("仮想サイズが小さすぎます。", "示された最小サイズまでディスクを拡張してください。")),
        "vhd-too-large": FindingWording(
            fr: Text(
                "La taille virtuelle est trop grande.",
                "Réduisez les systèmes de fichiers et le disque à la taille maximale indiquée."),
            ja: Text("仮想サイズが大きすぎます。", "ファイルシステムとディスクを示された最大サイズまで縮小してください。")),
        "vhd-file-length": uploading(
            "La longueur du fichier ne correspond pas à la taille virtuelle.", "ファイルの長さが仮想サイズと一致しません。"),
        "vhd-partition-table": FindingWording(
            fr: Text(
                "La table de partitions GPT est endommagée.",
                "Réparez la table de partitions (gdisk), puis chargez à nouveau le disque."),
            ja: Text("GPT パーティション テーブルが壊れています。", "パーティション テーブルを修復し (gdisk)、もう一度アップロードしてください。")),
        "vhd-no-partition-table": FindingWording(
            fr: Text(
                "Le disque n’a ni MBR ni GPT : rien ne peut démarrer.",
                "Installez le système sur un disque partitionné et chargez ce disque."),
            ja: Text("ディスクに MBR も GPT もなく、起動できません。", "パーティション分割したディスクにシステムをインストールし、それをアップロードしてください。")),
        "vhd-partition-early": FindingWording(
            fr: Text(
                "Une partition commence dans le premier Mio, qui doit rester libre.",
                "Déplacez la première partition au secteur 2048 ou plus loin."),
            ja: Text("最初の 1 MiB から始まるパーティションがあります。そこは空けておく必要があります。", "最初のパーティションをセクター 2048 以降に移してください。")),
        "asset-changed": FindingWording(
            fr: Text(
                "L’image n’est plus celle qui a été certifiée.",
                "Remettez l’image certifiée en place, ou publiez à nouveau pour faire certifier la nouvelle."),
            ja: Text("イメージが認定されたものと異なります。", "認定されたイメージに戻すか、もう一度公開して新しいイメージの認定を受けてください。")),
    ]
}
