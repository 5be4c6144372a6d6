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
    /// How often a draft is checked anew because another was kept meanwhile.
    private static let mostTries = 3

    /// A draft that was checked, and the one that it replaces.
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

    /// Keeps a document if If-Match names the current one; without it, as with `*`, whatever is there. The answer is the document
    /// with everything that is wrong with it.
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

    /// Keeps what `make` makes of the current document, complete or not, if `match` names that one. What it makes must have
    /// a known type, hold no mask in place of a secret, and be no larger than a document may be. It is checked before anybody
    /// has to wait for it, and once more where another was kept meanwhile.
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

    /// The document of a request, with the names of its address.
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

    /// Throws `APIError.etagDiffers` where If-Match does not name the newest draft. What this gateway knows may be old:
    /// another one may have written it.
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

    /// Writes a draft if the one that it replaces is still there. Throws `APIError.etagDiffers` where it is not.
    private func write(_ draft: Written, _ key: OfferKey) throws {
        try writing.lock.withLock { _ in
            try reach {
                try exclusively {
                    let newest = model.record(of: key)?.draft
                    // A write whose answer was lost may have been done all the same.
                    if newest?.event == draft.id { return nil }
                    guard try replaced(key)?.etag == draft.before?.etag else { throw APIError.etagDiffers }
                    try refuseAboveQuota(draft.size, replacing: newest, key)
                    return draft.record
                }
            }
        }
    }

    /// Throws `APIError.overQuota` where the publisher would have more drafts, or more bytes of them, than it may.
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

    /// Removes the draft of an offer that was never published, and says so; false for any other.
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

    /// As `current`; without a tree where it was left out, so that it can be replaced.
    private func replaced(_ key: OfferKey) throws -> OfferDocuments.Found? {
        if let draft = model.record(of: key)?.draft, draft.kept.bytes == nil {
            return OfferDocuments.Found(leftOut: draft)
        }
        return try current(key)
    }

    /// The document as GET gives it. Of an offer that did not come through the gateway it is what was published last, as the
    /// portal writes it. Throws `APIError.leftOut`.
    func current(_ key: OfferKey) throws -> OfferDocuments.Found? {
        guard let record = model.record(of: key) else { return nil }
        if record.draft == nil, let ours = try published(key).flatMap({ try? JSONNode($0) }) {
            let type = ours["type"]?.text.flatMap { OfferType(rawValue: $0) }
            return OfferDocuments.Found(PortalDocument.toPortal(ours, key: key, type: type), version: 0)
        }
        return try OfferDocuments.find(.draft, key, record)
    }

    /// `*` takes all; otherwise one of the tags given must be the document's (RFC 9110, section 13.1.1).
    private static func matches(_ given: String, _ etag: String?) -> Bool {
        given.split(separator: ",").contains { tag in
            let tag = tag.filter { $0 != " " && $0 != "\"" }
            return tag == "*" || tag == etag?.filter { $0 != "\"" }
        }
    }

    /// What a draft is worth: everything that is wrong with it, with places in the portal's document.
    struct Review {
        /// The document to publish, with the places that its parts come from.
        var translation: PortalTranslation
        var problems: [PortalTranslation.Finding]
        var warnings: [PortalTranslation.Finding]
    }

    /// Says what translation and validation find in a draft.
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

    /// The rules as they are for this offer.
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
