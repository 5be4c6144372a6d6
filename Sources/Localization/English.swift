// All texts in English, one `code = text` a line. A test checks that all languages have the same codes and
// placeholders.

extension Localization {
    static let english = #"""
        # States of an offer
        state.NeverPublished = Never published
        state.NotStarted = Not started
        state.Running = Running
        state.WaitingForPublisherReview = Waiting for publisher sign-off
        state.Succeeded = Live
        state.Failed = Failed
        state.stopped = No longer sold
        state.Canceled = Canceled

        # States of a step
        step.NotStarted = Not started
        step.InProgress = In progress
        step.WaitingForPublisherReview = Waiting for publisher sign-off
        step.WaitingForApproval = Waiting for approval
        step.Blocked = Blocked
        step.Rejected = Rejected
        step.Complete = Complete
        step.Canceled = Canceled
        step.Skipped = Skipped

        # Spans of time
        time.second = 1 s
        time.seconds = {count} s
        time.minute = 1 min
        time.minutes = {count} min
        time.hour = 1 h
        time.hours = {count} h
        time.day = 1 day
        time.days = {count} days
        time.business-day = 1 business day
        time.business-days = {count} business days

        # Why a command is refused
        refusal.already-running = Submission {submission} is still running. Publish again when it has finished.
        refusal.unknown-profile = The publishing profile “{name}” does not exist. Available profiles: {known}.
        refusal.no-profile = Offers of type {type} have no default publishing profile. Name a profile in the command.
        refusal.no-step-applies = No step of the publishing profile {profile} applies to this offer. Name another profile in the command.
        refusal.offer-too-large = The offer document has {bytes} bytes; the limit is {most}. Make it smaller: refer to pictures by address and shorten descriptions.
        refusal.never-published = This offer has never been published. Publish it first.
        refusal.not-running = This offer has no running submission. Publish it first.
        refusal.not-at-sign-off = The offer is at the step “{step}”. Go live when its preview is ready for publisher sign-off.
        refusal.no-sign-off = This publishing profile has no publisher sign-off. The offer goes live automatically.
        refusal.already-going-live = Go live was already accepted. The offer is on its way to production.
        refusal.cancel-only-at-sign-off = This publishing profile allows you to cancel only at publisher sign-off. Cancel when the preview is ready.
        refusal.cancel-too-late = Go live was already accepted, so the submission can no longer be canceled. Open a support request.
        refusal.cancel-without-sign-off = This publishing profile has no publisher sign-off, so the submission cannot be canceled. Open a support request.
        refusal.not-live = This offer is not live, so it is not sold. There is nothing to stop.
        refusal.stop-while-going-live = A new version is on its way to production and would put the offer back on sale. Stop selling when it is live.
        refusal.nothing-to-approve = No step of this offer is waiting for approval.
        refusal.nothing-to-reject = No step of this offer is waiting for approval or blocked. There is nothing to reject.
        refusal.nothing-blocked = No step of this offer is blocked, and the offer is not paused. There is nothing to resume.
        refusal.already-paused = This offer is already paused. Resume it to continue.
        refusal.parked-event-missing = The saved state of the blocked step is lost. Reject the submission and ask the publisher to publish again.

        # Notes of the coordinator

        # Every mail
        mail.greeting.publisher = Hello,
        mail.greeting.operator = Hello,
        mail.fact = {name}: {value}
        mail.title-and-key = {title} ({key})
        mail.offer = Offer
        mail.submission = Submission
        mail.step = Step
        mail.place = {number} of {count}, {name}
        mail.state = Status
        mail.time = Time
        mail.limit = Longest expected time
        mail.reason = Reason
        mail.request = Request
        mail.remedy = What to do
        mail.problem = 1 problem
        mail.problems = {problem-count} problems
        mail.more = … and {more} more. The page of the offer shows them all.
        mail.no-address = No address is known.
        mail.undeliverable = This mail is for the publisher, but the submission has no usable notification address. Forward it, and ask the publisher to set an address under /notifications/emails in the offer document.
        mail.not-told = The publisher was not notified, because the submission has no usable notification address. Ask the publisher to set an address under /notifications/emails in the offer document.
        mail.limit-reached = The limit of mails in one hour is reached. No more mails are sent until {until}. The page of each offer shows everything that happens.
        mail.next = What to do next
        mail.footer = This message was sent automatically. Replies are not read.

        # Mails to publishers
        mail.rejected.subject = Rejected: {problems} to correct
        mail.rejected.happened = Publishing of {title} stopped at step {number} of {count} ({name}). We found {problems}.
        mail.rejected.next = Correct everything listed above in the offer document, then publish the offer again. Publishing starts again at step 1. If something is unclear, ask for support on the page of the offer.
        mail.rejected.button = Open the offer
        mail.preview-ready.subject = Ready for your review
        mail.preview-ready.happened = The preview of {title} is ready. Only the subscriptions on its allow-list can see it.
        mail.preview-ready.next = Review the preview. If everything is right, go live. If not, cancel, correct the offer document and publish the offer again; all steps then start over. There is no deadline: the preview stays until you decide.
        mail.preview-ready.button = Go live or cancel
        mail.live.subject = Your offer is live
        mail.live.happened = {title} is live in the marketplace.
        mail.live.next = You do not need to do anything. To change the offer later, edit it and publish it again.
        mail.live.button = Open the offer
        mail.canceled.subject = Publishing canceled
        mail.canceled.happened = The submission of {title} was canceled. It is no longer in preview and did not go live. An earlier version that is live stays live.
        mail.canceled.next = Publish the offer again when you are ready. All steps then start over.
        mail.canceled.button = Open the offer
        mail.selling-stopped.subject = No longer sold
        mail.selling-stopped.happened = {title} was removed from the marketplace. Customers no longer find it. Customers who have it keep it.
        mail.selling-stopped.next = To sell it again, publish the offer again. All steps then start over.
        mail.selling-stopped.button = Open the offer
        mail.overdue.subject = Taking longer than expected
        mail.overdue.happened = Step {number} of {count} ({name}) of {title} is taking longer than expected. It has not failed: publishing continues when the step is done.
        mail.overdue.next = You do not need to do anything. If you cannot wait, ask for support on the page of the offer.
        mail.overdue.button = Open the offer
        mail.delayed.subject = Delayed by a problem on our side
        mail.delayed.happened = A technical problem on our side is delaying step {number} of {count} ({name}) of {title}. Your offer did not cause it. Our operators have been informed.
        mail.delayed.next = You do not need to do anything. Publishing resumes at this step when the problem is fixed. If it is urgent, ask for support on the page of the offer.
        mail.delayed.button = Open the offer
        mail.refused.subject = Refused: {command}
        mail.refused.happened = The command “{command}” for {title} was refused and changed nothing.
        mail.refused.next = Check the status of the offer, then repeat the command when it is possible.
        mail.refused.button = Open the offer
        mail.support-opened.subject = Support {ticket-number} opened
        mail.support-opened.happened = Your support request for {title} is ticket {ticket}. It includes the status and the history of the offer.
        mail.support-opened.next = You do not need to do anything. Quote the ticket number when you write to support.
        mail.support-opened.button = Open the offer

        # Mails to operators
        mail.step-blocked.subject = Blocked: {worker}
        mail.step-blocked.happened = Every attempt at step {number} of {count} ({name}) of {title} failed with a system error. The publisher did not cause it. It was reported by {by} in event {cause}.
        mail.step-blocked.next = Check the cause that the reason mentions, the log of {worker}, and the status and history of the offer:
        mail.step-blocked.resume = When the problem is fixed, resume the step:
        mail.step-overdue.subject = Overdue: {worker}
        mail.step-overdue.happened = Step {number} of {count} ({name}) of {title} has exceeded its longest expected time.
        mail.step-overdue.next = Check whether {worker} is running, what its log says and how many records are waiting for it:
        mail.support-requested.subject = Support requested ({ticket-number})
        mail.support-requested.happened = The publisher of {title} asked for support. The ticket is {ticket}.
        mail.support-requested.next = Look at the status and history of the offer, then answer the publisher:
        mail.approval-asked.subject = Waiting for approval
        mail.approval-asked.happened = The work of step {number} of {count} ({name}) of {title} is done. The publishing profile requires the approval of an operator.
        mail.approval-asked.next = Look at the offer:
        mail.approval-asked.approve = Approve it:
        mail.approval-asked.reject = Or reject it and give the reason:
        mail.operator-refused.subject = Refused: {command}
        mail.operator-refused.happened = The command “{command}” for {title} was refused and changed nothing.
        mail.operator-refused.next = Check the status of the offer, then repeat the command when it is possible:

        # Numbers of bytes
        bytes.bytes = {count} bytes
        bytes.kibibytes = {count} KiB
        bytes.mebibytes = {count} MiB
        bytes.gibibytes = {count} GiB
        bytes.tebibytes = {count} TiB
        bytes.point = .
        bytes.done = {done} of {total}
        bytes.left = {done} of {total}, {rate}/s, {left} left
        """#
}
