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
    /// The members of an answer that say what is wrong with a document and what has no effect. They are not part of it, and not
    /// kept where they come back.
    private static let problems = "problems"
    private static let warnings = "warnings"

    /// A draft that was kept.
    struct Written {
        fileprivate var id: String
        fileprivate var record: Message
        var document: JSONNode
        var etag: String
        var isNew: Bool
        var review: Review
    }

    /// Keeps a document if If-Match names the current one. The answer is the document with everything that is wrong with it.
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
        document = .object(document.members.filter { $0.name != Self.warnings && $0.name != Self.problems })
        let given = document
        let written = try keep(key, match) { Secrets.restored(given, from: $0?.document) }
        var answer = Secrets.masked(written.document)
        for (name, findings, isWarning) in [
            (Self.problems, written.review.problems, false), (Self.warnings, written.review.warnings, true),
        ] where !findings.isEmpty {
            answer.set([name], to: .array(findings.map { $0.detail(isWarning: isWarning) }))
        }
        return .json(written.isNew ? 201 : 200, answer, headers: [("ETag", written.etag)])
    }

    /// Keeps what `make` makes of the current document, complete or not, if `match` names that one. What it makes must have
    /// a known type, hold no mask in place of a secret, and be no larger than a document may be.
    func keep(
        _ key: OfferKey, _ match: String, _ make: (OfferDocuments.Found?) throws -> JSONNode
    ) throws -> Written {
        try writing.lock.withLock { _ in
            var written: Written?
            try reach {
                try exclusively {
                    let before = try current(key)
                    // A write whose answer was lost may have been done all the same.
                    if let written, model.record(of: key)?.draft?.event == written.id { return nil }
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
                    guard document.json.count <= JSONNode.largest else { throw APIError.tooLarge(JSONNode.largest) }
                    let id = world.newID()
                    let record = DraftRecord.message(key, version: version, document: document, id: id, at: world.now())
                    written = Written(
                        id: id, record: record, document: document, etag: DraftRecord.etag(version, document),
                        isNew: before == nil, review: review)
                    return record
                }
            }
            guard let written else { throw APIError.etagDiffers }
            remember(written.record)
            return written
        }
    }

    private func exclusively(_ write: () throws -> Message?) throws {
        if let exclusively = broker.exclusively { return try exclusively(write) }
        if let message = try write() { try broker.send(message) }
    }

    /// The document as GET gives it. Of an offer that did not come through the gateway it is what was published last, as the
    /// portal writes it.
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
