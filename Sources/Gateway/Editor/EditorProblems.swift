// Places problems on the Editor's page: their fields, and the number in each tab.

import Localization
import Offers

struct EditorProblems {
    struct Entry {
        /// The id of its field on the page.
        var anchor: String
        var tab: EditorTab
        /// The field's name for people.
        var label: String
        var message: String
        var remedy: String
    }

    let entries: [Entry]
    private let byAnchor: [String: [Entry]]

    static let none = EditorProblems([], words: Words(.english), table: nil, translation: nil)

    /// `translation` knows the places of problems of the portal's document.
    init(
        _ findings: [PortalTranslation.Finding], words: Words, table: EditorTable?, translation: PortalTranslation?
    ) {
        let placed = findings.map { finding -> (Problem, String) in
            let pointer = finding.problem.pointer
            if EditorTab.holds(pointer) { return (finding.problem, pointer) }
            return (finding.problem, translation?.pointer(of: finding.target, where: EditorTab.holds) ?? "")
        }
        entries = placed.filter { problem, pointer in
            // If a part is missing with all its members, only the members are shown, because they have the fields.
            problem.code != "field-missing"
                || !placed.contains { $0.1.hasPrefix(pointer + "/") && $0.0.code == problem.code }
        }.map { problem, pointer in
            let anchor = table?.anchor(pointer) ?? pointer
            let isMissing = problem.code == "field-missing"
            return Entry(
                anchor: anchor, tab: EditorTab.of(pointer), label: EditorLabel.long(pointer, words),
                message: isMissing ? words["fill-in"] : problem.message(in: words.language),
                remedy: isMissing ? "" : problem.remedy(in: words.language))
        }
        byAnchor = Dictionary(grouping: entries, by: \.anchor)
    }

    subscript(anchor: String) -> [Entry] { byAnchor[anchor] ?? [] }

    func count(_ tab: EditorTab) -> Int { entries.count { $0.tab == tab } }
}

/// Field names for people: `field.…` in the tables of Localization, by the end of the pattern.
enum EditorLabel {
    /// `Title`
    static func short(_ pointer: String, _ words: Words) -> String {
        Localization.text(code(pointer), in: words.language)
    }

    /// `Plan 2, Title`: including its rows.
    static func long(_ pointer: String, _ words: Words) -> String {
        let tokens = PointerPattern(pointer)?.tokens ?? []
        var names: [String] = []
        var place = ""
        for token in tokens {
            place += "/\(token)"
            if Int(token) != nil { names.append(row(place, words)) }
        }
        if let last = tokens.last, Int(last) == nil { names.append(short(pointer, words)) }
        return names.isEmpty ? words["document"] : names.joined(separator: " – ")
    }

    /// `Plan 2`
    static func row(_ pointer: String, _ words: Words) -> String {
        let tokens = PointerPattern(pointer)?.tokens ?? []
        let list = tokens.dropLast().reduce("") { "\($0)/\($1)" }
        let name = Localization.text(code(list).replacing("field.", with: "row."), in: words.language)
        return "\(name) \((tokens.last.flatMap { Int($0) } ?? 0) + 1)"
    }

    static func code(_ pointer: String) -> String {
        let names = (PointerPattern(pointer)?.tokens ?? []).filter { Int($0) == nil && $0 != "*" }
        return "field." + names.joined(separator: "-")
    }

    /// A choice; a word without a text is shown unchanged.
    static func choice(_ word: String, _ words: Words) -> String {
        let code = "choice.\(word)"
        return Localization.table(words.language)[code] ?? word
    }
}
