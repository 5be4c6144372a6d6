// The technical part of an offer (R9): the values under the policy's technical keys. If they equal those of the last
// certification, only marketing has changed. Assets computes the digest of these bytes.

import JSON

/// The technical content of an offer.
public enum TechnicalContent {
    /// Canonical JSON of an object that maps each pointer that a key matches to its value. Equal technical content
    /// gives equal bytes, whatever the order or spacing of the document. Leaves out the values at the pointers of
    /// `omitting`: an image's address does not say which image it is. Throws `JSONError` if the bytes are not JSON.
    public static func bytes(
        of document: [UInt8], keys: [PointerPattern], omitting: Set<String> = []
    ) throws -> [UInt8] {
        let root = try OfferReading(document).tree.omitting(omitting)
        var found: [String: JSONNode] = [:]
        for key in keys {
            for (pointer, node) in key.matches(in: root) { found[pointer] = node }
        }
        return JSONNode.object(found.map { JSONNode.Member($0.key, $0.value) }).canonical
    }
}

extension JSONNode {
    /// This node without the members at these pointers.
    fileprivate func omitting(_ pointers: Set<String>, at pointer: String = "") -> JSONNode {
        switch self {
        case .object(let members):
            .object(
                members.compactMap { member in
                    let place = Self.pointer(pointer, to: member.name)
                    return pointers.contains(place)
                        ? nil : Member(member.name, member.value.omitting(pointers, at: place))
                })
        case .array(let items):
            .array(items.enumerated().map { $0.element.omitting(pointers, at: "\(pointer)/\($0.offset)") })
        case .null, .boolean, .number, .string: self
        }
    }
}
