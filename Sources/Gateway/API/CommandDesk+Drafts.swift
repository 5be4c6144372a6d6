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
    /// The member of an answer that holds warnings. It is not part of the document, and not kept where it comes back.
    private static let warnings = "warnings"

    private struct Written {
        var id: String
        var record: Message
        var document: JSONNode
        var etag: String
        var isNew: Bool
        var warnings: [PortalTranslation.Finding]
    }

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
        document = .object(document.members.filter { $0.name != Self.warnings })
        let given = document
        return try writing.lock.withLock { _ in
            var written: Written?
            try reach {
                try exclusively {
                    let before = try current(key)
                    // A write whose answer was lost may have been done all the same.
                    if let written, model.record(of: key)?.draft?.event == written.id { return nil }
                    guard Self.matches(match, before?.etag) else { throw APIError.etagDiffers }
                    var document = Secrets.restored(given, from: before?.document)
                    let version = (model.record(of: key)?.draft?.version ?? 0) + 1
                    document.set(["version"], to: .number(version))
                    let review = review(document, key, version: version, notify: [])
                    let masked = Secrets.leftovers(in: document)
                    guard masked.isEmpty, review.problems.isEmpty else {
                        let others = review.problems.filter { $0.problem.code != "secret-masked" }
                        throw APIError.problems(masked + others, warnings: review.warnings)
                    }
                    let id = world.newID()
                    let record = DraftRecord.message(key, version: version, document: document, id: id, at: world.now())
                    written = Written(
                        id: id, record: record, document: document, etag: DraftRecord.etag(version, document),
                        isNew: before == nil, warnings: review.warnings)
                    return record
                }
            }
            guard let written else { throw APIError.etagDiffers }
            remember(written.record)
            var answer = Secrets.masked(written.document)
            if !written.warnings.isEmpty {
                answer.set([Self.warnings], to: .array(written.warnings.map { $0.detail(isWarning: true) }))
            }
            return .json(written.isNew ? 201 : 200, answer, headers: [("ETag", written.etag)])
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

    /// What a draft is worth: the document to publish, and all that is wrong with it, with places in the portal's document.
    struct Review {
        var ours: JSONNode
        var problems: [PortalTranslation.Finding]
        var warnings: [PortalTranslation.Finding]
    }

    /// Says what translation and validation find in a draft.
    func review(_ document: JSONNode, _ key: OfferKey, version: Int, notify: [String]) -> Review {
        let translation = PortalTranslation(document, key: key, version: version)
        let found = check(key, notify: notify).findings(in: translation.ours.json)
        var review = Review(
            ours: translation.ours, problems: translation.problems,
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
    func check(_ key: OfferKey, notify: [String]) -> OfferCheck {
        var check = OfferCheck(policy: rules.policy, now: world.now(), fileRoots: rules.fileRoots)
        check.notify = notify
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
