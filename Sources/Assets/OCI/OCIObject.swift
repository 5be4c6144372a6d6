// A JSON object of a layout, read member by member. As for runtimes, an absent member and a null member are the same.
// Text that two readers could understand differently is refused.
import JSON

struct OCIObject {
    /// The document's name for findings.
    let document: String
    /// JSON pointer of the object in the document.
    private let place: String
    private let members: [String: JSONNode]

    /// Names that readers of images look for. Go's decoder ignores case, so runtimes would read a name that differs
    /// only in case, and we would not.
    private static let known: [String: String] = Dictionary(
        uniqueKeysWithValues: [
            "annotations", "architecture", "artifactType", "config", "data", "diff_ids", "digest", "features",
            "history",
            "imageLayoutVersion", "layers", "manifests", "mediaType", "os", "os.features", "os.version", "platform",
            "rootfs", "schemaVersion", "size", "subject", "type", "urls", "variant",
        ].map { (folded($0), $0) })

    /// Throws an `AssetProblem` unless the bytes are one JSON object.
    init(_ bytes: [UInt8], _ document: String, limit: Int) throws {
        let node: JSONNode
        // Runtimes do not skip it.
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw AssetProblem([OCIFindings.malformed(document)]) }
        do { node = try JSONNode(bytes, largest: limit) } catch {
            throw AssetProblem([OCIFindings.malformed(document)])
        }
        try self.init(node, document, at: "")
    }

    private init(_ node: JSONNode, _ document: String, at place: String) throws {
        guard case .object(let list) = node else { throw AssetProblem([OCIFindings.member(document, place)]) }
        (self.document, self.place) = (document, place)
        members = Dictionary(uniqueKeysWithValues: list.filter { $0.value != .null }.map { ($0.name, $0.value) })
        if let name = list.map(\.name).first(where: { name in Self.known[Self.folded(name)].map { $0 != name } == true }
        ) {
            throw AssetProblem([OCIFindings.member(document, "\(place)/\(name)")])
        }
    }

    /// Nil if it is missing. Throws an `AssetProblem` if it is not a text.
    func text(_ name: String) throws -> String? {
        guard let node = members[name] else { return nil }
        guard let text = node.text else { throw wrong(name) }
        return text
    }

    /// A required text.
    func required(_ name: String) throws -> String {
        guard let text = try text(name) else { throw wrong(name) }
        return text
    }

    func integer(_ name: String) throws -> Int? {
        guard let node = members[name] else { return nil }
        guard let number = node.integer else { throw wrong(name) }
        return number
    }

    func object(_ name: String) throws -> OCIObject? {
        try members[name].map { try OCIObject($0, document, at: "\(place)/\(name)") }
    }

    /// Empty if there is none.
    func objects(_ name: String) throws -> [OCIObject] {
        try items(name).enumerated().map { try OCIObject($1, document, at: "\(place)/\(name)/\($0)") }
    }

    /// Empty if there is none.
    func texts(_ name: String) throws -> [String] {
        try items(name).map { item in
            guard let text = item.text else { throw wrong(name) }
            return text
        }
    }

    /// Names and texts; empty if it is missing.
    func table(_ name: String) throws -> [String: String] {
        guard let node = members[name] else { return [:] }
        guard case .object(let list) = node else { throw wrong(name) }
        return try Dictionary(
            uniqueKeysWithValues: list.map { member in
                guard let text = member.value.text else { throw wrong(name) }
                return (member.name, text)
            })
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    /// The problem that a member is missing or wrong.
    func wrong(_ name: String) -> AssetProblem { AssetProblem([OCIFindings.member(document, "\(place)/\(name)")]) }

    private func items(_ name: String) throws -> [JSONNode] {
        guard let node = members[name] else { return [] }
        guard case .array(let items) = node else { throw wrong(name) }
        return items
    }

    /// Equal for names that differ only in case, by Unicode's simple folding: U+017F is an s, U+212A a k.
    private static func folded(_ name: String) -> String { name.uppercased().lowercased() }
}
