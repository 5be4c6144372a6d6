// Makes the portal's document from ours. A document in the portal's form is saved and returned unchanged; this is for
// other offers, and for listings, which are parts of one.

import JSON
import Offers

enum PortalDocument {
    static func toPortal(_ ours: JSONNode, key: OfferKey, type: OfferType?) -> JSONNode {
        let typeName = type.map(PortalFields.name) ?? ""
        // A public listing has the contract's address there.
        let isUnderContract = ours.at(["listing", "standardContract"]) == .boolean(true)
        var offer = JSONNode.object([])
        for section in PortalFields.sections(of: typeName) {
            for field in section.fields {
                if let value = ours.at(field.ours), field.key != "termsOfUse" || !isUnderContract {
                    offer.set([section.prefix + field.key], to: PortalMapping.toPortal(field.form, value))
                }
            }
        }
        if let form = PortalFields.leads.first(where: { $0.kind == ours.at(["leads", "destination"])?.text }),
            case .object(let settings)? = ours.at(["leads", "settings"])
        {
            let members = settings.map { setting in
                let name = form.members.first { $0.setting == setting.name }?.portal ?? setting.name
                return JSONNode.Member(name, setting.value)
            }
            offer.set([PortalFields.prefix + form.key], to: .object(members))
        }
        let countries = ours.at(["audience", "countries"]) ?? ours["countries"]
        let plans = (ours["plans"]?.items ?? []).map { plan($0, type: typeName, countries: countries) }
        return .members([
            "publisherId": .string(key.publisher), "offerTypeId": .string(typeName), "id": .string(key.offer),
            "version": ours["version"],
            "definition": .members([
                "displayText": ours.at(["listing", "title"]), "offer": offer, "plans": .array(plans),
            ]),
        ])
    }

    private static func plan(_ plan: JSONNode, type: String, countries: JSONNode?) -> JSONNode {
        var portal = JSONNode.members(["planId": plan["id"]])
        for field in PortalFields.plan(of: PortalFields.type(ofPortal: type)) {
            if let value = plan.at(field.ours) {
                portal.set(["\(type).\(field.key)"], to: PortalMapping.toPortal(field.form, value))
            }
        }
        if let countries = plan["countries"] ?? countries { portal.set(["regions"], to: countries) }
        if case .array(let subscriptions)? = plan["restrictedTo"] {
            let entries = subscriptions.map { JSONNode.members(["subscriptionId": $0]) }
            portal.set(["restrictedAudience", "manualEntries"], to: .array(entries))
        }
        if let pricing = PortalTranslation.pricing(plan) { portal.set(["virtualMachinePricing"], to: pricing) }
        return portal
    }
}
