// The Editor's page: buttons, tabs with the number of problems in each, the list of problems with links to the fields,
// and the fields of all tabs in one form, so that nothing typed is lost when changing tabs.

import JSON
import Offers

struct EditorPage {
    /// The message at the top of the page.
    enum Notice {
        case saved, checked
        /// Not saved, because of the problems shown.
        case refused
        /// Not saved, because somebody else has saved.
        case conflict
        case failed(APIError)
    }

    let words: Words
    let key: OfferKey
    let record: OfferRecord
    let session: Session
    let controls: EditorControls
    /// Entity tag of the document that the page was made of.
    let tag: String
    let notice: Notice?

    private var problems: EditorProblems { controls.problems }

    var html: Page {
        let title = OfferDocuments.title(of: record)
        let name = title.isEmpty ? key.offer : title
        return Layout.page(
            words, title: "\(words["edit"]): \(name)", session: session, script: "editor.js",
            address: "/offers/\(key)/edit",
            main: """
                \(Layout.crumbs(words, above: [(name, "/offers/\(key)")], words["edit"]))
                <div class="heading"><h1>\(e(name))</h1><p class="id">\(e(key.description))</p></div>
                \(noticeText)
                <form method="post" action="/offers/\(key)/edit" enctype="multipart/form-data" class="editor" novalidate>
                \(Layout.token(session))<input type="hidden" name="etag" value="\(e(tag))">
                <div class="bar buttons">
                <button name="do" value="save" class="primary">\(e(words["save"]))</button>
                <button name="do" value="validate">\(e(words["validate"]))</button>
                <button name="do" value="publish">\(e(words["publish"]))</button>
                </div>
                <nav class="tabs" aria-label="\(e(words["parts"]))">\(EditorTab.allCases.map(link).joined())</nav>
                \(EditorTab.allCases.map(section).joined())
                <div class="buttons"><button name="do" value="save" class="primary">\(e(words["save"]))</button></div>
                </form>
                """)
    }

    private func link(_ tab: EditorTab) -> String {
        let count = problems.count(tab)
        let told =
            count == 0
            ? ""
            : " <span class=\"count bad\">\(count)<span class=\"visually-hidden\"> \(e(words["problems"]))</span></span>"
        return "<a href=\"#\(tab.rawValue)\">\(e(name(tab)))\(told)</a>\n"
    }

    private func name(_ tab: EditorTab) -> String { words.text("editor-tab", tab.rawValue) ?? tab.rawValue }

    private func section(_ tab: EditorTab) -> String {
        let hint = words.text("editor-hint", tab.rawValue).map { "<p class=\"hint\">\(e($0))</p>" } ?? ""
        return """
            <section class="panel" id="\(tab.rawValue)" tabindex="-1" aria-labelledby="\(tab.rawValue)!name">
            <h2 id="\(tab.rawValue)!name">\(e(name(tab)))</h2>\(hint)\(tab == .settings ? identity : "")\(stray(tab))
            \(controls.tab(tab))</section>
            """
    }

    /// What cannot be changed.
    private var identity: String {
        """
        <dl><div><dt>\(e(words["type"]))</dt><dd>\(e(words.type(of: record)))</dd></div>
        <div><dt>\(e(words["publisher"]))</dt><dd>\(e(key.publisher))</dd></div>
        <div><dt>\(e(words["offer-id"]))</dt><dd>\(e(key.offer))</dd></div></dl>
        """
    }

    /// Problems of a whole tab: of places without a field.
    private func stray(_ tab: EditorTab) -> String { list(problems[tab.rawValue]) }

    private func list(_ entries: [EditorProblems.Entry]) -> String {
        let items = entries.map { entry in
            "<li><a href=\"#\(e(entry.anchor))\">\(e(entry.label))</a> <strong>\(e(entry.message))</strong> \(e(entry.remedy))</li>"
        }
        return items.isEmpty ? "" : "<ul class=\"problems\">\(items.joined())</ul>"
    }

    private var noticeText: String {
        func bad(_ text: String, _ more: String) -> String {
            "<div class=\"notice bad\" role=\"alert\" tabindex=\"-1\" id=\"told\"><p>\(e(text))</p>\(more)</div>"
        }
        let count = ["count": "\(problems.entries.count)"]
        switch notice {
        case nil: return ""
        case .saved: return "<p class=\"notice good\" role=\"status\">\(e(words["saved"]))</p>"
        case .checked where problems.entries.isEmpty:
            return "<p class=\"notice good\" role=\"status\">\(e(words["no-problems"]))</p>"
        case .checked: return bad(words.text("has-problems", count), list(problems.entries))
        case .refused: return bad(words["not-saved"], list(problems.entries))
        case .failed(let error): return bad(words["not-saved"], "<p>\(e(error.message))</p>")
        case .conflict:
            let items = controls.differences.map {
                "<li><a href=\"#\(e($0))\">\(e(EditorLabel.long($0, words)))</a></li>"
            }
            let theirs = "<p><a href=\"/offers/\(key)/edit\">\(e(words["take-theirs"]))</a></p>"
            return bad(words["changed-meanwhile"], "<ul>\(items.joined())</ul>\(theirs)")
        }
    }
}
