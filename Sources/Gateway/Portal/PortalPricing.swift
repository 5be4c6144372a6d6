// `virtualMachinePricing` and our license, prices and free trial. No price is ever dropped: what cannot be read is
// refused, because after the first go-live a plan keeps its license and its prices cannot rise.

import JSON

extension PortalTranslation {
    private static let readable =
        "isByol: true; coreMultiplier: {currency, single}; "
        + "coreMultiplier: {currency, individually: {sharedcore, 1core, 2core}}; "
        + "regionPrices: [{region, currency, coreMultiplier}]; isByol: false alone, for a free plan"

    mutating func takePricing(_ pricing: JSONNode, of portal: JSONNode, into plan: inout PortalPlan, at target: String)
    {
        let license = "\(plan.pointer)/license"
        note(license, at: target)
        note("\(plan.pointer)/prices", at: target)
        let before = problems.count
        defer {
            if problems.count > before {
                settle(license)
                settle("\(plan.pointer)/prices")
            }
        }
        guard case .object(let members) = pricing else {
            return report("wrong-type-object", at: target)
        }
        for member in members where !Self.pricingMembers.contains(member.name) && !member.value.isEmpty {
            report(
                "price-form-unsupported", at: Self.place(target, member.name),
                ["value": member.name, "choices": Self.readable])
        }
        note("\(plan.pointer)/freeTrialMonths", at: "\(target).freeTrialDurationInMonths")
        if let months = pricing["freeTrialDurationInMonths"] { plan.node.set(["freeTrialMonths"], to: months) }
        let prices = prices(pricing, regions: (portal["regions"]?.items ?? []).compactMap(\.text), plan, at: target)
        if let prices { plan.node.set(["prices"], to: prices) }
        guard let isByol = pricing["isByol"] else {
            return report("field-missing", at: "\(target).isByol", ["value": "\(target).isByol"])
        }
        note(license, at: "\(target).isByol")
        guard case .boolean(let isByol) = PortalMapping.flag(isByol) else {
            return report("wrong-type-boolean", at: "\(target).isByol")
        }
        // With prices, too: validation says that the two exclude each other.
        let word = isByol ? "bring-your-own" : prices == nil ? "free" : "usage-based"
        plan.node.set(["license"], to: .string(word))
    }

    static let pricingMembers = ["isByol", "freeTrialDurationInMonths", "coreMultiplier", "regionPrices", "prices"]

    /// Nil if there are none.
    private mutating func prices(
        _ pricing: JSONNode, regions: [String], _ plan: PortalPlan, at target: String
    ) -> JSONNode? {
        if let prices = pricing["prices"] {
            note("\(plan.pointer)/prices", at: "\(target).prices")
            return prices
        }
        let general = core(pricing["coreMultiplier"], currency: pricing["coreMultiplier"]?["currency"], at: target)
        guard let listed = pricing["regionPrices"] else {
            guard let general else { return nil }
            for index in regions.indices { note(price: index, of: plan, from: pricing, at: target) }
            return .array(regions.map { JSONNode.members(["country": .string($0)]).merging(general) })
        }
        guard case .array(let items) = listed else {
            report("wrong-type-list", at: "\(target).regionPrices")
            return .array([])
        }
        var prices: [JSONNode] = []
        for (index, item) in items.enumerated() {
            let place = "\(target).regionPrices[\(index)]"
            let pointer = "\(plan.pointer)/prices/\(index)"
            note(price: index, of: plan, from: item, at: place)
            note(pointer, at: place)
            note("\(pointer)/country", at: "\(place).region")
            note("\(pointer)/currency", at: "\(place).currency")
            guard let price = core(item["coreMultiplier"], currency: item["currency"], at: place) else {
                report("field-missing", at: "\(place).coreMultiplier", ["value": "\(place).coreMultiplier"])
                continue
            }
            prices.append(.members(["country": item["region"]] as KeyValuePairs).merging(price))
        }
        let without = regions.filter { region in !items.contains { $0["region"]?.text == region } }
        if let general {
            for region in without {
                note(price: prices.count, of: plan, from: pricing, at: target)
                prices.append(JSONNode.members(["country": .string(region)]).merging(general))
            }
        } else if !without.isEmpty {
            report("price-of-region-missing", at: "\(target).regionPrices", ["value": without.joined(separator: ", ")])
        }
        return .array(prices)
    }

    /// `{"currency", "single"}`, a price for each core, or `{"currency", "individually"}`, prices by number of cores.
    private mutating func core(_ core: JSONNode?, currency: JSONNode?, at target: String) -> JSONNode? {
        guard let core else { return nil }
        let place = "\(target).coreMultiplier"
        for member in core.members
        where !["currency", "single", "individually"].contains(member.name) && !member.value.isEmpty {
            report(
                "price-form-unsupported", at: Self.place(place, member.name),
                ["value": "coreMultiplier.\(member.name)", "choices": Self.readable])
        }
        let (single, individually) = (core["single"], core["individually"])
        if single == nil, individually == nil {
            // Other members were just refused.
            if core.members.allSatisfy({ $0.name == "currency" }) {
                report("field-missing", at: "\(place).single", ["value": "\(place).single"])
            }
            return .object([])
        }
        return .members([
            "currency": currency ?? core["currency"], "perHour": single, "perCore": single.map { _ in .boolean(true) },
            "byCores": individually.map { byCores($0, at: "\(place).individually") },
        ])
    }

    /// `{"sharedcore": 0.02, "1core": 0.05}`; anything else is passed on, and validation reports it.
    private mutating func byCores(_ prices: JSONNode, at target: String) -> JSONNode {
        guard case .object(let members) = prices else { return prices }
        return .array(
            members.compactMap { member in
                guard let cores = Self.cores(member.name) else {
                    report(
                        "price-form-unsupported", at: Self.place(target, member.name),
                        ["value": "individually.\(member.name)", "choices": Self.readable])
                    return nil
                }
                return .members(["cores": .number(cores), "perHour": member.value])
            })
    }

    private static let sharedCore = "sharedcore"

    /// The number in `16core`; 0 for a shared core.
    private static func cores(_ name: String) -> Int? {
        if name == sharedCore { return 0 }
        return name.wholeMatch(of: /([1-9][0-9]{0,3})core/).flatMap { Int($0.output.1) }
    }

    /// Notes which `coreMultiplier` a price of ours is made from.
    private mutating func note(price index: Int, of plan: PortalPlan, from pricing: JSONNode, at target: String) {
        let (pointer, target) = ("\(plan.pointer)/prices/\(index)", "\(target).coreMultiplier")
        note(pointer, at: target)
        note("\(pointer)/perHour", at: "\(target).single")
        note("\(pointer)/byCores", at: "\(target).individually")
        let counts = (pricing.at(["coreMultiplier", "individually"])?.members ?? []).filter {
            Self.cores($0.name) != nil
        }
        for (row, member) in counts.enumerated() {
            note("\(pointer)/byCores/\(row)/perHour", at: "\(target).individually.\(member.name)")
        }
    }

    /// Our license, prices and free trial in the portal's form. An unfinished plan may have only some of them.
    static func pricing(_ plan: JSONNode) -> JSONNode? {
        let license = plan["license"]?.text
        let stated = plan["prices"].flatMap { $0 == .array([]) ? nil : $0 }
        let prices = stated ?? (license == "usage-based" ? .array([]) : nil)
        let trial = plan["freeTrialMonths"]
        guard license != nil || prices != nil || trial != nil else { return nil }
        let isByol = license.map { JSONNode.boolean($0 == "bring-your-own") }
        guard let prices else { return .members(["isByol": isByol, "freeTrialDurationInMonths": trial]) }
        let regions = prices.items.compactMap { price in
            core(price).map { core in
                JSONNode.members(["region": price["country"], "currency": price["currency"], "coreMultiplier": core])
            }
        }
        guard license == "usage-based", !regions.isEmpty, regions.count == prices.items.count else {
            return .members(["isByol": isByol, "freeTrialDurationInMonths": trial, "prices": prices])
        }
        return .members(["isByol": isByol, "freeTrialDurationInMonths": trial, "regionPrices": .array(regions)])
    }

    /// A price of ours as a `coreMultiplier`; nil if that cannot express it.
    private static func core(_ price: JSONNode) -> JSONNode? {
        let (perHour, isPerCore) = (price["perHour"], price["perCore"] == .boolean(true))
        let rows = price["byCores"]?.items ?? []
        if rows.isEmpty { return isPerCore && perHour != nil ? .members(["single": perHour]) : nil }
        let members = rows.compactMap { row -> JSONNode.Member? in
            guard let cores = row["cores"]?.integer, let perHour = row["perHour"], row.members.count == 2 else {
                return nil
            }
            let name = cores == 0 ? sharedCore : "\(cores)core"
            return self.cores(name) == nil ? nil : JSONNode.Member(name, perHour)
        }
        guard perHour == nil, !isPerCore, members.count == rows.count, Set(members.map(\.name)).count == rows.count
        else { return nil }
        return .members(["individually": .object(members)])
    }

    /// Whether the portal's form can express this license and these prices: a free plan is one without prices.
    static func holdsPricing(_ plan: JSONNode) -> Bool {
        plan["license"]?.text != "free" || (plan["prices"]?.items ?? []).isEmpty
    }
}
