// What of an offer the world may see: an explicit list, so that a new member of the document stays inside until somebody
// puts it here. Addresses of images, lead settings, notification addresses and test drive accounts are never on it.

import Assets
import JSON
import Offers

/// The public part of an offer, as JSON.
struct PublicOffer {
    let listing: JSONNode
    let plans: JSONNode
    let support: JSONNode
    let countries: JSONNode

    private static let listingMembers = [
        "title", "summary", "longSummary", "description", "categories", "usefulLinks", "privacyPolicyUrl", "termsOfUse",
    ]
    private static let planMembers = [
        "id", "title", "summary", "description", "operatingSystem", "sizes", "ports", "licence", "prices",
    ]

    /// Reads the document; throws `Poison` if it is not a JSON object that could be an offer.
    init(_ document: [UInt8]) throws {
        let root: JSONNode
        do { root = try JSONNode(document) } catch {
            throw Poison("not-an-offer", "the offer document: \(error)")
        }
        listing = Self.members(Self.listingMembers, of: root["listing"])
        plans = .array((root["plans"]?.items ?? []).map(Self.plan))
        support = Self.members(["name", "email", "phone", "url"], of: root["contacts"]?["support"])
        countries = root["audience"]?["countries"] ?? .array([])
    }

    private static func plan(_ plan: JSONNode) -> JSONNode {
        let images = (plan["images"]?.items ?? []).map { image -> JSONNode in
            let tags = (image["tags"]?.items ?? []).map { members(["tag", "digest"], of: $0) }
            let version = image["version"].map { [JSONNode.Member("version", $0)] } ?? []
            return .object(version + (tags.isEmpty ? [] : [.init("tags", .array(tags))]))
        }
        guard case .object(let shown) = members(planMembers, of: plan) else { return .null }
        return .object(shown + [.init("images", .array(images))])
    }

    private static func members(_ names: [String], of node: JSONNode?) -> JSONNode {
        .object(names.compactMap { name in node?[name].map { JSONNode.Member(name, $0) } })
    }
}

extension JSONNode {
    /// An object of texts; members without a value are left out.
    static func texts(_ members: [(String, String?)]) -> JSONNode {
        .object(members.compactMap { name, text in text.map { Member(name, .string($0)) } })
    }

    static func texts(_ items: [String]) -> JSONNode { .array(items.map { .string($0) }) }
}
