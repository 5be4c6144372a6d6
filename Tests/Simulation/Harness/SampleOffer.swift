// The offers that simulations publish: the samples that ship, under other ids and with small changes.

import Base
import Foundation
import JSON
import Offers

/// An offer document made from one of `schemas/samples`.
package struct SampleOffer: Sendable {
    /// A change names a text that the sample does not hold.
    package struct NotInSample: Error { package var text: String }

    package var key: OfferKey
    package var document: [UInt8]

    /// Changes are pairs of a text of the sample and what takes its place. `isLean` leaves out what an offer need not have.
    package init(
        _ offer: String, sample: String = "vm", changes: [(String, String)] = [], isLean: Bool = false
    ) throws {
        let file = Fixtures.root.appending(path: "schemas/samples/offer-\(sample).json")
        var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let id = sample == "vm" ? "web-server" : "web-container"
        for (old, new) in [(#""offer": "\#(id)""#, #""offer": "\#(offer)""#)] + changes {
            guard text.contains(old) else { throw NotInSample(text: old) }
            text = text.replacing(old, with: new)
        }
        key = OfferKey(publisher: "contoso", offer: offer)
        // One line, as kcat sends it, and quicker to read a million times.
        let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        document = Array(lines.joined().utf8)
        if isLean { document = try JSONNode(document).without(Self.luxuries[...]).canonical }
    }

    /// Names of members that the marketplace can do without.
    private static let luxuries = [
        "longSummary", "usefulLinks", "screenshots", "videos", "255x115", "815x290", "leads",
    ]

    package static let noTestDrive = [(#""enabled": true"#, #""enabled": false"#)]
    /// Three problems, in three parts of the document.
    package static let broken = [
        (#""title": "Contoso Web Server","#, ""),
        (#""privacyPolicyUrl": "https://www.contoso.example/privacy","#, ""),
        (#""email": "ada@contoso.example""#, #""email": "ada""#),
    ]
}

extension JSONNode {
    /// The same without members of these names, wherever they are.
    fileprivate func without(_ names: ArraySlice<String>) -> JSONNode {
        switch self {
        case .object(let members):
            .object(
                members.filter { !names.contains($0.name) }.map { Member($0.name, $0.value.without(names)) })
        case .array(let items): .array(items.map { $0.without(names) })
        case .null, .boolean, .number, .string: self
        }
    }
}
