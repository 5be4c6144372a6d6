// What cannot change once an offer is live: type, plan ids, licenses, disks of a version; and prices cannot rise.
// Go-live records the terms, the coordinator keeps them, the scheduled step carries them (`liveTerms`), and validation
// checks the next submission against them.

import Base
import FoundationEssentials

/// The terms of a live offer. Its text form has no blanks but between plans:
/// `virtual-machine basic:usage-based:1.0.0=<disk>+<disk>,1.0.1=<disk>:FR=0.045EUR,US=0.05USD/core pro:free::`, where
/// `<disk>` is `<64 hexadecimal digits>.<8 hexadecimal digits>`. A container's plans end in their tags:
/// `container-image web::::1.0-stable=<64 hexadecimal digits>`.
public struct LiveTerms: Sendable, Equatable, CustomStringConvertible {
    public struct Price: Sendable, Equatable {
        public var perHour: Decimal
        public var currency: String
        /// Whether it is the price of one core.
        public var perCore = false
    }

    /// A certified disk.
    public struct Disk: Sendable, Equatable {
        /// Without `sha256:`; empty if unknown.
        public var digest: String
        /// A short hash of its address without the signature.
        public var address: String

        public init(digest: String, url: String) {
            self.digest = digest
            let hash = fnv1a(url.prefix { $0 != "?" && $0 != "#" }.utf8)
            let digits = String(UInt32(truncatingIfNeeded: hash), radix: 16)
            address = String(repeating: "0", count: 8 - digits.count) + digits
        }

        /// Whether a document's disk is this one: it has the same digest or, if it declares none, the same address
        /// except for the signature.
        public func isNamed(by url: String, digest: String?) -> Bool {
            guard !self.digest.isEmpty else { return false }
            if let digest { return digest == "sha256:\(self.digest)" }
            return Disk(digest: "", url: url).address == address
        }

        fileprivate init?(_ text: Substring) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { return nil }
            (digest, address) = (parts[0], parts[1])
        }
    }

    public struct Plan: Sendable, Equatable {
        public var license: String
        /// By version: the operating system disk, then the data disks in the order of their numbers.
        public var disks: [String: [Disk]]
        /// By country.
        public var prices: [String: Price]
        /// For a container: the digests of each tag, without `sha256:`. `latest` may change, so it is not listed.
        public var tags: [String: Set<String>] = [:]
    }

    public var type: String
    public var plans: [String: Plan]

    public var description: String {
        let texts = plans.sorted { $0.key < $1.key }.map { id, plan in
            let disks = plan.disks.sorted { $0.key < $1.key }.map { version, disks in
                "\(version)=" + disks.map { "\($0.digest).\($0.address)" }.joined(separator: "+")
            }
            let prices = plan.prices.sorted { $0.key < $1.key }.map { country, price in
                "\(country)=\(price.perHour)\(price.currency)\(price.perCore ? Self.perCore : "")"
            }
            let tags = plan.tags.sorted { $0.key < $1.key }
                .flatMap { tag, digests in digests.sorted().map { "\(tag)=\($0)" } }
            let parts = [id, plan.license, disks.joined(separator: ","), prices.joined(separator: ",")]
            return (parts + (tags.isEmpty ? [] : [tags.joined(separator: ",")])).joined(separator: ":")
        }
        return ([type] + texts).joined(separator: " ")
    }

    private static let perCore = "/core"
}

extension LiveTerms {
    /// The terms of a document that has passed validation; missing parts have no terms. `digests` are those of the
    /// certified disks, by the pointer of their address.
    public init(_ document: OfferDocument, digests: [String: String] = [:]) {
        type = document.type.rawValue
        let plans = document.plans.enumerated().map { index, plan in
            (plan.id, Plan(plan, at: "/plans/\(index)", digests))
        }
        self.plans = Dictionary(plans, uniquingKeysWith: { first, _ in first })
    }

    /// Reads the text form; nil if it is malformed.
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
            var plan = Plan(license: String(fields[1]), disks: [:], prices: [:])
            for (version, text) in disks {
                let disks = text.split(separator: "+").map { Disk($0) }
                guard !disks.contains(nil) else { return nil }
                plan.disks[version] = disks.compactMap(\.self)
            }
            for (country, text) in prices {
                let perCore = text.hasSuffix(Self.perCore)
                let price = perCore ? text.dropLast(Self.perCore.count) : text
                // Foundation reads some texts, such as "-0e", as NaN.
                guard let perHour = Decimal(string: String(price.dropLast(3))), !perHour.isNaN else { return nil }
                plan.prices[country] = Price(
                    perHour: perHour, currency: String(price.suffix(3)), perCore: perCore)
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
    fileprivate init(_ plan: Plan, at pointer: String, _ digests: [String: String]) {
        license = plan.license?.rawValue ?? ""
        disks = [:]
        for (index, image) in plan.images.enumerated() {
            guard case .disks(let version) = image, disks[version.version] == nil else { continue }
            func disk(_ url: String, _ place: String) -> LiveTerms.Disk {
                let digest = digests["\(pointer)/images/\(index)/\(place)/url"] ?? ""
                return LiveTerms.Disk(digest: String(digest.dropFirst("sha256:".count)), url: url)
            }
            let data = version.dataDisks.enumerated().sorted { $0.element.lun < $1.element.lun }
            disks[version.version] =
                [disk(version.osDisk.url, "osDisk")] + data.map { disk($0.element.url, "dataDisks/\($0.offset)") }
        }
        prices = Dictionary(
            plan.prices.map {
                ($0.country, LiveTerms.Price(perHour: $0.perHour, currency: $0.currency, perCore: $0.perCore))
            }, uniquingKeysWith: { first, _ in first })
        for tag in plan.containerImages.flatMap(\.tags) where tag.tag != "latest" {
            tags[tag.tag, default: []].insert(String(tag.digest.dropFirst("sha256:".count)))
        }
    }
}
