// Turns a change of our document into a change of the portal's, which is what we save. Writes only members whose value
// differs, and keeps other content inside them if possible.

import JSON
import Offers

/// One draft being changed.
struct DraftEdit {
    private(set) var portal: JSONNode
    /// What the portal's form cannot express, with its place in ours.
    private(set) var refused: [Problem] = []
    private let old: JSONNode
    private let type: OfferType?

    /// `old` is the translation of `portal`.
    init(_ portal: JSONNode, meaning old: JSONNode) {
        self.portal = portal
        self.old = old
        type = old["type"]?.text.flatMap { OfferType(rawValue: $0) }
    }

    private static let offer = ["definition", "offer"]

    mutating func write(_ new: JSONNode) {
        for section in PortalFields.sections(of: portal["offerTypeId"]?.text ?? "") {
            for field in section.fields { write(field, new, at: Self.offer, section) }
        }
        writeTitle(new)
        writeLeads(new)
        writePlans(new)
    }

    // MARK: The offer

    private mutating func write(
        _ field: PortalField, _ new: JSONNode, at path: [String], _ section: PortalFields.Section
    ) {
        let (before, after) = (old.at(field.ours), new.at(field.ours))
        guard before != after else { return }
        let object = portal.at(path) ?? .object([])
        let name = Self.name(of: field.key, in: object) { section.bare($0)?.key }
        let value = after.map { PortalMapping.toPortal(field.form, $0, standing: name.flatMap { object[$0] }) }
        portal.put(value, at: (path + [name ?? section.prefix + field.key])[...])
    }

    /// The member of a value: the key itself, or an alias.
    private static func name(of key: String, in object: JSONNode, _ bare: (String) -> String?) -> String? {
        let names = object.members.map(\.name)
        return names.first { bare($0) == key } ?? names.first { bare($0).flatMap { PortalFields.aliases[$0] } == key }
    }

    /// The portal's lists show another member, which follows the title as long as they are equal.
    private mutating func writeTitle(_ new: JSONNode) {
        let (before, after) = (old.at(["listing", "title"]), new.at(["listing", "title"]))
        let shown = portal.at(["definition", "displayText"])
        if before != after, shown == nil || shown == before || shown?.isEmpty == true {
            portal.put(after, at: ["definition", "displayText"])
        }
    }

    /// The typed settings belong to the destination that the page showed.
    private mutating func writeLeads(_ new: JSONNode) {
        let (before, after) = (old.at(["leads", "settings"]), new.at(["leads", "settings"]))
        guard before != after,
            let form = PortalFields.leads.first(where: { $0.kind == old.at(["leads", "destination"])?.text })
        else { return }
        let names = Set(((before?.members ?? []) + (after?.members ?? [])).map(\.name))
        let objects = PortalFields.sections(of: portal["offerTypeId"]?.text ?? "")[0].prefixes.map { $0 + form.key }
        let object = objects.first { portal.at(Self.offer + [$0]) != nil } ?? objects[0]
        for name in names.sorted() where before?[name] != after?[name] {
            let member = form.members.first { $0.setting == name }?.portal ?? name
            portal.put(after?[name], at: (Self.offer + [object, member])[...])
        }
    }

    // MARK: Plans

    /// The plans of a portal document.
    static func plans(of portal: JSONNode) -> [String] {
        let inside = ["definition", "offer", "plans"]
        return portal.at(["definition", "plans"]) == nil && portal.at(inside) != nil ? inside : ["definition", "plans"]
    }

    private mutating func writePlans(_ new: JSONNode) {
        let path = Self.plans(of: portal)
        var plans = portal.at(path)?.items ?? []
        let (before, after) = (old["plans"]?.items ?? [], new["plans"]?.items ?? [])
        let (count, generations) = (plans.count, PortalTranslation.generations(of: plans))
        for (index, plan) in after.enumerated() where index >= before.count || before[index] != plan {
            let standing = before.indices.contains(index) ? before[index] : .object([])
            let pointer = "/plans/\(index)"
            if index < count {
                plans[index] = write(plan, over: standing, in: plans[index], at: pointer)
            } else if index < count + generations.count {
                let place = generations[index - count]
                var entries = plans[place.plan][place.name]?.items ?? []
                entries[place.index] = write(plan, over: standing, in: entries[place.index], at: pointer)
                plans[place.plan].set([place.name], to: .array(entries))
            } else {
                plans.append(write(plan, over: standing, in: .object([]), at: pointer))
            }
        }
        if before != after { portal.put(.array(plans), at: path[...]) }
    }

    private mutating func write(
        _ new: JSONNode, over old: JSONNode, in standing: JSONNode, at pointer: String
    ) -> JSONNode {
        var plan = standing
        for (member, name) in [("id", "planId"), ("countries", "regions")] where old[member] != new[member] {
            plan.put(new[member], at: [name])
        }
        if old["restrictedTo"] != new["restrictedTo"] {
            let entries = standing.at(["restrictedAudience", "manualEntries"])?.items ?? []
            let list = (new["restrictedTo"]?.items ?? []).map { id in
                entries.first { ($0["subscriptionId"] ?? $0) == id } ?? .members(["subscriptionId": id])
            }
            plan.put(.array(list), at: ["restrictedAudience", "manualEntries"])
        }
        if ["license", "prices", "freeTrialMonths"].contains(where: { old[$0] != new[$0] }) {
            writePricing(new, in: &plan, at: pointer)
        }
        let prefix = portal["offerTypeId"]?.text ?? ""
        for field in PortalFields.plan(of: type) {
            let (before, after) = (old.at(field.ours), new.at(field.ours))
            guard before != after else { continue }
            if case .disks = field.form { refuseDoubled(after?.items ?? [], at: "\(pointer)/images") }
            let name = Self.name(of: field.key, in: plan) { name in
                let bare = PortalTranslation.bare(name)
                return bare == name ? nil : bare
            }
            let value = after.map { PortalMapping.toPortal(field.form, $0, standing: name.flatMap { plan[$0] }) }
            plan.put(value, at: [name ?? "\(prefix).\(field.key)"])
        }
        return plan
    }

    /// The members for license, prices and free trial are written again; the object's other members stay.
    private mutating func writePricing(_ new: JSONNode, in plan: inout JSONNode, at pointer: String) {
        if !PortalTranslation.holdsPricing(new) {
            refused.append(Problem(at: "\(pointer)/license", "prices-without-use", ["value": "free"]))
        }
        let isNewer = plan["virtualMachinePricing"] == nil && plan["virtualMachinePricingV2"] != nil
        let name = isNewer ? "virtualMachinePricingV2" : "virtualMachinePricing"
        let others = (plan[name]?.members ?? []).filter { !PortalTranslation.pricingMembers.contains($0.name) }
        let made = PortalTranslation.pricing(new)?.members ?? []
        plan.put(made.isEmpty && others.isEmpty ? nil : .object(made + others), at: [name])
    }

    /// The portal has an object with a member for each version, so two plans' disks of one version are one.
    private mutating func refuseDoubled(_ images: [JSONNode], at pointer: String) {
        var seen: Set<String> = []
        for (index, image) in images.enumerated() {
            let version = image["version"]?.text ?? ""
            if !seen.insert(version).inserted {
                refused.append(Problem(at: "\(pointer)/\(index)/version", "duplicate", ["value": version]))
            }
        }
    }
}

/// A plan button's effect on the saved document.
enum PlanChange: Equatable {
    case add
    case copy(Int), remove(Int), up(Int), down(Int)

    /// Reads `add`, `copy 0`, …; nil for anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        let index = words.count == 2 ? Int(words[1]) : nil
        switch (words.first, index) {
        case ("add", nil): self = .add
        case ("copy", let index?): self = .copy(index)
        case ("remove", let index?): self = .remove(index)
        case ("up", let index?): self = .up(index)
        case ("down", let index?): self = .down(index)
        default: return nil
        }
    }

    /// Applies the change, and returns which plan to show next. An invalid index changes nothing.
    func apply(to portal: inout JSONNode) -> Int {
        let path = DraftEdit.plans(of: portal)
        var plans = portal.at(path)?.items ?? []
        var place = 0
        switch self {
        case .add:
            place = plans.count
            plans.append(.object([]))
        case .copy(let index) where plans.indices.contains(index):
            var plan = plans[index]
            if let id = plan["planId"]?.text { plan.set(["planId"], to: .string(Self.fresh(id, plans))) }
            place = index + 1
            plans.insert(plan, at: place)
        case .remove(let index) where plans.indices.contains(index):
            plans.remove(at: index)
            place = min(index, plans.count - 1)
        case .up(let index) where plans.indices.contains(index) && index > 0:
            plans.swapAt(index, index - 1)
            place = index - 1
        case .down(let index) where plans.indices.contains(index + 1):
            plans.swapAt(index, index + 1)
            place = index + 1
        default: return 0
        }
        guard plans.count <= Policy.longestList else { return 0 }
        portal.put(.array(plans), at: path[...])
        return max(0, place)
    }

    /// `basic-2` beside `basic`: a plan's id must be unique.
    private static func fresh(_ id: String, _ plans: [JSONNode]) -> String {
        let known = Set(plans.compactMap { $0["planId"]?.text })
        let stem = String(id.prefix(46))
        return (2...).lazy.map { "\(stem)-\($0)" }.first { !known.contains($0) } ?? id
    }
}
