// The offers that simulations publish: the samples that ship, under other ids and with small changes.

import Foundation
import Offers

/// An offer document made from one of `schemas/samples`.
struct SampleOffer {
    /// A change names a text that the sample does not hold.
    struct NotInSample: Error { var text: String }

    var key: OfferKey
    var document: [UInt8]

    /// Changes are pairs of a text of the sample and what takes its place.
    init(_ offer: String, sample: String = "vm", changes: [(String, String)] = []) throws {
        let file = SimulatedLine.root.appending(path: "schemas/samples/offer-\(sample).json")
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
    }

    static let noTestDrive = [(#""enabled": true"#, #""enabled": false"#)]
    /// Three problems, in three parts of the document.
    static let broken = [
        (#""title": "Contoso Web Server","#, ""),
        (#""privacyPolicyUrl": "https://www.contoso.example/privacy","#, ""),
        (#""email": "ada@contoso.example""#, #""email": "ada""#),
    ]
}
