// A published tag is a promise: who pulls it tomorrow gets what it named yesterday. Tags of the offer as it was live are
// held against the tags of the new document; `latest` alone moves on.

import Offers

enum TagMemory {
    /// A problem for every tag that names another digest than when the offer was live.
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
