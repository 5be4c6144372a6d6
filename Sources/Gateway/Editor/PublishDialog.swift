// The Publish dialog: recipients of mail, process, who may see the preview, and what will happen. Shows problems where
// they can be fixed: here, or in the Editor.

import Base
import HTTP
import JSON
import Localization
import Offers
import Validation

struct PublishDialog {
    private static let list = "/audience/previewSubscriptions"
    private static let emails = "/notifications/emails"

    let words: Words
    let key: OfferKey
    let record: OfferRecord
    let session: Session
    let desk: CommandDesk

    // MARK: What can be chosen

    private var type: OfferType? {
        record.draft.flatMap { try? $0.kept.tree["offerTypeId"]?.text }.flatMap { PortalFields.type(ofPortal: $0) }
            ?? record.status?.type
    }

    /// The type's default process first, then those that are not any type's default; none if the default is unknown. Of
    /// several revisions the offer's, or any.
    private var processes: [PublishingProcess] {
        guard let type, desk.model.catalog.own(of: type) != nil else { return [] }
        let fitting = desk.model.catalog.all.filter {
            $0.profile.defaultFor.isEmpty || $0.profile.defaultFor.contains(type)
        }
        let named = Dictionary(grouping: fitting, by: \.profile.name).values.compactMap { revisions in
            revisions.first { $0.reference == record.status?.processReference } ?? revisions.last
        }
        return named.sorted { a, b in
            (a.profile.defaultFor.isEmpty ? 1 : 0, a.profile.name) < (
                b.profile.defaultFor.isEmpty ? 1 : 0, b.profile.name
            )
        }
    }

    private func draft() throws -> EditorDraft? {
        guard record.draft != nil else { return nil }
        return try desk.current(key).map { EditorDraft($0, key, desk.rules.policy) }
    }

    // MARK: Asking

    /// Nil if the coordinator accepted or refused it, as `answer` says.
    func publish(
        _ fields: [String: String], _ answer: (CommandDesk.Answer) throws -> HTTPResponse
    ) throws -> HTTPResponse {
        let draft = try draft()
        let emails = PortalMapping.list(.string((fields["emails"] ?? "").filter { !$0.isNewline })).items.compactMap(
            \.text)
        guard !record.isUnchanged || fields["again"] != nil else {
            return page(fields, draft, emails: emails, notice: words["again-missing"]).response(422)
        }
        var wish = CommandDesk.Publication(notify: emails)
        let processes = processes
        wish.profile = (processes.first { $0.profile.name == fields["process"] } ?? processes.first)?.profile
        wish.isNamed = wish.profile?.defaultFor.isEmpty == true
        if let draft {
            let typed = EditorForm(fields).applied(to: draft.shown, shown: draft.shown, draft.table)
            let entries = typed.at(["audience", "previewSubscriptions"])
            if entries != draft.shown.at(["audience", "previewSubscriptions"]) {
                wish.allowList = AllowList(entries).description
            }
        }
        do { return try answer(desk.publish(key, wish)) } catch APIError.problems(let findings, _) {
            return page(fields, draft, emails: emails, findings: findings).response(422)
        }
    }

    // MARK: Showing

    func show() throws -> HTTPResponse {
        page([:], try draft(), emails: record.status?.notify ?? []).response(200)
    }

    private func page(
        _ fields: [String: String], _ draft: EditorDraft?, emails: [String],
        findings: [PortalTranslation.Finding] = [], notice: String? = nil
    ) -> Page {
        let table = draft?.table ?? EditorTable(desk.rules.policy, for: type)
        let translation = draft.map { PortalTranslation($0.portal, key: key, version: 0) }
        let problems = EditorProblems(findings, words: words, table: table, translation: translation)
        let saved = draft?.shown ?? .object([])
        let controls = EditorControls(
            words: words, key: key, table: table,
            document: EditorForm(fields).applied(to: saved, shown: saved, table), saved: saved, problems: problems)
        let title = OfferDocuments.title(of: record)
        let name = title.isEmpty ? key.offer : title
        let audience =
            draft == nil
            ? ""
            : """
            <details\(problems.entries.contains { $0.anchor.hasPrefix(Self.list) } ? " open" : "")><summary>\(e(words["who-can-access"]))</summary>
            <p class="hint">\(e(words["who-can-access-hint"]))</p>\(controls.tab(.audience))</details>
            """
        return Layout.page(
            words, title: "\(words["publish"]): \(name)", session: session, script: "editor.js",
            address: "/offers/\(key)/publish",
            main: """
                \(Layout.crumbs(words, above: [(name, "/offers/\(key)")], words["publish"]))
                <div class="heading"><h1>\(e(words["publish"])): \(e(name))</h1><p class="id">\(e(key.description))</p></div>
                \(told(problems, notice))
                <form method="post" action="/offers/\(key)/publish" class="panel editor" novalidate>\(Layout.token(session))
                \(addresses(emails.joined(separator: ", "), problems[Self.emails]))
                \(choice(fields["process"]))
                \(audience)
                \(again)
                <div class="buttons"><button\(record.isUnchanged ? "" : " class=\"primary\"")>\(e(words["publish"]))</button>
                <a href="/offers/\(key)">\(e(words["back-to-offer"]))</a></div>
                </form>
                """)
    }

    private func told(_ problems: EditorProblems, _ notice: String?) -> String {
        if let notice { return "<p class=\"notice bad\" role=\"alert\">\(e(notice))</p>" }
        guard !problems.entries.isEmpty else { return "" }
        let items = problems.entries.map { entry in
            let isHere = entry.anchor.hasPrefix(Self.list) || entry.anchor == Self.emails
            let place = entry.anchor == Self.emails ? "emails" : entry.anchor
            let address = isHere ? "#\(place)" : "/offers/\(key)/edit?check=1#\(place)"
            return
                "<li><a href=\"\(e(address))\">\(e(entry.label))</a> <strong>\(e(entry.message))</strong> \(e(entry.remedy))</li>"
        }
        let text = words.text("has-problems", ["count": "\(problems.entries.count)"])
        return
            "<div class=\"notice bad\" role=\"alert\"><p>\(e(text))</p><ul class=\"problems\">\(items.joined())</ul></div>"
    }

    private func addresses(_ text: String, _ problems: [EditorProblems.Entry]) -> String {
        let isRequired = processes.first?.profile.requiresNotificationAddress == true
        let items = problems.map { "<li><strong>\(e($0.message))</strong> \(e($0.remedy))</li>" }
        let told = items.isEmpty ? "" : "<ul class=\"problems\" id=\"emails-told\">\(items.joined())</ul>"
        return """
            <div class="field"><label for="emails">\(e(isRequired ? words.text("required", ["name": words["emails"]]) : words["emails"]))</label>
            <input id="emails" name="emails" value="\(e(text))" autocomplete="email" inputmode="email" aria-describedby="emails-hint\(items.isEmpty ? "" : " emails-told")"\(items.isEmpty ? "" : " aria-invalid=\"true\"")>
            <p class="hint" id="emails-hint">\(e(words["emails-hint"]))</p>\(told)</div>
            """
    }

    /// The processes with their effects; a single one is not a choice.
    private func choice(_ chosen: String?) -> String {
        let processes = processes
        guard let first = processes.first else { return "<p class=\"hint\">\(e(words["publish-follows"]))</p>" }
        guard processes.count > 1 else { return happens(first) }
        let items = processes.map { process in
            let isChosen = process.profile.name == (chosen ?? first.profile.name)
            return """
                <label class="inline"><input type="radio" name="process" value="\(e(process.profile.name))"\(isChosen ? " checked" : "")>\(e(process.profile.title[words.language]))</label>
                <details><summary>\(e(words["what-happens"]))<span class="visually-hidden">: \(e(process.profile.title[words.language]))</span></summary>\(happens(process))</details>
                """
        }
        return "<fieldset class=\"plain\"><legend>\(e(words["process"]))</legend>\(items.joined())</fieldset>"
    }

    private func happens(_ process: PublishingProcess) -> String {
        let items = process.steps.map { step in
            let longest = step.definition.longest.map {
                ": \(words.text("up-to", ["span": $0.text(in: words.language)]))"
            }
            return "<li>\(e(step.definition.name[words.language]))\(e(longest ?? ""))</li>"
        }
        let most = process.longest(until: .publisherSignOff).map {
            "<p>\(e(words.text("preview-at-most", ["span": $0.text(in: words.language)])))</p>"
        }
        return "<p class=\"hint\">\(e(words["publish-follows"]))</p>\(most ?? "")<ol>\(items.joined())</ol>"
    }

    private var again: String {
        guard record.isUnchanged else { return "" }
        return """
            <p class="note">\(e(words["nothing-changed"]))</p>
            <label class="inline"><input type="checkbox" name="again" value="1">\(e(words["publish-all-the-same"]))</label>
            """
    }
}

extension PublishingProcess {
    /// How long all steps before a stage take at most; nil if one has no limit, or they count time differently.
    fileprivate func longest(until stage: Stage) -> PublishingProfile.Longest? {
        let spans = profile.steps.prefix { $0.stage != stage }.map(\.longest)
        guard let first = spans.first, let calendar = first?.calendar, spans.allSatisfy({ $0?.calendar == calendar })
        else { return nil }
        let whole = spans.compactMap { $0.flatMap { Duration(iso8601: $0.duration) } }.reduce(.zero, +)
        // In whole days: half an hour does not matter.
        let days = (whole.milliseconds + Timestamp.millisecondsPerDay - 1) / Timestamp.millisecondsPerDay
        return PublishingProfile.Longest(duration: "P\(days)D", calendar: calendar)
    }
}
