// A portal document and ours, there and back (the Cloud Partner Portal API's "Offer document"). The portal's own document is what is kept: what
// we do not know of it stays in it, and only what we know goes to the pipeline.

import JSON
import Offers

/// Translation of offer documents. Pure.
enum PortalDocument {
    /// Our document of the portal's. Whatever is missing stays missing: validation says so.
    static func toOurs(_ portal: JSONNode, key: OfferKey, version: Int) -> JSONNode {
        var ours = JSONNode.members(["publisher": .string(key.publisher), "offer": .string(key.offer)])
        let portalType = portal["offerTypeId"]?.text
        let type = portalType.flatMap { PortalFields.type(ofPortal: $0) }
        if let portalType { ours.set(["type"], to: .string(type?.rawValue ?? portalType)) }
        ours.set(["version"], to: .number(version))
        let definition = portal["definition"]
        let offer = definition?["offer"]
        for member in offer?.members ?? [] {
            if let field = field(member.name, PortalFields.prefix, PortalFields.offer) {
                ours.set(field.ours, to: field.form.toOurs(member.value))
            } else if let field = field(member.name, PortalFields.testDrivePrefix, PortalFields.testDrive) {
                ours.set(field.ours, to: field.form.toOurs(member.value))
            }
        }
        if ours.at(["listing", "title"]) == nil, let name = definition?["displayText"] {
            ours.set(["listing", "title"], to: name)
        }
        if case .array(let plans)? = definition?["plans"] ?? offer?["plans"] {
            ours.set(["audience", "countries"], to: .texts(countries(plans)))
            ours.set(["plans"], to: .array(plans.map { PortalPlan.toOurs($0, type: type) }))
        }
        return ours
    }

    /// The portal's document of ours, for an offer that came another way (or of a listing, which is part of one).
    static func toPortal(_ ours: JSONNode, key: OfferKey, type: OfferType?) -> JSONNode {
        var offer = JSONNode.object([])
        for (prefix, fields) in [
            (PortalFields.prefix, PortalFields.offer), (PortalFields.testDrivePrefix, PortalFields.testDrive),
        ] {
            for field in fields {
                if let value = ours.at(field.ours) { offer.set([prefix + field.key], to: field.form.toPortal(value)) }
            }
        }
        let typeName = type.map(PortalFields.name) ?? ""
        let countries = ours.at(["audience", "countries"]) ?? ours["countries"]
        let plans = (ours["plans"]?.items ?? []).map { PortalPlan.toPortal($0, type: typeName, countries: countries) }
        return .members([
            "publisherId": .string(key.publisher), "offerTypeId": .string(typeName), "id": .string(key.offer),
            "version": ours["version"],
            "definition": .members([
                "displayText": ours.at(["listing", "title"]), "offer": offer, "plans": .array(plans),
            ]),
        ])
    }

    static func field(_ name: String, _ prefix: String, _ fields: [PortalField]) -> PortalField? {
        guard name.hasPrefix(prefix) else { return nil }
        let key = String(name.dropFirst(prefix.count))
        let meant = PortalFields.aliases[key] ?? key
        return fields.first { $0.key == meant }
    }

    /// In the order of the plans, each once.
    private static func countries(_ plans: [JSONNode]) -> [String] {
        var seen: Set<String> = []
        return plans.flatMap { PortalPlan.regions($0) }.filter { seen.insert($0).inserted }
    }
}

/// Translation of one plan.
enum PortalPlan {
    static func regions(_ plan: JSONNode) -> [String] { (plan["regions"]?.items ?? []).compactMap(\.text) }

    static func toOurs(_ plan: JSONNode, type: OfferType?) -> JSONNode {
        guard case .object(let members) = plan else { return plan }
        var ours = JSONNode.object([])
        for member in members {
            if member.name == "planId" { ours.set(["id"], to: member.value) }
            // `microsoft-azure-virtualmachines.skuTitle`: any offer type stands in front.
            guard let dot = member.name.firstIndex(of: "."), member.name.hasPrefix("microsoft-azure-"),
                let field = PortalDocument.field(
                    String(member.name[member.name.index(after: dot)...]), "", PortalFields.plan)
            else { continue }
            ours.set(field.ours, to: field.form.toOurs(member.value))
        }
        if type == .virtualMachine || plan["virtualMachinePricing"] != nil {
            PortalPricing.toOurs(plan["virtualMachinePricing"], regions: regions(plan), into: &ours)
        }
        return ours
    }

    static func toPortal(_ plan: JSONNode, type: String, countries: JSONNode?) -> JSONNode {
        var portal = JSONNode.members(["planId": plan["id"]])
        let isContainer = type.contains("container")
        for field in PortalFields.plan where field.key != (isContainer ? "vmImages" : "containerImages") {
            if let value = plan.at(field.ours) { portal.set(["\(type).\(field.key)"], to: field.form.toPortal(value)) }
        }
        if let countries { portal.set(["regions"], to: countries) }
        if let pricing = PortalPricing.toPortal(plan) { portal.set(["virtualMachinePricing"], to: pricing) }
        return portal
    }
}

/// `{"isByol": …, "coreMultiplier": {"currency", "single"}, "prices": […]}` and our license and prices.
enum PortalPricing {
    static func toOurs(_ pricing: JSONNode?, regions: [String], into plan: inout JSONNode) {
        guard let pricing else { return }
        if pricing["isByol"] == .boolean(true) { return plan.set(["license"], to: .string("bring-your-own")) }
        if let prices = pricing["prices"] {
            plan.set(["license"], to: .string("usage-based"))
            plan.set(["prices"], to: prices)
        } else if let core = pricing["coreMultiplier"], let price = core["single"] {
            let currency = core["currency"] ?? .string("USD")
            plan.set(["license"], to: .string("usage-based"))
            plan.set(
                ["prices"],
                to: .array(
                    regions.map { .members(["country": .string($0), "currency": currency, "perHour": price]) }))
        } else {
            plan.set(["license"], to: .string("free"))
        }
    }

    static func toPortal(_ plan: JSONNode) -> JSONNode? {
        switch plan["license"]?.text {
        case "bring-your-own": .members(["isByol": .boolean(true)])
        case "usage-based": .members(["isByol": .boolean(false), "prices": plan["prices"]])
        case "free": .members(["isByol": .boolean(false)])
        default: nil
        }
    }
}
