// The Japanese texts about quotas, one `code = text` a line.

extension Localization {
    static let japaneseQuotas = #"""
        # Quotas of a publisher
        refusal.too-many-drafts = お使いのアカウントの下書きは上限の {most} 件に達しています。不要な下書きを破棄する (DELETE) か、運用担当者に上限の引き上げを依頼してください。
        refusal.too-many-draft-bytes = 下書きの合計が上限の {most} MiB を超えます。ドキュメントを小さくするか、不要な下書きを破棄する (DELETE) か、運用担当者に上限の引き上げを依頼してください。
        refusal.too-many-offers = お使いのアカウントが発行したオファーは上限の {most} 件に達しています。運用担当者に上限の引き上げを依頼してください。
        refusal.too-many-submissions = お使いのアカウントの実行中または待機中の申請は上限の {most} 件に達しています。いずれかが終了してから、もう一度発行してください。
        problem.image-bytes-too-many = お使いのアカウントのイメージが 1 日の上限の {most} GiB を超えました。
        remedy.image-bytes-too-many = 翌日 (UTC) にもう一度発行するか、運用担当者に上限の引き上げを依頼してください。
        page.tab.quotas = クォータ
        page.quotas-hint = 各アカウントの現在の使用量と、クォータの上限です。拒否の回数は、このゲートウェイの起動後の合計です。
        page.no-quotas = 使用中のアカウントはまだありません。
        page.account = アカウント
        page.refusals = 拒否
        page.quota.drafts = 下書き
        page.quota.draft-bytes = ドキュメント (MiB)
        page.quota.offers = 発行済みのオファー
        page.quota.submissions = 未完了の申請
        page.quota.image-bytes = 1 日のイメージ (GiB)
        page.quota.requests = 1 秒の要求
        page.quota.sessions = セッション
        page.quota.event-streams = 開いているページ
        page.quota.mails = 1 時間のメール
        page.quota-limit = アカウントごとの上限
        page.quota-limits = 上限
        page.draft-memory = ドキュメントはこのゲートウェイのメモリを {mib} MiB 使用しています。メモリ不足のため {count} 件を保持していません。
        """#
}
