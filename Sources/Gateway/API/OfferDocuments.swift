// Which document of an offer a request means, and where it is: the draft, a version, or the document of a slot.

import JSON
import Offers

enum OfferDocuments {
    enum Which: CustomStringConvertible {
        case draft
        case version(String)
        case slot(String)

        var description: String {
            switch self {
            case .draft: "document"
            case .version(let version): "version \(version.prefix(20))"
            case .slot(let slot):
                "slot \(slot.prefix(20)); there are Draft, Preview and Production, each once it is reached"
            }
        }
    }

    /// Members of an answer that describe a document but do not belong to it: they are not saved.
    enum Told {
        static let problems = "problems"
        static let warnings = "warnings"
        static let status = "status"
        static let changed = "changedTime"
        static let all = [problems, warnings, status, changed]
    }

    struct Found {
        var document: JSONNode
        var etag: String

        init(_ document: JSONNode, version: Int) {
            self.document = document
            etag = DraftRecord.etag(version, document.json)
        }

        init(leftOut draft: Draft) {
            document = .null
            etag = draft.etag
        }

        init(_ draft: Draft) throws {
            document = try draft.kept.tree
            etag = draft.etag
        }
    }

    /// Nil if it does not exist. Slots return exactly the submitted document or, for an offer that did not come through
    /// the gateway, its public listing. Throws `APIError.leftOut`.
    static func find(_ which: Which, _ key: OfferKey, _ record: OfferRecord) throws -> Found? {
        switch which {
        case .draft: return try record.draft.map { try Found($0) } ?? listed(key, record)
        case .version(let text):
            guard let version = Int(text) else { return nil }
            if let draft = record.draft, draft.version == version { return try Found(draft) }
            return try record.submitted.last { $0.version == version }.map { try Found($0.kept.tree, version: version) }
        case .slot(let slot):
            switch slot.lowercased() {
            case "draft": return try record.draft.map { try Found($0) }
            case "preview": return try slotted(record.preview?.json, key, record)
            case "production": return try slotted(record.catalog?.json, key, record)
            default: return nil
            }
        }
    }

    private static func slotted(_ listing: [UInt8]?, _ key: OfferKey, _ record: OfferRecord) throws -> Found? {
        guard let listing = listing.flatMap({ try? JSONNode($0) }) else { return nil }
        if let submission = listing["submission"]?.integer,
            let submitted = record.submitted.first(where: { $0.submission == submission })
        {
            return Found(try submitted.kept.tree, version: submitted.version)
        }
        return portal(listing, key, record)
    }

    private static func listed(_ key: OfferKey, _ record: OfferRecord) -> Found? {
        if let listing = (record.preview?.json ?? record.catalog?.json).flatMap({ try? JSONNode($0) }) {
            return portal(listing, key, record)
        }
        guard let status = record.status else { return nil }
        let least = JSONNode.members(["listing": .members(["title": .string(status.title)])])
        return Found(PortalDocument.toPortal(least, key: key, type: status.type), version: 0)
    }

    private static func portal(_ listing: JSONNode, _ key: OfferKey, _ record: OfferRecord) -> Found {
        var ours = listing
        if let support = listing["support"] { ours.set(["contacts", "support"], to: support) }
        return Found(PortalDocument.toPortal(ours, key: key, type: record.status?.type), version: 0)
    }

    static func type(of record: OfferRecord) -> String {
        record.draft?.type ?? record.status.map { PortalFields.name(of: $0.type) } ?? ""
    }

    static func title(of record: OfferRecord) -> String {
        record.draft?.title ?? record.status?.title ?? ""
    }
}
