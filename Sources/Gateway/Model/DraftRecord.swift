// Drafts as records of the compacted topic offers.drafts: the draft itself under its offer's key, and under the
// submission's id the document that a submission was made of, which the slots Preview and Production give back.

import Assets
import Base
import Events
import JSON
import Offers

enum DraftRecord {
    /// The record that keeps a draft.
    static func message(_ key: OfferKey, version: Int, document: JSONNode, id: String, at time: Timestamp) -> Message {
        message(.draftSaved, key.description, key, version, document, id, time)
    }

    /// The record that keeps what was submitted.
    static func message(_ submitted: Submitted, _ key: OfferKey, id: String, at time: Timestamp) -> Message {
        message(.draftSubmitted, submitted.name(of: key), key, submitted.version, submitted.document, id, time)
    }

    private static func message(
        _ type: EventType, _ name: String, _ key: OfferKey, _ version: Int, _ document: JSONNode, _ id: String,
        _ time: Timestamp
    ) -> Message {
        let data = JSONNode.members(["version": .number(version), "document": document])
        let event = CloudEvent(
            id: id, source: "/offers/gateway", type: type, subject: key.description, time: time, data: data.json)
        return Message(topic: .drafts, key: Array(name.utf8), value: event.structured(), headers: [.structuredEvent])
    }

    /// Takes a record of the topic; nil is a tombstone. Without the number of a submission it is the draft itself.
    static func take(_ event: CloudEvent?, offer: OfferKey, submission: Int?, into model: ReadModel) throws {
        guard let event else {
            return model.change(offer) { record in
                if submission == nil { record.draft = nil }
                record.submitted.removeAll { $0.submission == submission }
            }
        }
        let data = try JSONNode(event.data, largest: JSONNode.largest + 4_096)
        guard let version = data["version"]?.integer, let document = data["document"] else {
            throw EventError("a draft needs version and document")
        }
        guard let submission else {
            let draft = Draft(
                version: version, document: document, etag: etag(version, document), changed: event.time,
                event: event.id)
            // What another gateway wrote may be read twice, an older one behind a newer.
            return model.change(offer) { if $0.draft.map({ $0.version <= version }) ?? true { $0.draft = draft } }
        }
        let one = Submitted(submission: submission, version: version, document: document)
        model.change(offer) { record in
            record.submitted.removeAll { $0.submission == submission }
            record.submitted.append(one)
        }
    }

    /// A strong entity tag (RFC 9110, section 8.8.3): it differs when the document or its version does.
    static func etag(_ version: Int, _ document: JSONNode) -> String {
        let digest = try? Digest.of(Array("\(version) ".utf8) + document.json)
        return "\"\(version)-\(digest?.hex.prefix(32) ?? "0")\""
    }
}
