// The history of an offer: each submission with its transitions, newest first, with who, when and why; and the
// differences between two documents.

import Base
import JSON
import Offers

struct HistoryScreen {
    let words: Words
    let key: OfferKey
    let record: OfferRecord
    let session: Session
    /// In order.
    let entries: [Transition]
    let processes: ProcessCatalog
    /// The documents to compare: `live`, `draft` or a submission's number.
    let before: String
    let after: String

    var html: Page {
        let title = OfferDocuments.title(of: record)
        let name = title.isEmpty ? key.offer : title
        return Layout.page(
            words, title: words["history"], session: session, address: "/offers/\(key)/history",
            main: """
                \(Layout.crumbs(words, above: [(name, "/offers/\(key)")], words["history"]))
                <div class="heading"><h1>\(e(words["history"]))</h1><p class="id">\(e(key.description))</p></div>
                \(compare)
                \(entries.isEmpty ? "<section class=\"panel\"><p class=\"empty\">\(e(words["no-history"]))</p></section>" : submissions)
                """)
    }

    // MARK: Transitions

    private var submissions: String {
        let groups = Dictionary(grouping: entries) { $0.submissionID?.number ?? 0 }
        return groups.sorted { $0.key > $1.key }.map { number, entries in
            let title = number > 0 ? words.text("submission-number", ["number": "\(number)"]) : words["before-first"]
            return """
                <section class="panel" aria-labelledby="submission-\(number)"><h2 id="submission-\(number)">\(e(title))</h2>
                <ol class="entries">\(entries.reversed().map(entry).joined())</ol></section>
                """
        }.joined(separator: "\n")
    }

    private func entry(_ entry: Transition) -> String {
        let step = entry.step.map { step in
            let process = entry.process.flatMap { processes[$0] }
            let name =
                process.flatMap {
                    $0.steps.indices.contains(step.index) ? $0.steps[step.index].definition.name[words.language] : nil
                }
                ?? step.stage.rawValue
            return " <span class=\"sub\">\(e(name))</span>"
        }
        return """
            <li><strong>\(e(words.text("kind", entry.kind.rawValue) ?? entry.kind.rawValue))</strong> \(Layout.byline(words, entry.by, entry.time))\(step ?? "")
            \(why(entry).map { "<p class=\"note\">\(e($0))</p>" }.joined())
            \(entry.problems.isEmpty ? "" : "<ul class=\"problems\">\(entry.problems.prefix(50).map { "<li><code>\(e($0.pointer.isEmpty ? "/" : $0.pointer))</code><p>\(e($0.message(in: words.language)))</p></li>" }.joined())</ul>")
            </li>
            """
    }

    /// Why it happened. Only operators see operators' reasons and faults on our side.
    private func why(_ entry: Transition) -> [String] {
        let process = entry.process.flatMap { processes[$0] }
        var texts: [String?] = [
            entry.refusal?.refusalText(in: words.language, process: process), entry.notice,
            entry.ticket.map { words.text("ticket-number", ["number": $0]) },
        ]
        switch entry.kind {
        case .supportRequested: texts.append(entry.text)
        case .paused, .resumed, .stepResumed, .approved, .stepBlocked:
            if session.principal.isOperator { texts += [entry.text, entry.fault?.description] }
        default: break
        }
        return texts.compactMap { $0 }.filter { !$0.isEmpty } + entry.notes.map { $0.text(in: words.language) }
    }

    // MARK: Documents

    /// Documents that can be compared, newest first.
    private var documents: [(id: String, name: String, kept: KeptDocument)] {
        var all: [(id: String, name: String, kept: KeptDocument)] = []
        if let draft = record.draft { all.append(("draft", words["draft"], draft.kept)) }
        let live = record.status?.live?.submission
        for submitted in record.submitted.reversed() {
            let number = String(submitted.submission)
            let name = words.text("submission-number", ["number": number])
            all.append((number, submitted.submission == live ? "\(name) – \(words["live"])" : name, submitted.kept))
        }
        return all.filter { $0.kept.bytes != nil }
    }

    private var compare: String {
        let documents = documents
        guard documents.count > 1 else { return "" }
        func choice(_ name: String, _ label: String, _ chosen: String) -> String {
            let options = documents.map {
                "<option value=\"\(e($0.id))\"\($0.id == chosen ? " selected" : "")>\(e($0.name))</option>"
            }
            return
                "<div><label for=\"\(name)\">\(e(label))</label><select id=\"\(name)\" name=\"\(name)\">\(options.joined())</select></div>"
        }
        let usual = (before: before.isEmpty ? documents[1].id : before, after: after.isEmpty ? documents[0].id : after)
        return """
            <section class="panel" aria-labelledby="compare"><h2 id="compare">\(e(words["compare"]))</h2>
            <form class="filters" method="get" action="/offers/\(key)/history">
            \(choice("before", words["before"], usual.before))\(choice("after", words["after"], usual.after))<button>\(e(words["compare"]))</button></form>
            \(before.isEmpty && after.isEmpty ? "" : differences(documents, usual.before, usual.after))
            </section>
            """
    }

    private func differences(
        _ documents: [(id: String, name: String, kept: KeptDocument)], _ before: String, _ after: String
    ) -> String {
        guard let old = documents.first(where: { $0.id == before }),
            let new = documents.first(where: { $0.id == after }), let was = try? old.kept.tree,
            let now = try? new.kept.tree
        else { return "" }
        let all = Difference.between(Secrets.masked(was), Secrets.masked(now))
            .filter { $0.pointer != "/version" }
        guard !all.isEmpty else { return "<p>\(e(words["no-difference"]))</p>" }
        let rows = all.prefix(200).map {
            "<tr><th scope=\"row\"><code>\(e($0.pointer))</code></th><td>\(value($0.live))</td><td>\(value($0.draft))</td></tr>"
        }
        return """
            <div class="scroll"><table class="rows differences"><caption class="visually-hidden">\(e(words["compare"]))</caption>
            <thead><tr><th scope="col">\(e(words["place"]))</th><th scope="col">\(e(old.name))</th><th scope="col">\(e(new.name))</th></tr></thead>
            <tbody>\(rows.joined())</tbody></table></div>
            """
    }

    private func value(_ node: JSONNode?) -> String {
        guard let node else { return "–" }
        return e(String((node.text ?? String(decoding: node.canonical, as: UTF8.self)).prefix(300)))
    }
}
