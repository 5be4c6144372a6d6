// The mails in English.

struct English: Wording {
    let labels = Labels(
        offer: "Offer:", submission: "Submission:", step: "Step:", state: "Status:", time: "Time:",
        whatHappened: "What happened", whatToDo: "What to do next",
        footer: "This message was sent automatically. Replies to it are not read.")

    let undeliverable =
        "This mail is meant for the publisher, but the submission has no usable notification address. "
        + "Please pass it on, and ask the publisher to give an address under /notifications/emails in the offer."

    func subject(_ saying: MailText, _ o: MailModel) -> String {
        let place = o.step.map { ", step \($0.number) of \($0.count) (\($0.name))" } ?? ""
        return "\(saying.happened): \(o.offer)\(place): \(saying.next)"
    }

    func step(_ step: MailModel.Step) -> String { "\(step.number) of \(step.count), \(step.name)" }

    func saying(_ notice: Notification, _ o: MailModel) -> MailText {
        let step = o.step.map { "step \($0.number) (\($0.name))" } ?? "a step"
        switch notice {
        case .rejected:
            let what = o.problemCount == 1 ? "1 problem" : "\(o.problemCount) problems"
            return MailText(
                happened: "Rejected",
                next: o.problemCount == 0 ? "see the reason and publish again" : "correct \(what) and publish again",
                report: [.paragraph("Publishing ended at \(step)." + (o.problemCount == 0 ? "" : " Found: \(what)."))]
                    + o.reasonGiven + o.problemList(remedyLabel: "What to do:") + omitted(o),
                advice: [
                    .paragraph(
                        "Correct everything listed above in the offer, then publish it again. "
                            + "Publishing starts at step 1 again."),
                    o.publish, .paragraph("If something is unclear, ask for support:"), o.requestSupport,
                ])
        case .previewReady:
            return MailText(
                happened: "Ready for your review", next: "go live or cancel",
                report: [.paragraph("The offer is in preview. Only the subscriptions on its allow-list can see it.")]
                    + o.details,
                advice: [
                    .paragraph("Please review the preview. If everything is right, put the offer live:"), o.goLive,
                    .paragraph("If not, cancel, correct the offer and publish it again; all steps are done again:"),
                    o.cancel, .paragraph("There is no time limit: the preview waits for you."),
                ])
        case .live:
            return MailText(
                happened: "Live", next: "nothing more to do",
                report: [.paragraph("The offer is live in the marketplace.")] + o.details,
                advice: [
                    .paragraph("You need not do anything. To change the offer later, edit it and publish it again:"),
                    o.publish,
                ])
        case .canceled:
            return MailText(
                happened: "Canceled", next: "publish again when you are ready",
                report: [
                    .paragraph(
                        "The submission was canceled. Nothing of it is in preview any more or has gone live. "
                            + "If an earlier submission is live, it stays live.")
                ] + o.reasonGiven,
                advice: [
                    .paragraph("Publish the offer again when you are ready. All steps are done again from step 1."),
                    o.publish,
                ])
        case .overdue:
            return MailText(
                happened: "Taking longer than expected", next: "nothing to do, support is there if you need it",
                report: [
                    .paragraph(
                        "In \(step) the offer is taking longer than the longest expected time\(limit(o)). "
                            + "It has not failed, and goes on as soon as the step is done.")
                ] + o.details,
                advice: [
                    .paragraph("You need not do anything. If you cannot wait, ask for support:"), o.requestSupport,
                ])
        case .delayed:
            return MailText(
                happened: "Delayed by a fault on our side", next: "we are working on it, nothing to do",
                report: [
                    .paragraph(
                        "Because of a fault on our side \(step) cannot be finished at the moment. "
                            + "Your offer did not cause it. Our operators have been told.")
                ],
                advice: [
                    .paragraph(
                        "You need not do anything: publishing goes on from this step when the fault is put right. "
                            + "If it is urgent, ask for support:"), o.requestSupport,
                ])
        case .refused, .operatorRefused:
            return MailText(
                happened: "Refused (\(o.command))", next: "see the reason",
                report: [.paragraph("The command \"\(o.command)\" was refused and has changed nothing. The reason:")]
                    + o.reasonGiven,
                advice: [
                    .paragraph("See where the offer stands, then give the command when it is possible:"), o.status,
                ]
            )
        case .supportOpened:
            return MailText(
                happened: "Support request received, ticket \(o.ticket)", next: "nothing to do, we will answer",
                report: [
                    .paragraph("Your support request is ticket \(o.ticket). It holds the offer's status and history.")
                ] + request(o),
                advice: [.paragraph("You need not do anything. Give the ticket number when you write to support.")])
        case .stepBlocked:
            return MailText(
                happened: "Blocked", next: "put the fault right and resume",
                report: [
                    .paragraph("All tries of \(step) ended in a fault. The publisher is not blamed. The fault:")
                ] + o.reasonGiven + [.paragraph("Reported by \(o.by), event \(o.cause).")],
                advice: [
                    .paragraph("Look at what the fault names, at the log of \(worker(o)) and at the offer's history:"),
                    o.status, o.history, .paragraph("When the fault is put right, let the step be done again:"),
                    o.resume,
                ])
        case .stepOverdue:
            return MailText(
                happened: "Overdue", next: "see whether its worker runs",
                report: [.paragraph("In \(step) the offer has exceeded the longest expected time\(limit(o)).")]
                    + o.details,
                advice: [
                    .paragraph("See whether \(worker(o)) runs, what its log says and how much waits before it:"),
                    o.status, o.history,
                ])
        case .supportRequested:
            return MailText(
                happened: "Support requested, ticket \(o.ticket)", next: "answer the publisher",
                report: [.paragraph("The publisher has asked for support, ticket \(o.ticket).")] + request(o),
                advice: [.paragraph("Answer the publisher:"), contacts(o), o.status, o.history]
            )
        case .approvalAsked:
            return MailText(
                happened: "Waiting for approval", next: "approve or reject",
                report: [.paragraph("The work of \(step) is done, and the profile asks for an operator's approval.")]
                    + o.details,
                advice: [
                    .paragraph("Look at the offer:"), o.status, .paragraph("Approve it:"), o.approve,
                    .paragraph("Or reject it, saying why:"), o.reject,
                ])
        }
    }

    private func omitted(_ o: MailModel) -> [Block] {
        o.omittedProblems == 0
            ? [] : [.paragraph("… and \(o.omittedProblems) more. See them all in the status:"), o.status]
    }

    private func request(_ o: MailModel) -> [Block] { o.reason.map { [.paragraph("The request: \($0)")] } ?? [] }

    private func contacts(_ o: MailModel) -> Block {
        .list(o.publisherAddresses.isEmpty ? ["no address is known"] : o.publisherAddresses.map(\.description))
    }

    private func worker(_ o: MailModel) -> String { o.step.map { "the worker \($0.stage)" } ?? "its worker" }

    private func limit(_ o: MailModel) -> String {
        guard let (count, unit) = o.longest?.inWholeUnits else { return o.reason.map { " (\($0))" } ?? "" }
        let word =
            switch unit {
            case .days: "day"
            case .hours: "hour"
            case .minutes: "minute"
            case .seconds: "second"
            }
        return " (\(count) \(word)\(count == 1 ? "" : "s"))"
    }
}
