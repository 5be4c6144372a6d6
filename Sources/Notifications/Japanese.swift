// The mails in Japanese.

struct Japanese: Wording {
    let labels = Labels(
        offer: "オファー：", submission: "申請：", step: "ステップ：", state: "状態：", time: "日時：",
        whatHappened: "お知らせ", whatToDo: "次にしていただくこと",
        footer: "このメールは自動送信されています。ご返信いただいても確認できません。")

    let undeliverable =
        "このメールは発行元宛てですが、申請に使用できる通知先アドレスがありません。"
        + "発行元へ転送し、オファーの /notifications/emails にアドレスを指定するよう依頼してください。"

    func subject(_ saying: MailText, _ o: MailModel) -> String {
        let place = o.step.map { "、ステップ \($0.number)/\($0.count)「\($0.name)」" } ?? ""
        return "【\(saying.happened)】\(o.offer)\(place)：\(saying.next)"
    }

    func step(_ step: MailModel.Step) -> String { "\(step.number)/\(step.count)「\(step.name)」" }

    func saying(_ notice: Notification, _ o: MailModel) -> MailText {
        let step = o.step.map { "ステップ \($0.number)「\($0.name)」" } ?? "ステップ"
        switch notice {
        case .rejected:
            return MailText(
                happened: "差し戻し",
                next: o.problemCount == 0
                    ? "理由をご確認のうえ再度発行してください" : "\(o.problemCount) 件の問題を修正し、再度発行してください",
                report: [
                    .paragraph(
                        "\(step)で発行を終了しました。"
                            + (o.problemCount == 0 ? "" : "\(o.problemCount) 件の問題が見つかりました。"))
                ] + o.reasonGiven + o.problemList(remedyLabel: "対処方法：") + omitted(o),
                advice: [
                    .paragraph("上記の問題をすべてオファーで修正し、再度発行してください。発行はステップ 1 から始まります。"),
                    o.publish, .paragraph("ご不明な点は、サポートにお問い合わせください。"), o.requestSupport,
                ])
        case .previewReady:
            return MailText(
                happened: "確認のお願い", next: "公開またはキャンセルしてください",
                report: [.paragraph("オファーがプレビューで利用可能になりました。許可リストのサブスクリプションだけが表示できます。")]
                    + o.details,
                advice: [
                    .paragraph("プレビューをご確認ください。問題がなければ、オファーを公開してください。"), o.goLive,
                    .paragraph("修正が必要な場合は、キャンセルしてオファーを修正し、再度発行してください。すべてのステップをやり直します。"),
                    o.cancel, .paragraph("期限はありません。公開またはキャンセルされるまでプレビューは保持されます。"),
                ])
        case .live:
            return MailText(
                happened: "公開完了", next: "必要な操作はありません",
                report: [.paragraph("オファーがマーケットプレースで公開されました。")] + o.details,
                advice: [
                    .paragraph("必要な操作はありません。後でオファーを変更するには、編集して再度発行してください。"), o.publish,
                ])
        case .canceled:
            return MailText(
                happened: "キャンセル完了", next: "準備ができたら再度発行してください",
                report: [
                    .paragraph(
                        "申請はキャンセルされました。プレビューは残っておらず、公開もされていません。"
                            + "すでに公開中の版があれば、そのまま公開されています。")
                ] + o.reasonGiven,
                advice: [
                    .paragraph("準備ができたら、オファーを再度発行してください。ステップ 1 からすべてやり直します。"), o.publish,
                ])
        case .overdue:
            return MailText(
                happened: "想定時間の超過", next: "必要な操作はありません。お急ぎの場合はサポートへ",
                report: [
                    .paragraph(
                        "\(step)が最長想定時間\(limit(o))を超えています。失敗ではありません。ステップが完了しだい、次へ進みます。")
                ] + o.details,
                advice: [
                    .paragraph("必要な操作はありません。お待ちいただけない場合は、サポートにお問い合わせください。"), o.requestSupport,
                ])
        case .delayed:
            return MailText(
                happened: "当方の障害による遅延", next: "対応中です。必要な操作はありません",
                report: [
                    .paragraph(
                        "当方の障害のため、現在\(step)を完了できません。オファーが原因ではありません。担当者には連絡済みです。")
                ],
                advice: [
                    .paragraph("必要な操作はありません。障害が解消されしだい、このステップから再開します。お急ぎの場合は、サポートにお問い合わせください。"),
                    o.requestSupport,
                ])
        case .refused, .operatorRefused:
            return MailText(
                happened: "コマンド拒否（\(o.command)）", next: "理由をご確認ください",
                report: [.paragraph("コマンド「\(o.command)」は受け付けられませんでした。変更された内容はありません。理由は次のとおりです。")]
                    + o.reasonGiven,
                advice: [
                    .paragraph("オファーの状態をご確認のうえ、実行可能になってから再度コマンドを実行してください。"), o.status,
                ])
        case .supportOpened:
            return MailText(
                happened: "サポート受付、チケット \(o.ticket)", next: "必要な操作はありません。回答をお待ちください",
                report: [
                    .paragraph("サポートへのお問い合わせをチケット \(o.ticket) として受け付けました。オファーの状態と履歴も添えられています。")
                ] + request(o),
                advice: [.paragraph("必要な操作はありません。サポートにご連絡の際は、チケット番号をお知らせください。")])
        case .stepBlocked:
            return MailText(
                happened: "ブロック", next: "障害を解消し、再開してください",
                report: [.paragraph("\(step)は、再試行がすべて障害で終わりました。発行元の責任ではありません。障害の内容：")]
                    + o.reasonGiven + [.paragraph("報告元：\(o.by)、イベント：\(o.cause)")],
                advice: [
                    .paragraph("障害に示された対象、\(worker(o))のログ、オファーの履歴を確認してください。"), o.status, o.history,
                    .paragraph("障害を解消したら、ステップを再開してください。"), o.resume,
                ])
        case .stepOverdue:
            return MailText(
                happened: "遅延", next: "ワーカーの稼働を確認してください",
                report: [.paragraph("\(step)が最長想定時間\(limit(o))を超えています。")] + o.details,
                advice: [
                    .paragraph("\(worker(o))が稼働しているか、ログの内容、待機中のオファーの数を確認してください。"), o.status, o.history,
                ])
        case .supportRequested:
            return MailText(
                happened: "サポート依頼、チケット \(o.ticket)", next: "発行元に回答してください",
                report: [.paragraph("発行元からサポートの依頼がありました（チケット \(o.ticket)）。")] + request(o),
                advice: [.paragraph("発行元に回答してください。"), contacts(o), o.status, o.history])
        case .approvalAsked:
            return MailText(
                happened: "承認待ち", next: "承認または却下してください",
                report: [.paragraph("\(step)の作業が完了しました。このプロファイルではオペレーターの承認が必要です。")] + o.details,
                advice: [
                    .paragraph("オファーを確認してください。"), o.status, .paragraph("承認する場合："), o.approve,
                    .paragraph("却下する場合（理由を添えてください）："), o.reject,
                ])
        }
    }

    private func omitted(_ o: MailModel) -> [Block] {
        o.omittedProblems == 0
            ? [] : [.paragraph("ほかに \(o.omittedProblems) 件あります。すべての問題は状態で確認できます。"), o.status]
    }

    private func request(_ o: MailModel) -> [Block] { o.reason.map { [.paragraph("お問い合わせ内容：\($0)")] } ?? [] }

    private func contacts(_ o: MailModel) -> Block {
        .list(o.publisherAddresses.isEmpty ? ["登録されたアドレスはありません"] : o.publisherAddresses.map(\.description))
    }

    private func worker(_ o: MailModel) -> String { o.step.map { "ワーカー \($0.stage) " } ?? "ワーカー" }

    private func limit(_ o: MailModel) -> String {
        guard let (count, unit) = o.longest?.inWholeUnits else { return o.reason.map { "（\($0)）" } ?? "" }
        let word =
            switch unit {
            case .days: "日"
            case .hours: "時間"
            case .minutes: "分"
            case .seconds: "秒"
            }
        return "（\(count) \(word)）"
    }
}
