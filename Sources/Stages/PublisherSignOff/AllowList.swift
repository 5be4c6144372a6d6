// Who may see a preview (R16, R17): 1 to 100 subscriptions, each a GUID with a type. The list that came with the command
// wins over the document's. Checked here once more, because validation never saw the command's.

import Events
import Offers
import Validation

/// The subscriptions on a submission's allow-list.
struct AllowList: Sendable, Equatable {
    /// One subscription.
    struct Entry: Sendable, Equatable {
        var id: String
        var type: String
    }

    /// Where the list belongs in the document; the command's takes its place there.
    static let pointer = "/audience/previewSubscriptions"
    static let most = 100
    /// R17: which types may not see previews of virtual machines and solution templates.
    static let refusedTypes = ["csp", "dreamspark", "azure-in-open"]

    let entries: [Entry]

    /// The command's list where there is one, else the document's.
    init(_ slip: ScheduledStep, _ document: OfferDocument) {
        if let text = slip.event[ScheduledStep.Name.allowList] {
            entries = text.split(separator: " ").map { part in
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return Entry(id: String(pair[0]), type: pair.count == 2 ? String(pair[1]) : "")
            }
        } else {
            entries = document.audience.previewSubscriptions.map { Entry(id: $0.id, type: $0.type) }
        }
    }

    /// Everything wrong with the list, all at once, with the codes of validation.
    func problems(for type: OfferType) -> [Problem] {
        var problems: [Problem] = []
        func report(_ code: String, _ pointer: String, _ values: [String: String]) {
            problems.append(Problem(at: pointer, code, values))
        }
        if !(1...Self.most).contains(entries.count) {
            let values = ["value": "\(entries.count)", "least": "1", "most": "\(Self.most)"]
            report("preview-subscriptions-count", Self.pointer, values)
        }
        // Beyond the limit the rest would only repeat itself; the publisher has to make the list anew anyway.
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
