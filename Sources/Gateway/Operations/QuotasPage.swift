// Each account's use of its quotas, and how often it exceeded them.

import Offers

struct QuotasPage {
    /// The limit of accounts on the page; those with most refusals come first.
    static let most = 200
    let words: Words
    let session: Session
    let quotas: Quotas
    let usage: [String: Usage]
    let refusals: [String: [Quota: Int]]
    let sessions: [String: Int]
    let streams: [String: Int]
    let draftBytes: Int
    let leftOut: Int

    private static let counted: [Quota] = [.drafts, .draftBytes, .offers, .submissions, .sessions, .eventStreams]

    var html: Page {
        OperationsFrame.page(
            words, session, .quotas,
            main: """
                <section class="panel"><p>\(e(words["quotas-hint"]))</p>
                <p>\(e(words.text("draft-memory", ["mib": "\(Self.mebibytes(draftBytes))", "count": "\(leftOut)"])))</p></section>
                \(limits)
                \(accounts.isEmpty ? "<section class=\"panel\"><p class=\"empty\">\(e(words["no-quotas"]))</p></section>" : table)
                """)
    }

    /// All quotas, also those of which other services count the use.
    private var limits: String {
        let rows = Quota.allCases.map {
            "<tr><th scope=\"row\">\(e(words["quota.\($0.rawValue)"]))</th><td>\(most($0))</td></tr>"
        }
        return """
            <section class="panel flush" aria-label="\(e(words["quota-limits"]))"><div class="scroll"><table class="rows">
            <caption class="visually-hidden">\(e(words["quota-limits"]))</caption>
            <thead><tr><th scope="col">\(e(words["tab.quotas"]))</th><th scope="col">\(e(words["quota-limit"]))</th></tr></thead>
            <tbody>\(rows.joined())</tbody></table></div></section>
            """
    }

    private var accounts: [String] {
        let all = Set(usage.keys).union(refusals.keys).union(sessions.keys).union(streams.keys)
        return all.sorted { (refused($1), $0) < (refused($0), $1) }
    }

    private func refused(_ account: String) -> Int { (refusals[account] ?? [:]).values.reduce(0, +) }

    private var table: String {
        let heads = Self.counted.map { "<th scope=\"col\">\(e(words["quota.\($0.rawValue)"]))</th>" }
        return """
            <section class="panel flush" aria-label="\(e(words["tab.quotas"]))"><div class="scroll"><table class="rows">
            <caption class="visually-hidden">\(e(words["tab.quotas"]))</caption>
            <thead><tr><th scope="col">\(e(words["account"]))</th>\(heads.joined())<th scope="col">\(e(words["refusals"]))</th></tr></thead>
            <tbody>\(accounts.prefix(Self.most).map(row).joined())</tbody></table></div></section>
            """
    }

    private func row(_ account: String) -> String {
        let cells = Self.counted.map { quota in
            let (taken, most) = (taken(quota, by: account), most(quota))
            let share = "\(taken) / \(most)"
            return "<td>\(taken >= most ? "<span class=\"badge Overdue\">\(share)</span>" : share)</td>"
        }
        let refused = (refusals[account] ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "<li>\(e(words["quota.\($0.key.rawValue)"])): \($0.value)</li>"
        }
        return """
            <tr><th scope="row">\(e(account))</th>\(cells.joined())<td>\(refused.isEmpty ? "–" : "<ul>\(refused.joined())</ul>")</td></tr>
            """
    }

    private func taken(_ quota: Quota, by account: String) -> Int {
        let usage = usage[account] ?? Usage()
        return switch quota {
        case .drafts: usage.drafts
        case .draftBytes: Self.mebibytes(usage.draftBytes)
        case .offers: usage.offers
        case .submissions: usage.submissions
        case .sessions: sessions[account] ?? 0
        case .eventStreams: streams[account] ?? 0
        case .imageBytes, .requests, .mails: 0
        }
    }

    private func most(_ quota: Quota) -> Int {
        switch quota {
        case .drafts: quotas.drafts
        case .draftBytes: quotas.draftMiB
        case .offers: quotas.offers
        case .submissions: quotas.submissions
        case .sessions: quotas.sessions
        case .eventStreams: quotas.eventStreams
        case .imageBytes: Int(quotas.imageGiBPerDay)
        case .requests: quotas.requestsPerSecond
        case .mails: quotas.mailsPerHour
        }
    }

    /// Rounded up.
    private static func mebibytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }
}
