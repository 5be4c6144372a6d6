// Which part of an offer is technical (R9): the values under the policy's technical keys. Where they are the same as when
// the offer last certified, only marketing changed. The digest over these bytes is made where hashing is at home (Assets).

import JSON

/// The technical content of an offer.
public enum TechnicalContent {
    /// Canonical JSON of an object that maps each pointer that a key matches to the value there. Equal technical content
    /// gives equal bytes, whatever the order or spacing of the document. Throws `JSONError` for what is no JSON.
    public static func bytes(of document: [UInt8], keys: [PointerPattern]) throws -> [UInt8] {
        let root = try JSONNode(document)
        var found: [String: JSONNode] = [:]
        for key in keys {
            for (pointer, node) in key.matches(in: root) { found[pointer] = node }
        }
        return JSONNode.object(found.map { JSONNode.Member($0.key, $0.value) }).canonical
    }
}
