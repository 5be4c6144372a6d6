// The only way from bytes to an offer document. Validation and all later stages use it, so they agree on what the
// document says.

import JSON

/// The result of reading a document.
public struct OfferReading: Sendable {
    /// The document without members that count as absent.
    public let tree: JSONNode
    /// Nil if something does not fit.
    public let document: OfferDocument?
    /// Every place with a value of the wrong form.
    public let mismatches: [TreeReader.Mismatch]
    /// Unknown members.
    public let strangers: [TreeReader.Stranger]

    /// Reads a document. Throws `JSONError` if it is not JSON.
    public init(_ bytes: [UInt8]) throws(JSONError) {
        tree = try JSONNode(bytes).withoutBlanks
        var reader = TreeReader()
        document = OfferDocument.read(tree, &reader)
        (mismatches, strangers) = (reader.mismatches, reader.strangers)
    }
}

extension OfferDocument {
    /// Reads a document; throws `Poison` if it is not one. A document that has passed validation always is.
    public init(_ bytes: [UInt8]) throws {
        let reading: OfferReading
        do { reading = try OfferReading(bytes) } catch {
            throw Poison("not-an-offer", "the offer document: \(error)")
        }
        guard let document = reading.document else {
            let place = reading.mismatches.first?.pointer ?? ""
            throw Poison("not-an-offer", "the offer document does not hold what is expected at \"\(place)\"")
        }
        self = document
    }
}

extension JSONNode {
    /// Without members of objects that count as absent: null, and texts without visible characters. Programs write them
    /// for what their user left empty. Elements of lists stay.
    public var withoutBlanks: JSONNode {
        switch self {
        case .object(let members):
            .object(members.filter { !$0.value.isBlank }.map { Member($0.name, $0.value.withoutBlanks) })
        case .array(let items): .array(items.map(\.withoutBlanks))
        case .null, .boolean, .number, .string: self
        }
    }

    private var isBlank: Bool {
        switch self {
        case .null: true
        case .string(let text):
            text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.properties.isDefaultIgnorableCodePoint }
        case .boolean, .number, .array, .object: false
        }
    }
}
