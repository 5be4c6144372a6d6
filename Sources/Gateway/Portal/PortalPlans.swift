// The plans of a portal document.

import JSON
import Offers

extension PortalTranslation {
    mutating func takePlans(_ plans: JSONNode?, at place: String, type: OfferType?) {
        note("/plans", at: place)
        if PortalFields.isCore(portalType) {
            for field in PortalFields.listedInPlans where ours.at(field.ours) == nil {
                note(field.pointer, at: Self.place("\(place)[0]", "\(portalType).\(field.key)"))
            }
        }
        guard let plans else { return }
        guard case .array(let items) = plans else { return put("/plans", plans, from: place) }
        var ours = items.enumerated().map { index, plan in
            self.plan(plan, at: "/plans/\(index)", from: "\(place)[\(index)]", type: type)
        }
        for generation in Self.generations(of: items) {
            ours.append(
                self.plan(
                    generation.entry, at: "/plans/\(ours.count)",
                    from: Self.place("\(place)[\(generation.plan)]", generation.name) + "[\(generation.index)]",
                    type: type, like: (items[generation.plan], "\(place)[\(generation.plan)]")))
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

    /// A member of a plan that lists images of other generations. Each is a plan of its own to us, behind all others: with its
    /// own id and images, and otherwise like the plan that it is in.
    struct Generation {
        /// Of the plan that it is in.
        var plan: Int
        /// The member of that plan, and the place in it.
        var name: String
        var index: Int
        var entry: JSONNode
    }

    static func generations(of plans: [JSONNode]) -> [Generation] {
        plans.enumerated().flatMap { number, plan in
            plan.members.filter { bare($0.name) == "diskGenerations" }.flatMap { member in
                member.value.items.enumerated().map { index, entry in
                    Generation(plan: number, name: member.name, index: index, entry: entry)
                }
            }
        }
    }

    /// The name of a plan's member without the offer type, which may be in front of it.
    static func bare(_ name: String) -> String {
        guard name.hasPrefix("microsoft-azure-"), let dot = name.firstIndex(of: ".") else { return name }
        return String(name[name.index(after: dot)...])
    }

    /// `like` is a plan, with its place, that says what this one leaves out.
    private mutating func plan(
        _ plan: JSONNode, at pointer: String, from place: String, type: OfferType?,
        like: (plan: JSONNode, place: String)? = nil
    ) -> JSONNode {
        note(pointer, at: place)
        note("\(pointer)/id", at: "\(place).planId")
        note("\(pointer)/countries", at: "\(place).regions")
        note("\(pointer)/license", at: "\(place).virtualMachinePricing")
        note("\(pointer)/restrictedTo", at: "\(place).restrictedAudience")
        let fields = PortalFields.plan(of: type)
        for field in fields { note(pointer + field.pointer, at: Self.place(place, "\(portalType).\(field.key)")) }
        guard case .object(let members) = plan else { return plan }

        var whole = PortalPlan(pointer: pointer)
        if let like {
            let own = Set(members.map { Self.meant($0.name) } + ["planId", "diskGenerations", "vmImages"])
            quietly { translation in
                for member in like.plan.members where !own.contains(Self.meant(member.name)) {
                    translation.take(
                        member, into: &whole, fields, of: like.plan, at: Self.place(like.place, member.name))
                }
            }
        }
        for member in members {
            take(member, into: &whole, fields, of: plan, at: Self.place(place, member.name))
        }
        if plan["regions"] == nil, like == nil {
            report("field-missing", at: "\(place).regions", ["value": "\(place).regions"])
        }
        return whole.node
    }

    private static func meant(_ name: String) -> String { PortalFields.aliases[bare(name)] ?? bare(name) }

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
        let key = Self.bare(member.name)
        let isTyped = key != member.name
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
                // An empty list of images beside a full one says nothing.
                if member.value.isEmpty, plan.node.at(field.ours) != nil { return }
                guard meant == key || isAlone(member.value, key, meant, in: portal, field, at: target) else { return }
                let mapped = PortalMapping(field.form, member.value, at: target)
                plan.node.set(field.ours, to: mapped.node)
                note(plan.pointer + field.pointer, at: target)
                for (inside, target) in mapped.places { note(plan.pointer + field.pointer + inside, at: target) }
                for (name, target) in mapped.idle { warn(name, at: target, known: []) }
                if case .words(let words) = field.form, let text = member.value.text {
                    note(plan.pointer + field.pointer, word: text, of: words.keys.sorted())
                }
            } else if isTyped, PortalFields.isCore(portalType),
                let field = PortalFields.listedInPlans.first(where: { $0.key == meant })
            {
                takeListed(field, member.value, key, at: target)
            } else if let harmless = PortalFields.unsupported[key] {
                guard !PortalFields.isHarmless(member.value, harmless) else { return }
                report("member-unsupported", at: target, ["value": key, "choices": harmless])
            } else if key == "diskGenerations" {
                if case .array = member.value { return }
                if !member.value.isEmpty { report("wrong-type-list", at: target) }
            } else if !member.value.isEmpty {
                warn(key, at: target, known: fields.map(\.key) + PortalFields.planMembers)
            }
        }
    }

    /// Whether a member under another name says what no member under the usual name says. Of images under both names none must
    /// go unread.
    private mutating func isAlone(
        _ value: JSONNode, _ key: String, _ meant: String, in portal: JSONNode, _ field: PortalField,
        at target: String
    ) -> Bool {
        guard portal.members.contains(where: { Self.bare($0.name) == meant && !$0.value.isEmpty }) else { return true }
        if case .disks = field.form {
            if !value.isEmpty { report("member-unsupported", at: target, ["value": key, "choices": "{}"]) }
        } else {
            warn(key, at: target, known: [])
        }
        return false
    }

    /// A part of the listing that a plan has. The offer has one listing: what it says itself counts, then what its first plan
    /// says.
    private mutating func takeListed(_ field: PortalField, _ value: JSONNode, _ key: String, at target: String) {
        guard !value.isEmpty else { return }
        guard let known = ours.at(field.ours) else { return take(field, value, at: field.pointer, from: target) }
        if PortalMapping(field.form, value, at: target).node != known { warn(key, at: target, known: []) }
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
