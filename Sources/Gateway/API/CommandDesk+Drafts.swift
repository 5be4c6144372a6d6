// Keeping a draft: who may replace what (If-Match), what validation would say of it, and the record that it becomes.

import Events
import HTTP
import JSON
import Localization
import Offers
import Stages
import Synchronization
import Validation

extension CommandDesk {
    /// Keeps a document if If-Match names the one that stands.
    func put(_ request: HTTPRequest, _ key: OfferKey) throws -> HTTPResponse {
        guard let match = request["if-match"], !match.isEmpty else { throw APIError.noIfMatch }
        var document = try object(request.body)
        for (name, value) in [("publisherId", key.publisher), ("id", key.offer)] {
            if let given = document[name] {
                guard given.text == value else { throw APIError.identityDiffers(name) }
            } else {
                document.set([name], to: .string(value))
            }
        }
        let given = document
        return try writing.lock.withLock { _ in
            var written: (id: String, record: Message, document: JSONNode, etag: String, isNew: Bool)?
            try reach {
                try exclusively {
                    let before = try current(key)
                    // A write whose answer was lost may have been done all the same.
                    if let written, model.record(of: key)?.draft?.event == written.id { return nil }
                    guard Self.matches(match, before?.etag) else { throw APIError.etagDiffers }
                    var document = Secrets.restored(given, from: before?.document)
                    let version = (model.record(of: key)?.draft?.version ?? 0) + 1
                    document.set(["version"], to: .number(version))
                    let problems = problems(in: document, key, version: version, notify: [])
                    guard problems.isEmpty else { throw APIError.problems(problems) }
                    let id = world.newID()
                    let record = DraftRecord.message(key, version: version, document: document, id: id, at: world.now())
                    written = (id, record, document, DraftRecord.etag(version, document), before == nil)
                    return record
                }
            }
            guard let written else { throw APIError.etagDiffers }
            remember(written.record)
            return .json(
                written.isNew ? 201 : 200, Secrets.masked(written.document), headers: [("ETag", written.etag)])
        }
    }

    private func exclusively(_ write: () throws -> Message?) throws {
        if let exclusively = broker.exclusively { return try exclusively(write) }
        if let message = try write() { try broker.send(message) }
    }

    /// The document as GET gives it.
    private func current(_ key: OfferKey) throws -> OfferDocuments.Found? {
        try model.record(of: key).flatMap { try OfferDocuments.find(.draft, key, $0) }
    }

    /// `*` takes all; otherwise one of the tags given must be the document's (RFC 9110, section 13.1.1).
    private static func matches(_ given: String, _ etag: String?) -> Bool {
        given.split(separator: ",").contains { tag in
            let tag = tag.filter { $0 != " " && $0 != "\"" }
            return tag == "*" || tag == etag?.filter { $0 != "\"" }
        }
    }

    /// All that validation will say of a document, and where in the portal's that stands.
    func problems(in document: JSONNode, _ key: OfferKey, version: Int, notify: [String])
        -> [(problem: Problem, target: String)]
    {
        var check = OfferCheck(policy: rules.policy, now: world.now(), fileRoots: rules.fileRoots)
        check.notify = notify
        let ours = PortalDocument.toOurs(document, key: key, version: version)
        let type = document["offerTypeId"]?.text ?? ""
        return check.problems(in: ours.json).map { ($0, PortalTarget.of($0.pointer, type: type)) }
    }

    func object(_ body: [UInt8]) throws -> JSONNode {
        let node: JSONNode
        do { node = try JSONNode(body) } catch { throw APIError.malformed("\(error)") }
        guard case .object = node else { throw APIError.malformed("it must be a JSON object") }
        return node
    }
}
