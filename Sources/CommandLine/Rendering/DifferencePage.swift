// The changes in a draft, for people.

import JSON
import Offers

/// What `offerctl compare` prints.
enum DifferencePage {
    private static let widest = 160

    static func text(_ differences: [Difference], of offer: OfferKey, _ palette: Palette) -> String {
        guard !differences.isEmpty else { return "\(offer): the draft equals what is live\n" }
        var lines: [String] = []
        for difference in differences {
            let kind = difference.isTechnical.map { $0 ? "  technical" : "  marketing" } ?? ""
            let place = difference.pointer.isEmpty ? "the document" : difference.pointer
            lines.append(palette.paint(printable(place), .strong) + "  \(difference.change.rawValue)\(kind)")
            if let live = difference.live { lines.append(palette.paint("  - \(value(live))", .bad)) }
            if let draft = difference.draft { lines.append(palette.paint("  + \(value(draft))", .good)) }
        }
        let count = differences.count == 1 ? "1 difference" : "\(differences.count) differences"
        return (lines + ["", count + consequence(differences)]).joined(separator: "\n") + "\n"
    }

    private static func value(_ node: JSONNode) -> String {
        clipped(printable(String(decoding: node.canonical, as: UTF8.self)), to: widest)
    }

    /// The consequence (R9), if a policy says which places are technical.
    private static func consequence(_ differences: [Difference]) -> String {
        guard differences.allSatisfy({ $0.isTechnical != nil }) else { return "" }
        return differences.contains { $0.isTechnical == true }
            ? "; some are technical, so the images are certified again"
            : "; none is technical, so certification is skipped"
    }
}
