// Who may see a preview (R16, R17): 1 to 100 subscriptions, each a GUID with a type. The list that came with the command
// wins over the document's. Checked here once more, because validation never saw the command's.

import Offers

/// The subscriptions on a submission's allow-list.
struct AllowList: Sendable, Equatable {
    /// One subscription and where it stands in the document; an empty pointer for one that came with the command.
    struct Entry: Sendable, Equatable {
        var id: String
        var type: String
        var pointer: String
    }

    static let most = 100
    /// R17: which types may not see previews of virtual machines and solution templates.
    static let refusedTypes: Set = ["csp", "dreamspark", "azureinopen"]

    var entries: [Entry]
    /// Pointer of the whole list.
    var pointer: String

    /// The command's list where there is one, else the document's.
    init(_ slip: RoutingSlip, _ document: OfferDocument) {
        if let text = slip.event[RoutingSlip.Name.allowList] {
            pointer = ""
            entries = text.split(separator: " ").map { part in
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return Entry(id: String(pair[0]), type: pair.count == 2 ? String(pair[1]) : "", pointer: "")
            }
        } else {
            pointer = "/audience/previewSubscriptions"
            entries = document.audience.previewSubscriptions.enumerated().map { index, subscription in
                Entry(
                    id: subscription.id, type: subscription.type, pointer: "/audience/previewSubscriptions/\(index)")
            }
        }
    }

    /// Everything wrong with the list, all at once.
    func problems(for type: OfferType, in language: Language) -> [Problem] {
        var problems: [Problem] = []
        if !(1...Self.most).contains(entries.count) {
            problems.append(SignOffText.count(entries.count).problem(at: pointer, in: language))
        }
        // Beyond the limit the rest would only repeat itself; the publisher has to make the list anew anyway.
        for entry in entries.prefix(Self.most) {
            let member = { (name: String) in entry.pointer.isEmpty ? "" : "\(entry.pointer)/\(name)" }
            if !Self.isGUID(entry.id) {
                problems.append(SignOffText.malformed(entry.id).problem(at: member("id"), in: language))
            }
            if entry.type.isEmpty {
                problems.append(SignOffText.noType(entry.id).problem(at: member("type"), in: language))
            } else if type != .containerImage, Self.refusedTypes.contains(Self.plain(entry.type)) {
                problems.append(SignOffText.refused(entry.id, entry.type).problem(at: member("type"), in: language))
            }
        }
        return problems
    }

    /// `Azure in Open`, `azure-in-open` and `AzureInOpen` are the same type.
    static func plain(_ type: String) -> String { type.lowercased().filter { $0.isLetter || $0.isNumber } }

    /// RFC 9562 text form, any version.
    static func isGUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (48...57).contains(byte) || (97...102).contains(byte | 0x20)
            }
    }
}
