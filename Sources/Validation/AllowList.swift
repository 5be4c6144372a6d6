// Who may see a preview (R16, R17): 1 to 100 subscriptions, each a GUID with a type. Typed lists, files and commands
// have the same form.

import JSON
import Offers

/// The subscriptions on an allow-list.
package struct AllowList: Sendable, Equatable, CustomStringConvertible {
    /// The list's place in the document; the command's list replaces it.
    static let pointer = "/audience/previewSubscriptions"
    static let most = 100
    /// R17: types that may not see previews of virtual machines and solution templates.
    static let refusedTypes = ["csp", "dreamspark", "azure-in-open"]

    package let entries: [OfferDocument.Subscription]

    /// Reads `GUID=TYPE`, separated by blanks, commas or line breaks. `#` begins a comment that ends with the line.
    package init(_ text: String) {
        entries = text.split(whereSeparator: \.isNewline).flatMap { line in
            line.prefix { $0 != "#" }.split { $0.isWhitespace || $0 == "," }.map { part in
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return OfferDocument.Subscription(
                    id: String(pair[0]), type: pair.count == 2 ? String(pair[1]) : "")
            }
        }
    }

    /// The list in a document. Entries may be incomplete.
    package init(_ list: JSONNode?) {
        entries = (list?.items ?? []).map {
            OfferDocument.Subscription(id: $0["id"]?.text ?? "", type: $0["type"]?.text ?? "")
        }
    }

    /// The command's list if it has one, because it replaces the document's.
    package init(_ command: String?, _ document: OfferDocument) {
        entries = command.map { AllowList($0).entries } ?? document.audience.previewSubscriptions
    }

    /// The form in commands: `GUID=TYPE GUID=TYPE`.
    package var description: String { entries.map(Self.text).joined(separator: " ") }

    /// The first entry that is not `GUID=TYPE` with a type of at most 50 letters, digits and hyphens.
    package var malformed: String? {
        entries.first { !Form.isGUID($0.id) || $0.type.wholeMatch(of: /[A-Za-z0-9-]{1,50}/) == nil }.map(Self.text)
    }

    private static func text(_ entry: OfferDocument.Subscription) -> String {
        entry.type.isEmpty ? entry.id : "\(entry.id)=\(entry.type)"
    }

    /// All problems of the list.
    package func problems(for type: OfferType) -> [Problem] {
        var problems: [Problem] = []
        func report(_ code: String, _ pointer: String, _ values: [String: String]) {
            problems.append(Problem(at: pointer, code, values))
        }
        if !(1...Self.most).contains(entries.count) {
            let values = ["value": "\(entries.count)", "least": "1", "most": "\(Self.most)"]
            report("preview-subscriptions-count", Self.pointer, values)
        }
        // After the limit the problems would only repeat; the publisher must make a new list anyway.
        for (index, entry) in entries.prefix(Self.most).enumerated() {
            let pointer = "\(Self.pointer)/\(index)"
            if !Form.isGUID(entry.id) { report("guid-malformed", "\(pointer)/id", ["value": entry.id]) }
            if entry.type.isEmpty {
                report("field-missing", "\(pointer)/type", ["value": "\(pointer)/type"])
            } else if type != .containerImage, Self.isRefused(entry.type) {
                let values = ["value": entry.type, "choices": Self.refusedTypes.joined(separator: ", ")]
                report("subscription-type-refused", "\(pointer)/type", values)
            }
        }
        return problems
    }

    /// `Azure in Open`, `azure-in-open` and `AzureInOpen` are the same type.
    static func isRefused(_ type: String) -> Bool { refusedTypes.contains { plain($0) == plain(type) } }

    private static func plain(_ type: String) -> String { type.lowercased().filter { $0.isLetter || $0.isNumber } }
}
