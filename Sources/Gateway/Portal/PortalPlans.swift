// The plans of a portal document.

import JSON
import Offers

extension PortalTranslation {
    mutating func takePlans(_ plans: JSONNode?, at place: String, type: OfferType?, prefix: String) {
        note("/plans", at: place)
        guard let plans else { return }
        guard case .array(let items) = plans else { return put("/plans", plans, from: place) }
        let ours = items.enumerated().map { index, plan in
            self.plan(plan, at: "/plans/\(index)", from: "\(place)[\(index)]", type: type, prefix: prefix)
        }
        put("/plans", .array(ours), from: place)
        // The offer is sold wherever one of its plans is.
        var seen: Set<String> = []
        let countries = ours.flatMap { $0["countries"]?.items ?? [] }.compactMap(\.text).filter {
            seen.insert($0).inserted
        }
        // If none says so, the problem belongs to the first plan.
        let first = ours.first?["countries"]
        note("/audience/countries", at: "\(place)[\(countries.isEmpty ? "0" : "*")].regions")
        if let value = countries.isEmpty ? first : .texts(countries) {
            self.ours.set(["audience", "countries"], to: value)
        }
    }

    private mutating func plan(
        _ plan: JSONNode, at pointer: String, from place: String, type: OfferType?, prefix: String
    ) -> JSONNode {
        note(pointer, at: place)
        note("\(pointer)/id", at: "\(place).planId")
        note("\(pointer)/countries", at: "\(place).regions")
        note("\(pointer)/license", at: "\(place).virtualMachinePricing")
        note("\(pointer)/restrictedTo", at: "\(place).restrictedAudience")
        let fields = PortalFields.plan(of: type)
        for field in fields { note(pointer + field.pointer, at: Self.place(place, "\(prefix).\(field.key)")) }
        guard case .object(let members) = plan else { return plan }

        var whole = PortalPlan(pointer: pointer)
        for member in members {
            take(member, into: &whole, fields, of: plan, at: Self.place(place, member.name))
        }
        if plan["regions"] == nil { report("field-missing", at: "\(place).regions", ["value": "\(place).regions"]) }
        return whole.node
    }

    /// A plan while it is translated.
    struct PortalPlan {
        let pointer: String
        var node = JSONNode.object([])
    }

    private mutating func take(
        _ member: JSONNode.Member, into plan: inout PortalPlan, _ fields: [PortalField], of portal: JSONNode,
        at target: String
    ) {
        // `microsoft-azure-virtualmachines.skuTitle`: any offer type may be the prefix.
        let isTyped = member.name.hasPrefix("microsoft-azure-") && member.name.contains(".")
        let key =
            isTyped
            ? String(member.name[member.name.firstIndex(of: ".").map(member.name.index(after:))!...]) : member.name
        switch key {
        case "planId": set("id", member.value, in: &plan, from: target)
        case "regions": set("countries", member.value, in: &plan, from: target)
        case "restrictedAudience": takeAudience(member.value, into: &plan, at: target)
        case "virtualMachinePricing": takePricing(member.value, of: portal, into: &plan, at: target)
        case "virtualMachinePricingV2":
            // The newer alias.
            if portal["virtualMachinePricing"] == nil {
                takePricing(member.value, of: portal, into: &plan, at: target)
            } else {
                report("member-unsupported", at: target, ["value": key, "choices": "null"])
            }
        default:
            let meant = PortalFields.aliases[key] ?? key
            if isTyped, let field = fields.first(where: { $0.key == meant }) {
                let mapped = PortalMapping(field.form, member.value, at: target)
                plan.node.set(field.ours, to: mapped.node)
                note(plan.pointer + field.pointer, at: target)
                for (inside, target) in mapped.places { note(plan.pointer + field.pointer + inside, at: target) }
                for (name, target) in mapped.idle { warn(name, at: target, known: []) }
                if case .words(let words) = field.form, let text = member.value.text {
                    note(plan.pointer + field.pointer, word: text, of: words.keys.sorted())
                }
            } else if let harmless = PortalFields.unsupported[key] {
                guard !PortalFields.isHarmless(member.value, harmless) else { return }
                report("member-unsupported", at: target, ["value": key, "choices": harmless])
                if key.hasPrefix("vmImages") { settle("\(plan.pointer)/images") }
            } else if !member.value.isEmpty {
                warn(key, at: target, known: fields.map(\.key) + PortalFields.planMembers)
            }
        }
    }

    private mutating func set(_ name: String, _ value: JSONNode, in plan: inout PortalPlan, from target: String) {
        plan.node.set([name], to: value)
        note("\(plan.pointer)/\(name)", at: target)
    }

    /// `{"manualEntries": [{"subscriptionId", "description"}]}`: who sees the plan. Any other form of audience would
    /// leave the plan open to everybody.
    private mutating func takeAudience(_ audience: JSONNode, into plan: inout PortalPlan, at target: String) {
        guard !audience.isEmpty else { return }
        let entries = audience["manualEntries"]
        for member in audience.members where member.name != "manualEntries" && !member.value.isEmpty {
            report(
                "member-unsupported", at: Self.place(target, member.name),
                ["value": "restrictedAudience.\(member.name)", "choices": "null"])
        }
        guard case .array(let items)? = entries else {
            if case .object = audience, entries == nil { return }
            return set("restrictedTo", entries ?? audience, in: &plan, from: target)
        }
        set(
            "restrictedTo", .array(items.map { $0["subscriptionId"] ?? $0 }), in: &plan,
            from: Self.place(target, "manualEntries"))
        for index in items.indices {
            note("\(plan.pointer)/restrictedTo/\(index)", at: "\(target).manualEntries[\(index)].subscriptionId")
        }
    }
}
