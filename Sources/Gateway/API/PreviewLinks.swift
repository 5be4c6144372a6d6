// Links to a preview: signed, for one subscription of the allow-list, until they expire or are revoked. The rows of
// offers.preview-links list them, so that every gateway knows them.

import Assets
import Base
import Events
import HTTP
import JSON
import Offers

/// Creates, lists and revokes the links of an offer.
struct PreviewLinks {
    /// Links of one offer at the same time.
    static let most = 200
    static let longestDays = 90
    private let desk: CommandDesk

    init(_ desk: CommandDesk) { self.desk = desk }

    /// The parameter `access` of a link's address. The signature covers offer, subscription and end.
    static func token(_ link: PreviewLink) -> String {
        let signed = "\(link.envelope.subject) \(link.subscription) \(link.expires.milliseconds)"
        let signature = try? Digest.keyed(Array(link.secret.utf8), of: Array(signed.utf8))
        return "\(link.id).\(signature?.hex ?? "")"
    }

    /// The subscription of a token; nil if the token is not valid now.
    static func subscription(_ token: String, _ links: [PreviewLink], at now: Timestamp) -> String? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let given = Digest(hex: String(parts[1])),
            let link = links.first(where: { $0.id == parts[0] }), link.expires > now,
            let right = Self.token(link).split(separator: ".").last.flatMap({ Digest(hex: String($0)) }),
            right.isSame(as: given)
        else { return nil }
        return link.subscription
    }

    /// The valid links of an offer.
    func current(_ key: OfferKey) -> [PreviewLink] {
        let now = desk.world.now()
        return (desk.model.record(of: key)?.links ?? []).filter { $0.expires > now }
    }

    /// Throws if the offer is not in preview, the subscription is not on its list, or the offer has too many links.
    func make(_ key: OfferKey, subscription: String, days: Int) throws -> PreviewLink {
        guard let preview = desk.model.record(of: key)?.preview else { throw APIError.unknownDocument("preview") }
        guard preview.allows(subscription) else { throw APIError.notOnAllowList(subscription) }
        guard (1...Self.longestDays).contains(days) else {
            throw APIError.malformed("days must be a number from 1 to \(Self.longestDays)")
        }
        guard current(key).count < Self.most else {
            throw APIError.malformed("an offer has \(Self.most) links at most; revoke one first")
        }
        let now = desk.world.now()
        var link = PreviewLink()
        link.id = desk.world.newID().replacing("-", with: "")
        link.envelope = Envelope(
            id: "\(key)/\(link.id)", source: "/offers/gateway", subject: key, time: now)
        link.subscription = subscription.lowercased()
        link.expires = now + .seconds(days * 86_400)
        link.by = desk.principal?.actor ?? Actor(.publisher)
        link.secret = desk.world.newSecret()
        try desk.send(link.message)
        return link
    }

    func remove(_ id: String, _ key: OfferKey) throws {
        guard desk.model.record(of: key)?.links.contains(where: { $0.id == id }) == true else {
            throw APIError.unknownDocument("preview link")
        }
        try desk.send(Message(topic: .previewLinks, key: PreviewLink.key(key, id: id), value: nil))
    }

    // MARK: The API

    func answer(_ request: HTTPRequest, _ key: OfferKey) throws -> HTTPResponse {
        guard desk.model.record(of: key) != nil else { throw APIError.unknownOffer(key) }
        guard request.method == "POST" else { return .json(200, .array(current(key).map { node($0, key) })) }
        let body = try desk.object(request.body)
        guard let subscription = body["subscription"]?.text else {
            throw APIError.malformed("subscription must be a subscription id")
        }
        let days = body["days"].map { $0.integer ?? 0 } ?? 7
        return .json(201, node(try make(key, subscription: subscription, days: days), key))
    }

    func revoke(_ id: String, _ key: OfferKey) throws -> HTTPResponse {
        guard desk.model.record(of: key) != nil else { throw APIError.unknownOffer(key) }
        try remove(id, key)
        return HTTPResponse(204)
    }

    private func node(_ link: PreviewLink, _ key: OfferKey) -> JSONNode {
        let base = desk.model.record(of: key)?.preview?.link ?? "/preview/\(key)"
        return .members([
            "id": .string(link.id), "subscription": .string(link.subscription),
            "expires": .string(link.expires.description), "createdBy": .string(link.by.name),
            "uri": .string("\(base)?access=\(Self.token(link))"),
        ])
    }
}
