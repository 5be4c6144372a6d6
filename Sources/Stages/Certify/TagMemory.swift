// A published tag is a promise: it must always name the same digest. Compares the tags of the live offer with those of
// the new document; only `latest` may move.

import Offers

enum TagMemory {
    /// A problem for every tag that names another digest than in the live offer.
    static func problems(_ document: OfferDocument, live: LiveTerms?) -> [Problem] {
        guard let live else { return [] }
        var problems: [Problem] = []
        for (place, plan) in document.plans.enumerated() {
            guard let before = live.plans[plan.id]?.tags, !before.isEmpty else { continue }
            for (index, image) in plan.images.enumerated() {
                guard case .container(let container) = image else { continue }
                for (number, tag) in container.tags.enumerated() {
                    guard let digests = before[tag.tag], !digests.contains(String(tag.digest.dropFirst(7))) else {
                        continue
                    }
                    let pointer = "/plans/\(place)/images/\(index)/tags/\(number)/digest"
                    let before = digests.sorted().map { "sha256:\($0)" }.joined(separator: ", ")
                    problems.append(Problem(at: pointer, "tag-moved", ["value": tag.tag, "before": before]))
                }
            }
        }
        return problems
    }
}
