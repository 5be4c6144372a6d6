// What cannot change once an offer was live: type, plan ids, licenses, data disks of a version; and prices cannot rise.
// Go-live records it, the coordinator keeps it, the scheduled step carries it (`liveTerms`), and validation holds the
// next submission to it.

import FoundationEssentials

/// The terms of a live offer. Its text form has no blanks but between plans:
/// `virtual-machine basic:usage-based:1.0.0=1,1.0.1=1:FR=0.045EUR,US=0.05USD pro:free::`. A container's plans end in
/// their tags: `container-image web::::1.0-stable=<64 hexadecimal digits>`.
public struct LiveTerms: Sendable, Equatable, CustomStringConvertible {
    public struct Price: Sendable, Equatable {
        public var perHour: Decimal
        public var currency: String
    }

    public struct Plan: Sendable, Equatable {
        public var license: String
        /// Number of data disks by version.
        public var dataDisks: [String: Int]
        /// By country.
        public var prices: [String: Price]
        /// Of a container: the digests each tag stood for, without `sha256:`. `latest` moves on, so it is not held.
        public var tags: [String: Set<String>] = [:]
    }

    public var type: String
    public var plans: [String: Plan]

    public var description: String {
        let texts = plans.sorted { $0.key < $1.key }.map { id, plan in
            let disks = plan.dataDisks.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let prices = plan.prices.sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value.perHour)\($0.value.currency)" }
            let tags = plan.tags.sorted { $0.key < $1.key }
                .flatMap { tag, digests in digests.sorted().map { "\(tag)=\($0)" } }
            let parts = [id, plan.license, disks.joined(separator: ","), prices.joined(separator: ",")]
            return (parts + (tags.isEmpty ? [] : [tags.joined(separator: ",")])).joined(separator: ":")
        }
        return ([type] + texts).joined(separator: " ")
    }
}

extension LiveTerms {
    /// The terms of a document that validation has passed; what is not there has no terms.
    public init(_ document: OfferDocument) {
        type = document.type.rawValue
        plans = Dictionary(document.plans.map { ($0.id, Plan($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads the text form; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard let type = parts.first else { return nil }
        self.type = String(type)
        plans = [:]
        for part in parts.dropFirst() {
            let fields = part.split(separator: ":", omittingEmptySubsequences: false)
            // Four fields, or five with tags.
            guard (4...5).contains(fields.count), let disks = Self.pairs(fields[2]),
                let prices = Self.pairs(fields[3]), let tags = Self.pairs(fields.count > 4 ? fields[4] : "")
            else { return nil }
            var plan = Plan(license: String(fields[1]), dataDisks: [:], prices: [:])
            for (version, count) in disks {
                guard let count = Int(count) else { return nil }
                plan.dataDisks[version] = count
            }
            for (country, price) in prices {
                // Foundation reads some texts, as "-0e", as a value that is no number.
                guard let perHour = Decimal(string: String(price.dropLast(3))), !perHour.isNaN else { return nil }
                plan.prices[country] = Price(perHour: perHour, currency: String(price.suffix(3)))
            }
            for (tag, digest) in tags { plan.tags[tag, default: []].insert(String(digest)) }
            plans[String(fields[0])] = plan
        }
    }

    private static func pairs(_ text: Substring) -> [(String, Substring)]? {
        let pairs = text.split(separator: ",").map { $0.split(separator: "=") }
        guard pairs.allSatisfy({ $0.count == 2 }) else { return nil }
        return pairs.map { (String($0[0]), $0[1]) }
    }
}

extension LiveTerms.Plan {
    fileprivate init(_ plan: Plan) {
        license = plan.license?.rawValue ?? ""
        dataDisks = Dictionary(
            plan.diskVersions.map { ($0.version, $0.dataDisks.count) }, uniquingKeysWith: { first, _ in first })
        prices = Dictionary(
            plan.prices.map { ($0.country, LiveTerms.Price(perHour: $0.perHour, currency: $0.currency)) },
            uniquingKeysWith: { first, _ in first })
        for tag in plan.containerImages.flatMap(\.tags) where tag.tag != "latest" {
            tags[tag.tag, default: []].insert(String(tag.digest.dropFirst("sha256:".count)))
        }
    }
}
