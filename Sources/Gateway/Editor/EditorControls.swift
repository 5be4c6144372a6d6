// The fields of the Editor as HTML: a control for each kind of value with its limit, its problems and, if somebody else
// has saved another value, both values.

import JSON
import Offers

struct EditorControls {
    let words: Words
    let key: OfferKey
    let table: EditorTable
    /// The shown values, with secrets masked.
    let document: JSONNode
    /// What is kept.
    let saved: JSONNode
    /// Whether somebody else has saved meanwhile.
    var isConflict = false
    let problems: EditorProblems

    func tab(_ tab: EditorTab) -> String {
        table.fields(of: tab).map { html($0.field, $0.pointer) }.joined()
    }

    // MARK: Parts

    private func html(_ field: EditorField, _ pointer: String) -> String {
        guard isShown(field) else { return "" }
        if field.hasRows { return list(field, pointer) }
        guard !field.members.isEmpty else { return value(field, pointer) }
        return field.members.map { html($0, JSONNode.pointer(pointer, to: $0.name)) }.joined()
    }

    /// Settings of an unselected destination are not shown.
    private func isShown(_ field: EditorField) -> Bool {
        guard let when = field.rule?.when, field.members.isEmpty else { return true }
        switch when.at.matches(in: document).first?.node {
        case .string(let text): return text == when.is
        case .boolean(let flag): return String(flag) == when.is
        default: return false
        }
    }

    private func node(_ pointer: String, in tree: JSONNode?) -> JSONNode? {
        guard let tree, let pattern = PointerPattern(pointer) else { return nil }
        return pattern.matches(in: tree).first?.node
    }

    private func list(_ field: EditorField, _ pointer: String) -> String {
        guard let row = field.element else { return "" }
        let items = node(pointer, in: document)?.items ?? []
        let isPlans = pointer == "/plans"
        let rows = items.indices.map { self.row(row, "\(pointer)/\($0)", isPlans ? planButtons($0, items) : "") }
        let more =
            isPlans
            ? "<button name=\"do\" value=\"add\">\(e(words["add-plan"]))</button>"
            : newRow(row, pointer, at: items.count, most: field.rule?.most ?? 0)
        return """
            <fieldset class="list" id="\(e(pointer))" tabindex="-1"><legend>\(e(label(field, pointer)))\(count(items.count, field))</legend>
            <input type="hidden" name="rows \(e(pointer))" value="\(items.count)">
            \(told(pointer))\(rows.joined())\(more)</fieldset>
            """
    }

    /// An empty row, closed; editor.js adds more of them.
    private func newRow(_ field: EditorField, _ list: String, at index: Int, most: Int) -> String {
        guard index < most else { return "" }
        let pointer = "\(list)/\(index)"
        return """
            <input type="hidden" name="new \(e(list))" value="1" data-most="\(most - index)">
            <details><summary>\(e(words["add"])): \(e(EditorLabel.row(pointer, words)))</summary>\(row(field, pointer, ""))</details>
            """
    }

    private func row(_ field: EditorField, _ pointer: String, _ buttons: String) -> String {
        let members = field.members.map { html($0, JSONNode.pointer(pointer, to: $0.name)) }
        let title = node(pointer + "/title", in: document)?.text.map { " – \($0)" } ?? ""
        return """
            <fieldset class="row" id="\(e(pointer))" tabindex="-1"><legend>\(e(EditorLabel.row(pointer, words) + title))</legend>
            \(told(pointer))\(buttons)\(members.joined())</fieldset>
            """
    }

    private func planButtons(_ index: Int, _ plans: [JSONNode]) -> String {
        let name = plans[index]["title"]?.text ?? plans[index]["id"]?.text ?? "\(index + 1)"
        let actions = ["copy", "up", "down", "remove"].filter {
            ($0 != "up" || index > 0) && ($0 != "down" || index < plans.count - 1)
        }
        let buttons = actions.map { action in
            let said = words.text("plan", action) ?? action
            return
                "<button name=\"do\" value=\"\(action) \(index)\" aria-label=\"\(e("\(said): \(name)"))\">\(e(said))</button>"
        }
        return "<div class=\"buttons\">\(buttons.joined(separator: "\n"))</div>"
    }

    // MARK: One value

    private func value(_ field: EditorField, _ pointer: String) -> String {
        let node = node(pointer, in: document)
        // A chosen picture that is not saved yet is in its field.
        let isCarried = field.kind == .picture && node != self.node(pointer, in: saved)
        let text = isCarried ? node?.text ?? "" : EditorForm.text(node, field)
        let hint = hint(field)
        var about: [String] = []
        if !hint.isEmpty { about.append("\(pointer)!hint") }
        if !problems[pointer].isEmpty { about.append("\(pointer)!told") }
        var attributes = "id=\"\(e(pointer))\" name=\"\(e(pointer))\""
        if !about.isEmpty { attributes += " aria-describedby=\"\(e(about.joined(separator: " ")))\"" }
        if !problems[pointer].isEmpty { attributes += " aria-invalid=\"true\"" }
        let hintText = hint.isEmpty ? "" : "<p class=\"hint\" id=\"\(e(pointer))!hint\">\(e(hint))</p>"
        let name = "<label for=\"\(e(pointer))\">\(e(label(field, pointer)))</label>"
        let control: String
        switch field.kind {
        case .boolean:
            let tick = "<input type=\"checkbox\" \(attributes) value=\"true\"\(text == "true" ? " checked" : "")>"
            return """
                <div class="field"><input type="hidden" name="\(e(pointer))" value="">
                <label class="inline">\(tick)\(e(label(field, pointer)))</label>\(hintText)\(told(pointer))\(other(field, pointer, text))</div>
                """
        case .choice: control = "<select \(attributes)>\(options(field, text))</select>"
        case .html, .list: control = area(attributes, text, rows: field.kind == .html ? 8 : 3)
        case .text where field.rule?.lines == true: control = area(attributes, text, rows: 5)
        default: control = "<input \(attributes) value=\"\(e(text))\"\(mode(field.kind))>"
        }
        return """
            <div class="field">\(name)\(picture(field, pointer, isCarried ? nil : node))\(control)\(counter(field, pointer, node, text))\(hintText)
            \(told(pointer))\(other(field, pointer, text))</div>
            """
    }

    /// Browsers drop a line break at its beginning.
    private func area(_ attributes: String, _ text: String, rows: Int) -> String {
        "<textarea \(attributes) rows=\"\(rows)\">\n\(e(text))</textarea>"
    }

    private func mode(_ kind: Policy.Kind) -> String {
        switch kind {
        case .integer: " inputmode=\"numeric\""
        case .decimal: " inputmode=\"decimal\""
        case .email: " inputmode=\"email\""
        case .phone: " inputmode=\"tel\""
        case .link, .secureLink, .disk, .asset: " inputmode=\"url\""
        default: ""
        }
    }

    private func options(_ field: EditorField, _ text: String) -> String {
        let known = field.rule?.of ?? []
        let words = [""] + known + (text.isEmpty || known.contains(text) ? [] : [text])
        return words.map { word in
            let isRefused = field.refused.contains(word)
            let name = word.isEmpty ? self.words["choose-one"] : EditorLabel.choice(word, self.words)
            let said = isRefused ? self.words.text("not-possible", ["choice": name]) : name
            let chosen = word == text ? " selected" : ""
            return
                "<option value=\"\(e(word))\"\(chosen)\(isRefused && word != text ? " disabled" : "")>\(e(said))</option>"
        }.joined()
    }

    /// Characters as people see them, as in validation. Without `maxlength`, because a browser would truncate pasted
    /// text.
    private func counter(_ field: EditorField, _ pointer: String, _ node: JSONNode?, _ text: String) -> String {
        guard let most = field.rule?.most, field.kind == .text || field.kind == .html else { return "" }
        let over = text.count > most ? " over" : ""
        return
            "<p class=\"counter\(over)\" data-counts=\"\(e(pointer))\" data-most=\"\(most)\">\(text.count) / \(most)</p>"
    }

    private func count(_ number: Int, _ field: EditorField) -> String {
        field.rule?.most.map { " <span class=\"count\">\(number) / \($0)</span>" } ?? ""
    }

    /// A preview of a picture in the document; for one that is fetched later, its size.
    private func picture(_ field: EditorField, _ pointer: String, _ node: JSONNode?) -> String {
        guard field.kind == .picture, let pixels = field.rule?.pixels else { return "" }
        let size = pixels.split(separator: "x").map(String.init)
        guard size.count == 2 else { return "" }
        let name = e(label(field, pointer))
        let shown =
            node?.text?.hasPrefix(EditorForm.picture) == true
            ? "<img class=\"shown\" src=\"/offers/\(key)/picture?at=\(e(pointer))\" width=\"\(size[0])\" height=\"\(size[1])\" alt=\"\(name)\">"
            : "<svg class=\"shown\" width=\"\(size[0])\" height=\"\(size[1])\" viewBox=\"0 0 \(size[0]) \(size[1])\" aria-hidden=\"true\"><rect width=\"100%\" height=\"100%\"/></svg>"
        // The page's own policy lets no picture in from elsewhere, and the gateway fetches none.
        let isElsewhere = node?.text.map { !$0.isEmpty && !$0.hasPrefix(EditorForm.picture) } ?? false
        let later = isElsewhere ? "<p class=\"hint\">\(e(words["picture-later"]))</p>" : ""
        return """
            <div class="picture">\(shown)<span class="sub">\(size[0]) × \(size[1])</span></div>\(later)
            <label for="\(e(pointer))!file" class="file">\(e(words.text("picture-file", ["name": label(field, pointer)])))</label>
            <input type="file" id="\(e(pointer))!file" name="file \(e(pointer))" accept="image/png">
            """
    }

    private func hint(_ field: EditorField) -> String {
        switch field.kind {
        case .list: words.text("one-a-line", ["most": "\(field.rule?.most ?? 0)"])
        case .picture: words["picture-hint"]
        case .version: words["version-hint"]
        default: ""
        }
    }

    private func label(_ field: EditorField, _ pointer: String) -> String {
        let name = EditorLabel.short(pointer, words)
        return field.rule?.required == true ? words.text("required", ["name": name]) : name
    }

    /// The problems and warnings of this field.
    private func told(_ anchor: String) -> String {
        let entries = problems[anchor]
        guard !entries.isEmpty else { return "" }
        let items = entries.map { "<li><strong>\(e($0.message))</strong> \(e($0.remedy))</li>" }
        return "<ul class=\"problems\" id=\"\(e(anchor))!told\">\(items.joined())</ul>"
    }

    /// The value that somebody else has saved, with a checkbox to keep it.
    private func other(_ field: EditorField, _ pointer: String, _ text: String) -> String {
        let saved = EditorForm.text(node(pointer, in: saved), field)
        guard isConflict, saved != text else { return "" }
        return """
            <div class="theirs"><p>\(e(words["saved-meanwhile"]))</p><blockquote>\(e(saved.isEmpty ? words["empty-value"] : saved))</blockquote>
            <label class="inline"><input type="checkbox" name="theirs \(e(pointer))" value="1">\(e(words["keep-theirs"]))</label></div>
            """
    }

    /// The fields in which the two differ, with their pointers.
    var differences: [String] {
        EditorTab.allCases.flatMap { table.fields(of: $0) }.flatMap { differing($0.field, $0.pointer) }
    }

    private func differing(_ field: EditorField, _ pointer: String) -> [String] {
        if field.hasRows, let row = field.element {
            let rows = max(node(pointer, in: document)?.items.count ?? 0, node(pointer, in: saved)?.items.count ?? 0)
            return (0..<rows).flatMap { differing(row, "\(pointer)/\($0)") }
        }
        if !field.members.isEmpty {
            return field.members.flatMap { differing($0, JSONNode.pointer(pointer, to: $0.name)) }
        }
        let texts = [document, saved].map { EditorForm.text(node(pointer, in: $0), field) }
        return texts[0] == texts[1] ? [] : [pointer]
    }
}
