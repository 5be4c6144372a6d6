// All texts in Japanese, one `code = text` a line. A test checks that all languages have the same codes and
// placeholders.

extension Localization {
    static let japanese = #"""
        # States of an offer
        state.NeverPublished = 未発行
        state.NotStarted = 未開始
        state.Running = 実行中
        state.WaitingForPublisherReview = 発行元のサインオフ待ち
        state.Succeeded = ライブ
        state.Failed = 失敗
        state.stopped = 販売終了
        state.Canceled = キャンセル済み

        # States of a step
        step.NotStarted = 未開始
        step.InProgress = 実行中
        step.WaitingForPublisherReview = 発行元のサインオフ待ち
        step.WaitingForApproval = 承認待ち
        step.Blocked = 障害により中断
        step.Rejected = 却下
        step.Complete = 完了
        step.Canceled = キャンセル済み
        step.Skipped = スキップ

        # Spans of time
        time.second = 1 秒
        time.seconds = {count} 秒
        time.minute = 1 分
        time.minutes = {count} 分
        time.hour = 1 時間
        time.hours = {count} 時間
        time.day = 1 日
        time.days = {count} 日
        time.business-day = 1 営業日
        time.business-days = {count} 営業日

        # Why a command is refused
        refusal.already-running = 申請 {submission} はまだ実行中です。終了してから再度発行してください。
        refusal.unknown-profile = 発行プロファイル「{name}」は存在しません。使用できるプロファイル: {known}
        refusal.no-profile = 種類 {type} のオファーには既定の発行プロファイルがありません。コマンドでプロファイルを指定してください。
        refusal.no-step-applies = 発行プロファイル {profile} には、このオファーに適用されるステップがありません。コマンドで別のプロファイルを指定してください。
        refusal.offer-too-large = オファー ドキュメントは {bytes} バイトです。上限は {most} バイトです。画像はアドレスで指定し、説明を短くしてください。
        refusal.never-published = このオファーは一度も発行されていません。先に発行してください。
        refusal.not-running = このオファーには実行中の申請がありません。先に発行してください。
        refusal.not-at-sign-off = オファーはステップ「{step}」の段階です。プレビューができ、発行元のサインオフの準備が整ってからライブに移行してください。
        refusal.no-sign-off = この発行プロファイルには発行元のサインオフがありません。オファーは自動的にライブに移行します。
        refusal.already-going-live = ライブへの移行はすでに受け付けられました。オファーは運用環境へ進んでいます。
        refusal.cancel-only-at-sign-off = この発行プロファイルでは、発行元のサインオフの時にだけキャンセルできます。プレビューの準備ができてからキャンセルしてください。
        refusal.cancel-too-late = ライブへの移行がすでに受け付けられたため、申請はキャンセルできません。サポート リクエストを開いてください。
        refusal.cancel-without-sign-off = この発行プロファイルには発行元のサインオフがないため、申請はキャンセルできません。サポート リクエストを開いてください。
        refusal.not-live = このオファーはライブではないため、販売されていません。停止する対象がありません。
        refusal.stop-while-going-live = 新しいバージョンが運用環境へ進んでおり、オファーは再びライブになります。ライブになってから販売を停止してください。
        refusal.nothing-to-approve = このオファーには承認待ちのステップがありません。
        refusal.nothing-to-reject = このオファーには承認待ちのステップも中断しているステップもありません。却下するものはありません。
        refusal.nothing-blocked = このオファーには中断しているステップがなく、オファーは一時停止されていません。再開するものはありません。
        refusal.already-paused = このオファーはすでに一時停止中です。続けるには再開してください。
        refusal.parked-event-missing = 中断したステップの保存された状態が失われています。申請を却下し、発行元に再度の発行を依頼してください。

        # Notes of the coordinator

        # Every mail
        mail.greeting.publisher = いつもご利用いただきありがとうございます。
        mail.greeting.operator = 運用担当者各位
        mail.fact = {name}: {value}
        mail.title-and-key = {title} ({key})
        mail.offer = オファー
        mail.submission = 申請
        mail.step = ステップ
        mail.place = {number}/{count}「{name}」
        mail.state = 状態
        mail.time = 日時
        mail.limit = 最長想定時間
        mail.reason = 理由
        mail.request = お問い合わせ内容
        mail.remedy = 対処方法
        mail.problem = 1 件の問題
        mail.problems = {problem-count} 件の問題
        mail.more = ほかに {more} 件あります。すべてオファーのページで確認できます。
        mail.no-address = アドレスは登録されていません。
        mail.undeliverable = このメールは発行元宛てですが、申請に使用できる通知先アドレスがありません。発行元へ転送し、オファー ドキュメントの /notifications/emails にアドレスを指定するよう依頼してください。
        mail.not-told = 申請に使用できる通知先アドレスがないため、発行元には通知されていません。オファー ドキュメントの /notifications/emails にアドレスを指定するよう発行元に依頼してください。
        mail.limit-reached = 1 時間あたりのメール数の上限に達しました。{until} まで、これ以上のメールは送信されません。すべての経過はオファーのページで確認できます。
        mail.next = 次にしていただくこと
        mail.footer = このメールは自動送信されています。ご返信いただいても確認できません。

        # Mails to publishers
        mail.rejected.subject = 却下: {problems}を修正してください
        mail.rejected.happened = {title} の発行は、ステップ {number}/{count}「{name}」で停止しました。{problems}が見つかりました。
        mail.rejected.next = 上記の問題をすべてオファー ドキュメントで修正し、再度発行してください。発行はステップ 1 から始まります。ご不明な点は、オファーのページからサポートにお問い合わせください。
        mail.rejected.button = オファーを開く
        mail.preview-ready.subject = サインオフをお願いします
        mail.preview-ready.happened = {title} のプレビューの準備ができました。許可リストのサブスクリプションだけが表示できます。
        mail.preview-ready.next = プレビューをご確認ください。問題がなければ、ライブに移行してください。修正が必要な場合は、キャンセルしてオファー ドキュメントを修正し、再度発行してください。すべてのステップをやり直します。期限はありません。プレビューは決定されるまで保持されます。
        mail.preview-ready.button = ライブに移行またはキャンセル
        mail.live.subject = オファーがライブになりました
        mail.live.happened = {title} がマーケットプレースでライブになりました。
        mail.live.next = 必要な操作はありません。後でオファーを変更するには、編集して再度発行してください。
        mail.live.button = オファーを開く
        mail.canceled.subject = 発行はキャンセルされました
        mail.canceled.happened = {title} の申請はキャンセルされました。プレビューは終了し、ライブには移行していません。以前のバージョンがライブの場合、そのままライブです。
        mail.canceled.next = 準備ができたら、オファーを再度発行してください。すべてのステップをやり直します。
        mail.canceled.button = オファーを開く
        mail.selling-stopped.subject = 販売を終了しました
        mail.selling-stopped.happened = {title} はマーケットプレースから削除されました。新しい顧客には表示されません。利用中の顧客は引き続き使えます。
        mail.selling-stopped.next = 再び販売するには、オファーをもう一度発行してください。すべてのステップが最初から始まります。
        mail.selling-stopped.button = オファーを開く
        mail.overdue.subject = 想定より時間がかかっています
        mail.overdue.happened = {title} のステップ {number}/{count}「{name}」に、想定より時間がかかっています。失敗ではありません。ステップが完了しだい、発行を続けます。
        mail.overdue.next = 必要な操作はありません。お待ちいただけない場合は、オファーのページからサポートにお問い合わせください。
        mail.overdue.button = オファーを開く
        mail.delayed.subject = 当方の障害により遅れています
        mail.delayed.happened = 当方の技術的な障害により、{title} のステップ {number}/{count}「{name}」が遅れています。オファーが原因ではありません。運用担当者には連絡済みです。
        mail.delayed.next = 必要な操作はありません。障害が解消されしだい、このステップから発行を再開します。お急ぎの場合は、オファーのページからサポートにお問い合わせください。
        mail.delayed.button = オファーを開く
        mail.refused.subject = コマンド拒否: {command}
        mail.refused.happened = {title} に対するコマンド「{command}」は拒否されました。変更された内容はありません。
        mail.refused.next = オファーの状態をご確認のうえ、実行可能になってから再度コマンドを実行してください。
        mail.refused.button = オファーを開く
        mail.support-opened.subject = サポート {ticket-number} を受け付けました
        mail.support-opened.happened = {title} のサポート リクエストをチケット {ticket} として受け付けました。オファーの状態と履歴が含まれています。
        mail.support-opened.next = 必要な操作はありません。サポートにご連絡の際は、チケット番号をお知らせください。
        mail.support-opened.button = オファーを開く

        # Mails to operators
        mail.step-blocked.subject = 障害により中断: {worker}
        mail.step-blocked.happened = {title} のステップ {number}/{count}「{name}」は、すべての試行がシステム エラーで失敗しました。発行元が原因ではありません。{by} がイベント {cause} で報告しました。
        mail.step-blocked.next = 理由に示された対象、{worker} のログ、オファーの状態と履歴を確認してください。
        mail.step-blocked.resume = 障害を解消したら、ステップを再開してください。
        mail.step-overdue.subject = 遅延: {worker}
        mail.step-overdue.happened = {title} のステップ {number}/{count}「{name}」が最長想定時間を超えています。
        mail.step-overdue.next = {worker} が稼働しているか、ログの内容、待機中のレコードの数を確認してください。
        mail.support-requested.subject = サポート依頼 ({ticket-number})
        mail.support-requested.happened = {title} の発行元からサポートの依頼がありました。チケットは {ticket} です。
        mail.support-requested.next = オファーの状態と履歴を確認し、発行元に回答してください。
        mail.approval-asked.subject = 承認待ち
        mail.approval-asked.happened = {title} のステップ {number}/{count}「{name}」の作業が完了しました。発行プロファイルでは運用担当者の承認が必要です。
        mail.approval-asked.next = オファーを確認してください。
        mail.approval-asked.approve = 承認する場合:
        mail.approval-asked.reject = 却下する場合 (理由を添えてください):
        mail.operator-refused.subject = コマンド拒否: {command}
        mail.operator-refused.happened = {title} に対するコマンド「{command}」は拒否されました。変更された内容はありません。
        mail.operator-refused.next = オファーの状態を確認し、実行可能になってから再度コマンドを実行してください。

        # バイト数
        bytes.bytes = {count} バイト
        bytes.kibibytes = {count} KiB
        bytes.mebibytes = {count} MiB
        bytes.gibibytes = {count} GiB
        bytes.tebibytes = {count} TiB
        bytes.point = .
        bytes.done = {total} 中 {done}
        bytes.left = {total} 中 {done}、{rate}/秒、残り {left}
        """#
}
