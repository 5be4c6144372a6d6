// What can be wrong with an address that a publisher names, in French and Japanese.

extension FindingWording {
    private static func told(_ fr: Text, _ ja: Text) -> FindingWording { FindingWording(fr: fr, ja: ja) }

    static let fetches: [String: FindingWording] = [
        "fetch-url": told(
            Text(
                "L’adresse n’est pas une URL utilisable.",
                "Donnez une adresse complète : https://hôte/chemin, sans blancs."),
            Text("アドレスは取得できる URL ではありません。", "空白のない完全なアドレス (https://ホスト/パス) を指定してください。")),
        "fetch-user-information": told(
            Text(
                "L’adresse contient un nom d’utilisateur ou un mot de passe.",
                "Retirez-le ; utilisez une URL signée pour ce qui n’est pas public."),
            Text("アドレスにユーザー名またはパスワードが含まれています。", "取り除いてください。非公開のものには署名付き URL を使ってください。")),
        "fetch-scheme": told(
            Text("Ce genre d’adresse n’est pas accepté.", "Utilisez une adresse https."),
            Text("この種類のアドレスは使えません。", "https のアドレスを使ってください。")),
        "fetch-address-refused": told(
            Text("L’hôte n’a pas d’adresse publique.", "Placez le fichier sur un hôte à adresse publique."),
            Text("ホストのアドレスが公開されたものではありません。", "公開アドレスを持つホストに置いてください。")),
        "fetch-header": told(
            Text(
                "Un en-tête à envoyer contient un caractère de contrôle.",
                "Retirez-le des paramètres de cette destination."),
            Text("送信するヘッダーに制御文字が含まれています。", "その送信先の設定から取り除いてください。")),
        "fetch-redirects": told(
            Text("L’adresse est redirigée trop souvent.", "Donnez l’adresse finale."),
            Text("リダイレクトが多すぎます。", "最終的なアドレスを指定してください。")),
        "fetch-too-large": told(
            Text("Le contenu de l’adresse est trop long.", "Donnez une adresse au contenu plus court."),
            Text("アドレスの内容が長すぎます。", "もっと小さいものを指定してください。")),
        "fetch-file-outside": told(
            Text(
                "Le fichier n’est pas dans un répertoire lisible.",
                "Mettez-le lui-même, pas un lien, dans un répertoire configuré."),
            Text("ファイルは読み取りが許可されたディレクトリにありません。", "リンクではなくファイルそのものを、設定されたディレクトリに置いてください。")),
        "fetch-not-found": told(
            Text("Il n’y a rien à cette adresse.", "Corrigez l’adresse ou chargez le fichier."),
            Text("このアドレスには何もありません。", "アドレスを訂正するか、ファイルをアップロードしてください。")),
        "fetch-not-authorised": told(
            Text(
                "L’hôte refuse l’accès.", "Créez une nouvelle URL signée, valable dès maintenant, en lecture et liste."),
            Text("ホストがアクセスを拒否しました。", "今すぐ有効な、読み取りと一覧の権限を持つ署名付き URL を作り直してください。")),
        "fetch-refused": told(
            Text("L’hôte refuse la demande.", "Ouvrez l’adresse depuis l’extérieur de votre réseau et corrigez-la."),
            Text("ホストが要求を拒否しました。", "外部のネットワークからアドレスを開き、応答するように直してください。")),
        "fetch-certificate": told(
            Text(
                "Le certificat TLS de l’hôte n’est pas fiable.", "Installez un certificat valable avec toute sa chaîne."
            ),
            Text("ホストの TLS 証明書を信頼できません。", "チェーン全体を含む有効な証明書を設定してください。")),
        "fetch-host-unknown": told(
            Text("Cet hôte n’existe pas.", "Corrigez l’adresse."), Text("このホストは存在しません。", "アドレスを訂正してください。")),
    ]

    /// Shared access signatures: the remedy is always a new one.
    private static func signed(_ fr: String, _ ja: String) -> FindingWording {
        told(
            Text(
                fr,
                "Créez une nouvelle URL SAS du conteneur : sr=c, sp=rl, début la veille, fin dans trois semaines au moins."
            ),
            Text(ja, "コンテナーの SAS URL を作り直してください: sr=c、sp=rl、開始は前日、終了は 3 週間以上先。"))
    }

    static let signedURLs: [String: FindingWording] = [
        "sas-scheme": signed("L’URL SAS n’est pas en https.", "SAS URL が https ではありません。"),
        "sas-path": signed("Le chemin de l’URL SAS n’est pas conteneur/nom.", "SAS URL のパスがコンテナー/名前の形ではありません。"),
        "sas-not-vhd": signed("L’URL SAS ne désigne pas un fichier .vhd.", "SAS URL が .vhd ファイルを指していません。"),
        "sas-name": signed("Le nom du fichier contient un caractère refusé.", "ファイル名に使えない文字があります。"),
        "sas-query": signed("L’URL n’a pas de signature SAS.", "URL に SAS 署名がありません。"),
        "sas-parameter-twice": signed("Un paramètre SAS figure deux fois.", "SAS パラメーターが重複しています。"),
        "sas-signature": signed("La signature SAS manque.", "SAS の署名がありません。"),
        "sas-resource": signed("L’URL SAS n’est pas celle d’un conteneur.", "SAS URL がコンテナーのものではありません。"),
        "sas-permissions": signed(
            "Les droits de l’URL SAS ne sont pas lecture et liste.", "SAS URL の権限が読み取りと一覧ではありません。"),
        "sas-not-started": signed("L’URL SAS n’est pas encore valable.", "SAS URL はまだ有効ではありません。"),
        "sas-expired": signed("L’URL SAS a expiré.", "SAS URL の期限が切れています。"),
        "sas-ends-early": signed("L’URL SAS expire trop tôt.", "SAS URL の期限が短すぎます。"),
    ]

    private static func packed(_ fr: String, _ frRemedy: String, _ ja: String, _ jaRemedy: String) -> FindingWording {
        told(Text(fr, frRemedy), Text(ja, jaRemedy))
    }

    static let packages: [String: FindingWording] = [
        "package-not-zip": packed(
            "Le paquet n’est pas une archive zip.", "Emballez les fichiers dans une archive zip.",
            "パッケージが zip ではありません。",
            "ファイルを zip にまとめてください。"),
        "package-empty": packed(
            "Le paquet est vide.", "Emballez le modèle et ce qu’il lui faut.", "パッケージが空です。", "テンプレートと必要なものを入れてください。"),
        "package-damaged": packed(
            "Le paquet ne se lit pas jusqu’au bout.", "Refaites-le et chargez-le à nouveau.", "パッケージを最後まで読めません。",
            "作り直してアップロードしてください。"),
        "package-name": packed(
            "Le nom d’une entrée est illisible.", "Utilisez des noms en ASCII ou UTF-8.", "読めないエントリ名があります。",
            "名前には ASCII か UTF-8 を使ってください。"),
        "package-path": packed(
            "Une entrée mène ou peut mener hors du paquet.", "Utilisez des noms relatifs, sans « .. ».",
            "パッケージの外に出る可能性のあるパスがあります。", "「..」を含まない相対名を使ってください。"),
        "package-entry-twice": packed(
            "Une entrée figure deux fois.", "Ne l’emballez qu’une fois.", "エントリが重複しています。", "1 回だけ入れてください。"),
        "package-encrypted": packed(
            "Une entrée est chiffrée.", "Emballez-la sans mot de passe.", "暗号化されたエントリがあります。", "パスワードなしで入れてください。"),
        "package-not-file": packed(
            "Une entrée est un lien ou un périphérique.", "Emballez le fichier lui-même.", "リンクまたはデバイスのエントリがあります。",
            "ファイルそのものを入れてください。"),
        "package-too-many": packed(
            "Le paquet a trop d’entrées.", "N’emballez que le nécessaire.", "エントリが多すぎます。", "必要なものだけを入れてください。"),
        "package-entry-too-long": packed(
            "Une entrée est trop longue.", "Raccourcissez-la.", "長すぎるエントリがあります。", "短くしてください。"),
        "package-too-large": packed(
            "Le paquet décompressé est trop grand.", "N’emballez que le nécessaire.", "展開後のパッケージが大きすぎます。",
            "必要なものだけを入れてください。"),
        "package-ratio": packed(
            "Le paquet se décompresse à l’excès.", "Retirez les fichiers de remplissage.", "圧縮率が高すぎます。",
            "詰め物のファイルを取り除いてください。"),
    ]
}
