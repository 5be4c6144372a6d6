// The Editor's responses: a page for a draft, and the handling of a form. Every button saves first.

import Assets
import HTTP
import JSON
import Offers

/// A draft in the Editor.
struct EditorDraft {
    let portal: JSONNode
    let tag: String
    /// Its translation, and the same with its secrets masked, as pages show it.
    let ours: JSONNode
    let shown: JSONNode
    let table: EditorTable

    init(_ found: OfferDocuments.Found, _ key: OfferKey, _ policy: Policy) {
        portal = found.document
        tag = found.etag
        ours = PortalTranslation(portal, key: key, version: 0).ours
        shown = PortalTranslation(Secrets.masked(portal), key: key, version: 0).ours
        table = EditorTable(policy, for: ours["type"]?.text.flatMap { OfferType(rawValue: $0) })
    }
}

/// The Editor of one offer for one request.
struct Editor {
    let words: Words
    let key: OfferKey
    let session: Session
    let desk: CommandDesk

    private func draft() throws -> EditorDraft? {
        try desk.current(key).map { EditorDraft($0, key, desk.rules.policy) }
    }

    private func review(_ draft: EditorDraft) -> CommandDesk.Review {
        desk.review(draft.portal, key, version: desk.model.record(of: key)?.draft?.version ?? 0)
    }

    // MARK: Showing

    func show(_ query: [String: String]) throws -> HTTPResponse? {
        guard let draft = try draft() else { return nil }
        guard query["check"] != nil else {
            return page(draft, draft.shown, notice: query["done"] == "saved" ? .saved : nil).response(200)
        }
        let review = review(draft)
        return page(draft, draft.shown, review.problems, review.translation, notice: .checked).response(200)
    }

    private func page(
        _ draft: EditorDraft, _ document: JSONNode, isConflict: Bool = false,
        _ findings: [PortalTranslation.Finding] = [], _ translation: PortalTranslation? = nil,
        notice: EditorPage.Notice?
    ) -> Page {
        let problems = EditorProblems(findings, words: words, table: draft.table, translation: translation)
        let controls = EditorControls(
            words: words, key: key, table: draft.table, document: document, saved: draft.shown,
            isConflict: isConflict, problems: problems)
        return EditorPage(
            words: words, key: key, record: desk.model.record(of: key) ?? OfferRecord(), session: session,
            controls: controls, tag: draft.tag, notice: notice
        ).html
    }

    /// The pixels of a picture in the draft.
    func picture(_ pointer: String) throws -> HTTPResponse? {
        guard let draft = try draft(), let size = draft.table[pointer]?.rule?.pixels,
            let text = PointerPattern(pointer)?.matches(in: draft.ours).first?.node.text,
            text.hasPrefix(PNGPicture.dataPrefix), let picture = try? PNGPicture(data: text, size: size)
        else { return nil }
        return HTTPResponse(200, type: "image/png", picture.clean)
    }

    // MARK: Saving

    func save(_ fields: [String: String], files: [String: [UInt8]]) throws -> HTTPResponse? {
        var form = EditorForm(fields)
        let action = form.fields[EditorForm.Name.action] ?? "save"
        guard let draft = try draft() else { return nil }
        let wrong = take(files, into: &form, draft.table)
        guard wrong.isEmpty else { return refused(form, draft, wrong, nil) }
        var place = ""
        var edit: DraftEdit?
        do {
            let change = PlanChange(action)
            let document = try self.document(form, draft, change, &edit, &place)
            if document != draft.portal {
                _ = try desk.keep(key, form.tag) { before in
                    try self.document(
                        form, before.map { EditorDraft($0, key, desk.rules.policy) } ?? draft, change, &edit, &place)
                }
            }
            return try after(action, place)
        } catch APIError.etagDiffers {
            let now = try self.draft() ?? draft
            let typed = form.applied(to: now.shown, shown: now.shown, now.table)
            return page(now, typed, isConflict: true, notice: .conflict).response(412)
        } catch APIError.problems(let findings, _) {
            return refused(form, draft, findings, edit?.portal)
        } catch let error as APIError {
            let typed = form.applied(to: draft.shown, shown: draft.shown, draft.table)
            return page(draft, typed, notice: .failed(error)).response(error.status)
        }
    }

    private func document(
        _ form: EditorForm, _ draft: EditorDraft, _ change: PlanChange?, _ edit: inout DraftEdit?, _ place: inout String
    ) throws -> JSONNode {
        var made = DraftEdit(draft.portal, meaning: draft.ours)
        made.write(form.applied(to: draft.ours, shown: draft.shown, draft.table))
        edit = made
        guard made.refused.isEmpty else {
            throw APIError.problems(made.refused.map { .init(problem: $0, target: "") }, warnings: [])
        }
        var document = made.portal
        if let change { place = "#/plans/\(change.apply(to: &document))" }
        return document
    }

    /// Not saved; shows everything typed again.
    private func refused(
        _ form: EditorForm, _ draft: EditorDraft, _ findings: [PortalTranslation.Finding], _ portal: JSONNode?
    ) -> HTTPResponse {
        let typed = form.applied(to: draft.shown, shown: draft.shown, draft.table)
        let translation = portal.map { PortalTranslation($0, key: key, version: 0) }
        return page(draft, typed, findings, translation, notice: .refused).response(422)
    }

    private func after(_ action: String, _ place: String) throws -> HTTPResponse {
        switch action {
        case "validate": return .redirect("/offers/\(key)/edit?check=1")
        case "publish":
            guard let draft = try draft(), review(draft).problems.isEmpty else {
                return .redirect("/offers/\(key)/edit?check=1")
            }
            return .redirect("/offers/\(key)/publish")
        default: return .redirect("/offers/\(key)/edit?done=saved\(place)")
        }
    }

    /// Chosen pictures in the form of a document. An unusable one is refused at once.
    private func take(
        _ files: [String: [UInt8]], into form: inout EditorForm, _ table: EditorTable
    ) -> [PortalTranslation.Finding] {
        var wrong: [PortalTranslation.Finding] = []
        for (pointer, text) in EditorForm.texts(of: files).sorted(by: { $0.key < $1.key }) {
            guard let size = table[pointer]?.rule?.pixels else { continue }
            do {
                _ = try PNGPicture(data: text, size: size)
                form.fields[pointer] = text
            } catch {
                let found = (error as? AssetProblem)?.findings ?? []
                wrong += found.map { .init(problem: Problem(at: pointer, $0.code, $0.values), target: "") }
            }
        }
        return wrong
    }
}
