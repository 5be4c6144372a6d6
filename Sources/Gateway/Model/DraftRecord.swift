// Drafts as records of the compacted topic offers.drafts: the draft under its offer's key and, under a submission's id,
// the submitted document, which the slots Preview and Production return.

import Assets
import Base
import Events
import JSON
import Offers

enum DraftRecord {
    /// The record of a draft.
    static func message(_ key: OfferKey, version: Int, document: [UInt8], id: String, at time: Timestamp) -> Message {
        message(.draftSaved, key.description, key, version, RawJSON(document), id, time)
    }

    /// The record of a submitted document.
    static func message(_ submitted: Submitted, _ key: OfferKey, id: String, at time: Timestamp) -> Message {
        message(
            .draftSubmitted, submitted.name(of: key), key, submitted.version, RawJSON(submitted.kept.bytes ?? []), id,
            time)
    }

    private static func message(
        _ type: EventType, _ name: String, _ key: OfferKey, _ version: Int, _ document: RawJSON, _ id: String,
        _ time: Timestamp
    ) -> Message {
        let data = Content(version: version, document: document)
        let event = CloudEvent(
            id: id, source: "/offers/gateway", type: type, subject: key.description, time: time, data: data.json)
        return Message(topic: .drafts, key: Array(name.utf8), value: event.structured(), headers: [.structuredEvent])
    }

    /// Applies a record of the topic; nil is a tombstone. Without a submission's number it is the draft itself.
    static func take(_ event: CloudEvent?, offer: OfferKey, submission: Int?, into model: ReadModel) throws {
        guard let event else {
            return model.change(offer) { record in
                if submission == nil { record.draft = nil }
                record.submitted.removeAll { $0.submission == submission }
            }
        }
        let content = try Content(json: event.data)
        let (version, document) = (content.version, content.document.bytes)
        guard document.count <= JSONNode.largest + 4_096 else { throw EventError("a draft has at most 1 MiB") }
        guard let submission else {
            let draft = try draft(version, document, event)
            // Another gateway's records may be read twice, an older one after a newer.
            return model.change(offer) { if $0.draft.map({ $0.version <= version }) ?? true { $0.draft = draft } }
        }
        let one = Submitted(submission: submission, version: version, kept: KeptDocument(document))
        model.change(offer) { record in
            record.submitted.removeAll { $0.submission == submission }
            record.submitted.append(one)
        }
    }

    /// Reads the fields of lists out of the document once, without a tree.
    private static func draft(_ version: Int, _ document: [UInt8], _ event: CloudEvent) throws -> Draft {
        let display = try JSONReader.text(at: ["definition", "displayText"], in: document)
        let title =
            try display ?? JSONReader.text(at: ["definition", "offer", PortalFields.prefix + "title"], in: document)
        return Draft(
            version: version, kept: KeptDocument(document),
            type: try JSONReader.text(at: ["offerTypeId"], in: document)?.oneLine(100), title: title?.oneLine(400),
            etag: etag(version, document), changed: event.time, event: event.id)
    }

    /// A strong entity tag (RFC 9110, section 8.8.3), which changes with the document or its version.
    static func etag(_ version: Int, _ document: [UInt8]) -> String {
        let digest = try? Digest.of(Array("\(version) ".utf8) + document)
        return "\"\(version)-\(digest?.hex.prefix(32) ?? "0")\""
    }
}

/// The data of a record.
private struct Content: JSONRecord {
    var version = 0
    var document = RawJSON()

    init() {}

    init(version: Int, document: RawJSON) {
        (self.version, self.document) = (version, document)
    }

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("version", &version)
        try v.member("document", &document)
    }
}
