// The words of every problem in Japanese, by code or by a code's ending. The same codes and places as in the other two.

extension ProblemWording {
    static let japanese: [String: ProblemWording] = [
        "not-json": .init(
            "ドキュメントを JSON オブジェクトとして読み取れません: {value}。",
            "1 MiB 以下の JSON オブジェクトを 1 つ送信してください。同じ名前は 1 回だけ使えます。"),
        "too-many-problems": .init(
            "問題が {most} 件を超えています。残りは表示されません。",
            "まずこれらを修正してから、もう一度公開してください。"),
        "field-missing": .init(
            "必須フィールド {value} がないか、空です。",
            "値を入力してください。"),
        "duplicate": .init(
            "この一覧に「{value}」が 2 回以上あります。",
            "1 つだけ残してください。"),
        "wrong-type-object": .init(
            "ここには JSON オブジェクトが必要です。",
            "名前付きメンバーを持つオブジェクトとして書いてください。"),
        "wrong-type-list": .init(
            "ここには JSON 配列が必要です。",
            "要素が 1 つでも配列として書いてください。"),
        "wrong-type-boolean": .init(
            "ここには真偽値が必要です。",
            "引用符を付けずに true または false と書いてください。"),
        "wrong-type-integer": .init(
            "ここには整数が必要です。",
            "引用符、小数部、指数を付けずに数値を書いてください。"),
        "wrong-type-decimal": .init(
            "ここには数値が必要です。",
            "引用符を付けずに数値を書いてください。"),
        "wrong-type-text": .init(
            "ここには文字列が必要です。",
            "引用符で囲んだ JSON 文字列として書いてください。"),
        "number-negative": .init(
            "数値 {value} が 0 未満です。",
            "0 以上を指定してください。"),
        "too-long": .init(
            "テキストは {value} 文字です。使用できるのは {most} 文字までです。",
            "{most} 文字以内に短くしてください。"),
        "count": .init(
            "一覧の要素数は {value} です。{least} から {most} まで必要です。",
            "要素数が {least} から {most} になるように追加または削除してください。"),
        "out-of-range": .init(
            "数値 {value} は {least} から {most} の範囲にありません。",
            "{least} から {most} までの数値を指定してください。"),
        "unknown": .init(
            "「{value}」はここでは使えない値です。",
            "次のいずれかを使用してください: {choices}。"),
        "subscription-type-refused": .init(
            "種類が {value} のサブスクリプションは、この種類のオファーのプレビューを表示できません。",
            "サブスクリプションを削除するか、別の種類のものを使用してください。使用できない種類: {choices}。"),
        "lead-destination-unsupported": .init(
            "リードを {value} に送信することはまだできません。",
            "https を使用してそこから転送するか、none を指定してください。"),
        "markup-not-allowed": .init(
            "マークアップ {value} はこのテキストでは使用できません。",
            "次の要素だけを属性なしで使用してください: {choices}。記号の < は &lt; と書いてください。"),
        "identifier-malformed": .init(
            "「{value}」は識別子ではありません。",
            "a-z、0-9、- を 1 文字から 50 文字まで使用し、- で終わらないようにしてください。"),
        "email-malformed": .init(
            "「{value}」はメール アドレスではありません。",
            "name@example.com のようなアドレスを指定してください。"),
        "notification-address-malformed": .init(
            "「{value}」はメール アドレスではないため、通知を届けられません。",
            "name@example.com のようなアドレスを指定してください。コマンドではコンマで区切ります。"),
        "notification-address-missing": .init(
            "この公開プロセスには通知用のメール アドレスが必要ですが、指定されていません。",
            "notifications.emails または公開コマンドで指定してください。"),
        "phone-malformed": .init(
            "「{value}」は電話番号ではありません。",
            "+81 3 0000 0000 のように国番号付きの数字で指定してください。"),
        "guid-malformed": .init(
            "「{value}」は GUID ではありません。",
            "00000000-0000-0000-0000-000000000000 の形式で 32 桁の 16 進数を指定してください。"),
        "country-malformed": .init(
            "「{value}」は国コードではありません。",
            "JP のように ISO 3166-1 の大文字 2 文字で指定してください。"),
        "currency-malformed": .init(
            "「{value}」は通貨コードではありません。",
            "JPY のように ISO 4217 の大文字 3 文字で指定してください。"),
        "version-malformed": .init(
            "「{value}」はバージョンではありません。",
            "1.0.0 のように X.Y.Z の形式で 3 つの整数を指定してください。"),
        "tag-malformed": .init(
            "「{value}」は公開できるタグではありません。",
            "latest とするか、1.0.1-slim のように X.Y- または X.Y.Z- で始めてください。"),
        "digest-malformed": .init(
            "「{value}」はダイジェストではありません。",
            "sha256: に続けて小文字の 16 進数 64 桁を指定してください。"),
        "repository-malformed": .init(
            "「{value}」はイメージ リポジトリではありません。",
            "registry.example.com/name のように、タグを付けずにレジストリと名前を指定してください。"),
        "link-malformed": .init(
            "「{value}」は Web アドレスではありません。",
            "https:// または http:// で始まる完全な URL を指定してください。"),
        "secure-link-malformed": .init(
            "「{value}」は https アドレスではありません。",
            "https:// で始まる完全な URL を指定してください。"),
        "picture-malformed": .init(
            "「{value}」は画像のアドレスではありません。",
            "https の URL、または data:image/png;base64,… の形式で PNG 自体を指定してください。"),
        "picture-not-png": .init(
            "ドキュメント内の画像は PNG ではありません。",
            "PNG として保存し、ファイルを base64 でエンコードしてください。"),
        "picture-size": .init(
            "画像は {value} ピクセルです。{most} ピクセルが必要です。",
            "{most} ピクセルに拡大または縮小してください。"),
        "image-url-malformed": .init(
            "イメージのコピー: 指定された SAS URI が正しくないため、BLOB をダウンロードできません: 「{value}」。",
            "https://アカウント/コンテナー/名前.vhd に Shared Access Signature を付けて指定してください。"),
        "image-url-not-vhd": .init(
            "イメージ {value} は .vhd ファイルではありません。",
            "名前が .vhd で終わるページ BLOB の URL を指定してください。"),
        "image-name-characters": .init(
            "イメージ名 {value} に空白、パーセント記号、または引用符が含まれています。",
            "これらを含まない名前に BLOB の名前を変更してください。"),
        "signature-missing": .init(
            "イメージの URL に署名 (sig) がありません。",
            "Shared Access Signature を含む URL 全体をコピーしてください。"),
        "signature-resource": .init(
            "イメージの URL は sr={value} で署名されています。sr={most} が必要です。",
            "コンテナーに対する署名を作成してください。"),
        "signature-permissions": .init(
            "イメージの URL のアクセス許可は sp={value} です。sp={most} が必要です。",
            "読み取りと一覧表示だけのアクセス許可で署名を作成してください。"),
        "signature-start": .init(
            "イメージの URL の開始日時 st={value} がないか、完全な日時でないか、遅すぎます。",
            "{most} 以前から有効な署名を作成してください。"),
        "signature-end": .init(
            "イメージの URL の終了日時 se={value} がないか、完全な日時でないか、早すぎます。",
            "{least} 以降まで有効な署名を作成してください。"),
        "file-url-not-allowed": .init(
            "ローカル ファイル {value} はここでは使用できません。",
            "https の URL を指定してください。"),
        "prices-missing": .init(
            "従量課金のプランには価格が必要ですが、指定されていません。",
            "少なくとも 1 つの国の 1 時間あたりの価格を指定するか、別のライセンスを選択してください。"),
        "test-drive-instances-none": .init(
            "体験版のインスタンスがありません。hot、warm、cold がすべて 0 です。",
            "少なくとも 1 つを 1 以上にしてください。"),
        "disk-version-not-rising": .init(
            "バージョン {value} は、その前にある {least} より大きくありません。",
            "バージョンは昇順に 1 回ずつ並べてください。"),
        "data-disk-numbers": .init(
            "データ ディスクの番号は {value} です。",
            "0 から {most} まで欠番や重複なく番号を付けてください。"),
        "image-source": .init(
            "イメージには repository または layout のどちらかが必要です。",
            "両方ではなく、どちらか一方を指定してください。"),
        "latest-tag-count": .init(
            "latest という名前のタグが {value} 個あります。",
            "タグのうちちょうど 1 つを latest としてください。"),
        "live-type-changed": .init(
            "オファーは {most} として公開中のため、{value} に変更できません。",
            "別の種類には新しいオファーを作成してください。"),
        "live-plan-removed": .init(
            "公開中のプラン {value} がここにありません。",
            "公開中のプランはすべて同じ識別子で残してください。"),
        "live-licence-changed": .init(
            "ライセンス {value} は公開中のプランのライセンス {most} と異なります。",
            "ライセンス {most} のままにするか、新しいプランを作成してください。"),
        "live-data-disks-changed": .init(
            "このバージョンはデータ ディスク {most} 個で公開中ですが、ここでは {value} 個です。",
            "データ ディスクの数を変えないか、新しいバージョンを追加してください。"),
        "live-version-not-higher": .init(
            "バージョン {value} は、公開中の {least} より大きくありません。",
            "新しいディスクには {least} より大きいバージョンを付けてください。"),
        "live-price-raised": .init(
            "価格 {value} が公開中の価格 {most} を上回っているか、通貨が異なります。",
            "価格を {most} 以下にするか、新しいプランを作成してください。"),
    ]
}
