// Turns a form into a document, as a pure function. An unchanged field changes nothing, so everything that the Editor
// does not show stays, including a secret behind its mask.

import Assets
import Foundation
import JSON
import Offers

/// The fields of a form: the name of each is the pointer of its place.
struct EditorForm {
    /// Names of fields that do not name a place.
    enum Name {
        /// The version from which the page was made.
        static let tag = "etag"
        /// The action after saving.
        static let action = "do"
        /// How many rows of a list the page had: `rows /plans`.
        static let rows = "rows "
        /// How many empty rows it had behind them: `new /listing/usefulLinks`.
        static let new = "new "
        /// Keep the saved value of this place: `theirs /listing/title`.
        static let theirs = "theirs "
        /// A picture's file: `file /media/logos/40x40`.
        static let file = "file "
    }

    /// What a field shows for a picture in the document.
    static let picture = "data:image/png"

    var fields: [String: String]

    /// Browsers send CR LF line ends.
    init(_ fields: [String: String]) { self.fields = fields.mapValues { $0.replacing("\r\n", with: "\n") } }

    var tag: String { fields[Name.tag] ?? "" }

    /// Files as the texts of their fields, for a form that is shown again.
    static func texts(of files: [String: [UInt8]]) -> [String: String] {
        let chosen = files.filter { $0.key.hasPrefix(Name.file) && !$0.value.isEmpty }
        return Dictionary(
            uniqueKeysWithValues: chosen.map { name, bytes in
                (String(name.dropFirst(Name.file.count)), PNGPicture.dataPrefix + Data(bytes).base64EncodedString())
            })
    }

    /// The document with the typed values, for all tabs. `shown` is the same document with its secrets masked.
    func applied(to document: JSONNode, shown: JSONNode, _ table: EditorTable) -> JSONNode {
        var document = document
        for (pointer, field) in EditorTab.allCases.flatMap(table.fields) {
            let path = PointerPattern(pointer)?.tokens ?? []
            let (old, seen) = (document.at(path), shown.at(path))
            let new = value(field, pointer, old, seen)
            if new != old { document.put(new, at: path[...]) }
        }
        return document
    }

    private func value(_ field: EditorField, _ pointer: String, _ old: JSONNode?, _ shown: JSONNode?) -> JSONNode? {
        if field.hasRows { return rows(field, pointer, old, shown) }
        if !field.members.isEmpty { return object(field, pointer, old, shown) }
        guard let text = fields[pointer], fields[Name.theirs + pointer] == nil,
            text != Self.text(shown, field)
        else { return old }
        return Self.node(text, field, old)
    }

    private func object(_ field: EditorField, _ pointer: String, _ old: JSONNode?, _ shown: JSONNode?) -> JSONNode? {
        var new = old ?? .object([])
        for member in field.members {
            let before = old?[member.name]
            let value = value(member, JSONNode.pointer(pointer, to: member.name), before, shown?[member.name])
            if value != before { new.put(value, at: [member.name]) }
        }
        return new == .object([]) && old == nil ? nil : new
    }

    private func rows(_ list: EditorField, _ pointer: String, _ old: JSONNode?, _ shown: JSONNode?) -> JSONNode? {
        guard let row = list.element, let count = number(Name.rows + pointer) else { return old }
        let (before, seen) = (old?.items ?? [], shown?.items ?? [])
        // A plan can only be removed by its button.
        let stays = pointer == "/plans"
        var items: [JSONNode] = []
        for (index, standing) in before.enumerated() {
            guard index < count else {
                items.append(standing)
                continue
            }
            let new = value(row, "\(pointer)/\(index)", standing, seen.indices.contains(index) ? seen[index] : nil)
            if let new, stays || new == standing || !Self.isBlank(new, row) { items.append(new) }
        }
        // The rows that were empty, and those of a list that has become shorter since.
        let last = count + (number(Name.new + pointer) ?? 0)
        for index in min(count, before.count)..<last {
            if let new = value(row, "\(pointer)/\(index)", nil, nil), !Self.isBlank(new, row) { items.append(new) }
        }
        return items.isEmpty && before.isEmpty ? old : .array(items)
    }

    private func number(_ name: String) -> Int? {
        fields[name].flatMap { Int($0) }.map { max(0, min($0, Policy.longestList)) }
    }

    /// Whether all fields of a row are empty.
    private static func isBlank(_ node: JSONNode, _ field: EditorField) -> Bool {
        if field.hasRows { return node.items.isEmpty }
        if field.members.isEmpty { return text(node, field).isEmpty }
        return field.members.allSatisfy { member in node[member.name].map { isBlank($0, member) } ?? true }
    }

    // MARK: One value

    /// A value as its field shows it.
    static func text(_ node: JSONNode?, _ field: EditorField) -> String {
        switch node {
        case nil, .null: ""
        case .string(let text): field.kind == .picture && text.hasPrefix(picture) ? picture : text
        case .number(let digits): digits
        case .boolean(let flag): flag ? "true" : field.kind == .boolean ? "" : "false"
        case .array(let items) where field.kind == .list: items.map { $0.text ?? json($0) }.joined(separator: "\n")
        case let node?: json(node)
        }
    }

    private static func json(_ node: JSONNode) -> String { String(decoding: node.json, as: UTF8.self) }

    /// The typed value; nil if the field is empty. Text that is not a number stays a text, which validation reports.
    private static func node(_ text: String, _ field: EditorField, _ old: JSONNode?) -> JSONNode? {
        switch field.kind {
        case .boolean: return text == "true" ? .boolean(true) : old.map { _ in .boolean(false) }
        case .list:
            let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            let words = lines.filter { !$0.isEmpty }
            return words.isEmpty && old == nil ? nil : .texts(words)
        case .integer, .decimal:
            let digits = text.trimmingCharacters(in: .whitespaces)
            if case .number(let number)? = try? JSONNode(Array(digits.utf8)) { return .number(number) }
            return digits.isEmpty ? nil : .string(text)
        case .text, .html: return text.isEmpty ? nil : .string(text)
        default:
            let word = text.trimmingCharacters(in: .whitespacesAndNewlines)
            return word.isEmpty ? nil : .string(word)
        }
    }
}

extension JSONNode {
    /// Sets a value at a path of names and numbers, or removes it; creates objects on the way.
    mutating func put(_ value: JSONNode?, at path: ArraySlice<String>) {
        guard let name = path.first else { return self = value ?? .null }
        if case .array(var items) = self, let index = Int(name), items.indices.contains(index) {
            items[index].put(value, at: path.dropFirst())
            return self = .array(items)
        }
        if path.count == 1, value == nil {
            if case .object = self { self = .object(members.filter { $0.name != name }) }
            return
        }
        var inner = self[name] ?? .object([])
        inner.put(value, at: path.dropFirst())
        set([name], to: inner)
    }
}
