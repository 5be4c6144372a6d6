// The English texts about quotas, one `code = text` a line.

extension Localization {
    static let englishQuotas = #"""
        # Quotas of a publisher
        refusal.too-many-drafts = Your account already has {most} drafts, which is the limit. Discard drafts that you do not need (DELETE), or ask an operator for a higher limit.
        refusal.too-many-draft-bytes = Together, your drafts would exceed the limit of {most} MiB. Make documents smaller, discard drafts that you do not need (DELETE), or ask an operator for a higher limit.
        refusal.too-many-offers = Your account has already published {most} offers, which is the limit. Ask an operator for a higher limit.
        refusal.too-many-submissions = {most} submissions of your account are running or waiting, which is the limit. Publish again when one of them has finished.
        problem.image-bytes-too-many = The images of your account exceeded the limit of {most} GiB in one day.
        remedy.image-bytes-too-many = Publish again tomorrow (UTC), or ask an operator for a higher limit.
        page.tab.quotas = Quotas
        page.quotas-hint = How much of its quotas each account uses now. Refusals are counted since this gateway started.
        page.no-quotas = No account uses anything yet.
        page.account = Account
        page.refusals = Refusals
        page.quota.drafts = Drafts
        page.quota.draft-bytes = MiB of documents
        page.quota.offers = Published offers
        page.quota.submissions = Open submissions
        page.quota.image-bytes = GiB of images a day
        page.quota.requests = Requests a second
        page.quota.sessions = Sessions
        page.quota.event-streams = Open pages
        page.quota.mails = Mails an hour
        page.quota-limit = Limit of each account
        page.quota-limits = Limits
        page.draft-memory = Documents take {mib} MiB of this gateway’s memory. {count} were left out because it was full.
        """#
}
