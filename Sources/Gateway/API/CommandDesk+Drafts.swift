// Saves drafts: who may replace which draft (If-Match), what validation finds, and the resulting record.

import Events
import HTTP
import JSON
import Localization
import Offers
import Stages
import Synchronization
import Validation

extension CommandDesk {
    /// How often a draft is checked again because another was saved meanwhile.
    private static let mostTries = 3

    /// A checked draft, and the one that it replaces.
    struct Written {
        fileprivate var id: String
        fileprivate var record: Message
        fileprivate var before: OfferDocuments.Found?
        fileprivate var size: Int
        var document: JSONNode
        var etag: String
        var review: Review
        var isNew: Bool { before == nil }
    }

    /// Saves a document if If-Match names the current one; without it, or with `*`, always. Returns the document with
    /// all its problems.
    func put(_ request: HTTPRequest, _ key: OfferKey) throws -> HTTPResponse {
        let given = try document(in: request, of: key)
        let written = try keep(key, request["if-match"] ?? "*") { Secrets.restored(given, from: $0?.document) }
        var answer = Secrets.masked(written.document)
        for (name, findings, isWarning) in [
            (OfferDocuments.Told.problems, written.review.problems, false),
            (OfferDocuments.Told.warnings, written.review.warnings, true),
        ] where !findings.isEmpty {
            answer.set([name], to: .array(findings.map { $0.detail(isWarning: isWarning) }))
        }
        return .json(written.isNew ? 201 : 200, answer, headers: [("ETag", written.etag)])
    }

    /// Saves what `make` makes of the current document, complete or not, if `match` names that one. The result must
    /// have a known type, must not contain a mask instead of a secret, and must not be too large. It is checked before
    /// it needs the lock, and again if another one was saved meanwhile.
    func keep(
        _ key: OfferKey, _ match: String, _ make: (OfferDocuments.Found?) throws -> JSONNode
    ) throws -> Written {
        for _ in 0..<Self.mostTries {
            let draft: Written
            do { draft = try prepare(key, match, make) } catch APIError.etagDiffers {
                try refuseIfDiffers(match, key)
                continue
            }
            do { try write(draft, key) } catch APIError.etagDiffers { continue }
            remember(draft.record)
            return draft
        }
        throw APIError.etagDiffers
    }

    /// The document of a request, with the names in its address.
    private func document(in request: HTTPRequest, of key: OfferKey) throws -> JSONNode {
        var document = try object(request.body)
        for (name, value) in [("publisherId", key.publisher), ("id", key.offer)] {
            if let given = document[name] {
                guard given.text == value else { throw APIError.identityDiffers(name) }
            } else {
                document.set([name], to: .string(value))
            }
        }
        return .object(document.members.filter { !OfferDocuments.Told.all.contains($0.name) })
    }

    private func prepare(
        _ key: OfferKey, _ match: String, _ make: (OfferDocuments.Found?) throws -> JSONNode
    ) throws -> Written {
        let before = try replaced(key)
        guard Self.matches(match, before?.etag) else { throw APIError.etagDiffers }
        var document = try make(before)
        let version = (model.record(of: key)?.draft?.version ?? 0) + 1
        document.set(["version"], to: .number(version))
        let review = review(document, key, version: version)
        let masked = Secrets.leftovers(in: document)
        guard masked.isEmpty, review.translation.ours["type"] != nil else {
            let others = review.problems.filter { $0.problem.code != "secret-masked" }
            throw APIError.problems(masked + others, warnings: review.warnings)
        }
        let (id, bytes) = (world.newID(), document.json)
        guard bytes.count <= JSONNode.largest else { throw APIError.tooLarge(JSONNode.largest) }
        return Written(
            id: id, record: DraftRecord.message(key, version: version, document: bytes, id: id, at: world.now()),
            before: before, size: bytes.count, document: document, etag: DraftRecord.etag(version, bytes),
            review: review)
    }

    /// Throws `APIError.etagDiffers` if If-Match does not name the newest draft. This gateway's view may be old:
    /// another one may have written the draft.
    private func refuseIfDiffers(_ match: String, _ key: OfferKey) throws {
        try writing.lock.withLock { _ in
            try reach {
                try exclusively {
                    guard Self.matches(match, try replaced(key)?.etag) else { throw APIError.etagDiffers }
                    return nil
                }
            }
        }
    }

    /// Writes a draft if the one that it replaces is still current. Otherwise throws `APIError.etagDiffers`.
    private func write(_ draft: Written, _ key: OfferKey) throws {
        try writing.lock.withLock { _ in
            try reach {
                try exclusively {
                    let newest = model.record(of: key)?.draft
                    // A write without an answer may have succeeded.
                    if newest?.event == draft.id { return nil }
                    guard try replaced(key)?.etag == draft.before?.etag else { throw APIError.etagDiffers }
                    try refuseAboveQuota(draft.size, replacing: newest, key)
                    return draft.record
                }
            }
        }
    }

    /// Throws `APIError.overQuota` if the publisher would have too many drafts, or too many bytes of them.
    private func refuseAboveQuota(_ bytes: Int, replacing old: Draft?, _ key: OfferKey) throws {
        let (quotas, usage) = (rules.policy.quotas, model.usage(of: key.publisher))
        if old == nil, usage.drafts >= quotas.drafts {
            throw refused(.drafts, key, Remark("too-many-drafts", ["most": "\(quotas.drafts)"]))
        }
        let before = old?.kept.size ?? 0
        if bytes > before, usage.draftBytes - before + bytes > quotas.draftBytes {
            throw refused(.draftBytes, key, Remark("too-many-draft-bytes", ["most": "\(quotas.draftMiB)"]))
        }
    }

    private func refused(_ quota: Quota, _ key: OfferKey, _ reason: Remark) -> APIError {
        model.refusals.count(quota, of: key.publisher)
        return .overQuota(reason)
    }

    /// Removes the draft of an offer that was never published, and returns true; false for any other.
    func discardDraft(_ key: OfferKey) throws -> Bool {
        guard let record = model.record(of: key), record.status == nil, record.draft != nil else { return false }
        let tombstone = Message(topic: .drafts, key: Array(key.description.utf8), value: nil)
        try writing.lock.withLock { _ in
            try reach { try exclusively { model.record(of: key)?.draft == nil ? nil : tombstone } }
        }
        remember(tombstone)
        return true
    }

    private func exclusively(_ write: () throws -> Message?) throws {
        if let exclusively = broker.exclusively { return try exclusively(write) }
        if let message = try write() { try broker.send(message) }
    }

    /// Like `current`, but without a tree if the document was dropped, so that it can be replaced.
    private func replaced(_ key: OfferKey) throws -> OfferDocuments.Found? {
        if let draft = model.record(of: key)?.draft, draft.kept.bytes == nil {
            return OfferDocuments.Found(leftOut: draft)
        }
        return try current(key)
    }

    /// The document as GET returns it. For an offer that did not come through the gateway, the last published document
    /// in the portal's form. Throws `APIError.leftOut`.
    func current(_ key: OfferKey) throws -> OfferDocuments.Found? {
        guard let record = model.record(of: key) else { return nil }
        if record.draft == nil, let ours = try published(key).flatMap({ try? JSONNode($0) }) {
            let type = ours["type"]?.text.flatMap { OfferType(rawValue: $0) }
            return OfferDocuments.Found(PortalDocument.toPortal(ours, key: key, type: type), version: 0)
        }
        return try OfferDocuments.find(.draft, key, record)
    }

    /// `*` matches everything; otherwise one of the tags must be the document's (RFC 9110, section 13.1.1).
    private static func matches(_ given: String, _ etag: String?) -> Bool {
        given.split(separator: ",").contains { tag in
            let tag = tag.filter { $0 != " " && $0 != "\"" }
            return tag == "*" || tag == etag?.filter { $0 != "\"" }
        }
    }

    /// The problems of a draft, with places in the portal's document.
    struct Review {
        /// The document to publish, with the source of each part.
        var translation: PortalTranslation
        var problems: [PortalTranslation.Finding]
        var warnings: [PortalTranslation.Finding]
    }

    /// Translates and validates a draft.
    func review(
        _ document: JSONNode, _ key: OfferKey, version: Int, _ wish: Publication = Publication()
    ) -> Review {
        let translation = PortalTranslation(document, key: key, version: version)
        let found = check(key, wish).findings(in: translation.ours.json)
        var review = Review(
            translation: translation, problems: translation.problems,
            warnings: translation.warnings + found.warnings.map(translation.finding))
        // A part may lack all its members, and two of ours may come from one of the portal's.
        var told = Set(translation.problems.map(\.target))
        for problem in found.problems where !translation.isSettled(problem.pointer) {
            let finding = translation.finding(problem)
            if told.insert(finding.target).inserted { review.problems.append(finding) }
        }
        return review
    }

    /// The rules for this offer.
    func check(_ key: OfferKey, _ wish: Publication) -> OfferCheck {
        var check = OfferCheck(policy: rules.policy, now: world.now(), fileRoots: rules.fileRoots)
        check.notify = wish.notify
        check.allowList = wish.allowList
        check.requiresNotificationAddress = wish.profile?.requiresNotificationAddress ?? false
        check.liveTerms = model.record(of: key)?.status?.live?.terms.flatMap { LiveTerms($0) }
        return check
    }

    func object(_ body: [UInt8]) throws -> JSONNode {
        let node: JSONNode
        do { node = try JSONNode(body) } catch { throw APIError.malformed(error.text(in: body)) }
        guard case .object = node else { throw APIError.malformed("it must be a JSON object") }
        return node
    }
}
