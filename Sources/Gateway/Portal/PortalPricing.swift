// `virtualMachinePricing` and our license and prices. No price is ever dropped: what cannot be read is refused, because
// after the first go-live a plan keeps its license and its prices cannot rise.

import JSON

extension PortalTranslation {
    private static let readable =
        "isByol: true; coreMultiplier: {currency, single}; regionPrices: [{region, currency, coreMultiplier: {single}}]; "
        + "isByol: false alone, for a free plan"

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
        if let months = pricing["freeTrialDurationInMonths"], months.integer != 0 {
            report(
                "member-unsupported", at: "\(target).freeTrialDurationInMonths",
                ["value": "freeTrialDurationInMonths", "choices": "0"])
        }
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
            return perRegion(regions, general, plan, at: "\(target).coreMultiplier")
        }
        guard case .array(let items) = listed else {
            report("wrong-type-list", at: "\(target).regionPrices")
            return .array([])
        }
        var prices: [JSONNode] = []
        for (index, item) in items.enumerated() {
            let place = "\(target).regionPrices[\(index)]"
            let pointer = "\(plan.pointer)/prices/\(index)"
            note(pointer, at: place)
            note("\(pointer)/country", at: "\(place).region")
            note("\(pointer)/currency", at: "\(place).currency")
            note("\(pointer)/perHour", at: "\(place).coreMultiplier.single")
            guard let price = core(item["coreMultiplier"], currency: item["currency"], at: place) else {
                report("field-missing", at: "\(place).coreMultiplier", ["value": "\(place).coreMultiplier"])
                continue
            }
            prices.append(.members(["country": item["region"]] as KeyValuePairs).merging(price))
        }
        let without = regions.filter { region in !items.contains { $0["region"]?.text == region } }
        if let general {
            for region in without {
                note("\(plan.pointer)/prices/\(prices.count)", at: "\(target).coreMultiplier")
                prices.append(JSONNode.members(["country": .string(region)]).merging(general))
            }
        } else if !without.isEmpty {
            report("price-of-region-missing", at: "\(target).regionPrices", ["value": without.joined(separator: ", ")])
        }
        return .array(prices)
    }

    /// `{"currency", "single"}`, a price for each core. Prices by number of cores are refused by name.
    private mutating func core(_ core: JSONNode?, currency: JSONNode?, at target: String) -> JSONNode? {
        guard let core else { return nil }
        let place = "\(target).coreMultiplier"
        for member in core.members where !["currency", "single"].contains(member.name) && !member.value.isEmpty {
            report(
                "price-form-unsupported", at: Self.place(place, member.name),
                ["value": "coreMultiplier.\(member.name)", "choices": Self.readable])
        }
        guard let single = core["single"] else {
            // Other members were just refused.
            if core.members.allSatisfy({ $0.name == "currency" }) {
                report("field-missing", at: "\(place).single", ["value": "\(place).single"])
            }
            return .object([])
        }
        return .members(["currency": currency ?? core["currency"], "perHour": single, "perCore": .boolean(true)])
    }

    private mutating func perRegion(_ regions: [String], _ price: JSONNode, _ plan: PortalPlan, at target: String)
        -> JSONNode
    {
        for index in regions.indices {
            note("\(plan.pointer)/prices/\(index)", at: target)
            note("\(plan.pointer)/prices/\(index)/perHour", at: "\(target).single")
        }
        return .array(regions.map { JSONNode.members(["country": .string($0)]).merging(price) })
    }

    /// Our license and prices in the portal's form. An unfinished plan may have only one of them.
    static func pricing(_ plan: JSONNode) -> JSONNode? {
        let license = plan["license"]?.text
        let stated = plan["prices"].flatMap { $0 == .array([]) ? nil : $0 }
        let prices = stated ?? (license == "usage-based" ? .array([]) : nil)
        guard license != nil || prices != nil else { return nil }
        let isByol = license.map { JSONNode.boolean($0 == "bring-your-own") }
        guard let prices else { return .members(["isByol": isByol, "freeTrialDurationInMonths": .number(0)]) }
        let isPerCore =
            license == "usage-based" && !prices.items.isEmpty
            && prices.items.allSatisfy { $0["perCore"] == .boolean(true) && $0["perHour"] != nil }
        guard isPerCore else { return .members(["isByol": isByol, "prices": prices]) }
        let regions = prices.items.map { price in
            JSONNode.members([
                "region": price["country"], "currency": price["currency"],
                "coreMultiplier": .members(["single": price["perHour"]]),
            ])
        }
        return .members(["isByol": isByol, "regionPrices": .array(regions)])
    }

    /// Whether the portal's form can express this license and these prices: a free plan is one without prices.
    static func holdsPricing(_ plan: JSONNode) -> Bool {
        plan["license"]?.text != "free" || (plan["prices"]?.items ?? []).isEmpty
    }
}
