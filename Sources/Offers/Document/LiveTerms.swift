// What cannot change once an offer is live: type, plan ids, licenses, disks of a version; and prices cannot rise.
// Go-live records the terms, the coordinator keeps them, the scheduled step carries them (`liveTerms`), and validation
// checks the next submission against them.

import Base
import FoundationEssentials

/// The terms of a live offer. Its text form has no blanks but between plans:
/// `virtual-machine basic:usage-based:1.0.0=<disk>+<disk>,1.0.1=<disk>:CA+US=0.05USD/core,FR=0.045EUR pro:free::`, where
/// `<disk>` is `<64 hexadecimal digits>.<8 hexadecimal digits>`. Prices by number of cores are
/// `FR=0*0.01+2*0.1EUR/cores`. A container's plans end in their tags:
/// `container-image web::::1.0-stable=<64 hexadecimal digits>`.
public struct LiveTerms: Sendable, Equatable, CustomStringConvertible {
    public struct Price: Sendable, Equatable {
        public var currency: String
        public var amount: Amount
    }

    /// What an hour costs: of any machine, of each core, or of a machine with a number of cores.
    public enum Amount: Sendable, Equatable {
        case perHour(Decimal)
        case perCore(Decimal)
        case byCores([Int: Decimal])

        /// The member of a price that makes the difference.
        public var basis: String {
            switch self {
            case .perHour: "perHour"
            case .perCore: "perCore"
            case .byCores: "byCores"
            }
        }
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
            // Countries with the same price share its text: a portal's document has the same prices in 140 of them.
            let countries = Dictionary(grouping: plan.prices.keys) { plan.prices[$0]?.description ?? "" }
            let prices = countries.map { "\($1.sorted().joined(separator: "+"))=\($0)" }.sorted()
            let tags = plan.tags.sorted { $0.key < $1.key }
                .flatMap { tag, digests in digests.sorted().map { "\(tag)=\($0)" } }
            let parts = [id, plan.license, disks.joined(separator: ","), prices.joined(separator: ",")]
            return (parts + (tags.isEmpty ? [] : [tags.joined(separator: ",")])).joined(separator: ":")
        }
        return ([type] + texts).joined(separator: " ")
    }
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
            for (countries, text) in prices {
                guard let price = Price(text) else { return nil }
                for country in countries.split(separator: "+") { plan.prices[String(country)] = price }
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

extension LiveTerms.Price: CustomStringConvertible {
    private static let (perCore, byCores) = ("/core", "/cores")

    /// `0.05USD`, `0.05USD/core` or `1*0.05+2*0.1USD/cores`.
    public var description: String {
        switch amount {
        case .perHour(let price): "\(price)\(currency)"
        case .perCore(let price): "\(price)\(currency)\(Self.perCore)"
        case .byCores(let prices):
            prices.sorted { $0.key < $1.key }.map { "\($0)*\($1)" }.joined(separator: "+") + currency + Self.byCores
        }
    }

    fileprivate init?(_ text: Substring) {
        let ending = [Self.perCore, Self.byCores].first { text.hasSuffix($0) } ?? ""
        let price = text.dropLast(ending.count)
        currency = String(price.suffix(3))
        if ending == Self.byCores {
            let parts = price.dropLast(3).split(separator: "+").map { $0.split(separator: "*") }
            let pairs = parts.compactMap { part -> (Int, Decimal)? in
                guard part.count == 2, let cores = Int(part[0]), let amount = Self.decimal(part[1]) else { return nil }
                return (cores, amount)
            }
            guard !pairs.isEmpty, pairs.count == parts.count else { return nil }
            amount = .byCores(Dictionary(pairs) { first, _ in first })
        } else {
            guard let perHour = Self.decimal(price.dropLast(3)) else { return nil }
            amount = ending.isEmpty ? .perHour(perHour) : .perCore(perHour)
        }
    }

    /// Foundation reads some texts, such as "-0e", as NaN.
    private static func decimal(_ text: Substring) -> Decimal? {
        Decimal(string: String(text)).flatMap { $0.isNaN ? nil : $0 }
    }

    fileprivate init(_ price: Plan.Price) {
        currency = price.currency
        let byCores = price.byCores.map { ($0.cores, $0.perHour) }
        let perHour = price.perHour ?? 0
        amount =
            !byCores.isEmpty
            ? .byCores(Dictionary(byCores) { first, _ in first })
            : price.perCore ? .perCore(perHour) : .perHour(perHour)
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
            plan.prices.map { ($0.country, LiveTerms.Price($0)) }, uniquingKeysWith: { first, _ in first })
        for tag in plan.containerImages.flatMap(\.tags) where tag.tag != "latest" {
            tags[tag.tag, default: []].insert(String(tag.digest.dropFirst("sha256:".count)))
        }
    }
}
