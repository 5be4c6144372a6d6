// The members of `definition.offer`: the listing, pictures, contacts, leads and test drive.

import JSON
import Offers

extension PortalTranslation {
    mutating func takeOffer(_ offer: JSONNode, title: JSONNode?) {
        let place = "definition.offer"
        for section in PortalFields.sections(of: portalType) {
            for field in section.fields { note(field.pointer, at: Self.place(place, section.prefix + field.key)) }
            for member in offer.members {
                guard let (prefix, key) = section.bare(member.name) else { continue }
                take(key, member.value, of: offer, prefix, section, at: Self.place(place, member.name))
            }
        }
        takeLeads(offer)
        if let title { put("/listing/title", title, from: "definition.displayText") }
    }

    /// Translates a member of a section. Of two aliases, the first in the table counts.
    private mutating func take(
        _ key: String, _ value: JSONNode, of offer: JSONNode, _ prefix: String, _ section: PortalFields.Section,
        at target: String
    ) {
        let meant = PortalFields.aliases[key] ?? key
        if let field = section.fields.first(where: { $0.key == meant }) {
            let before =
                section.prefixes.prefix { $0 != prefix }.map { $0 + meant } + (meant == key ? [] : [prefix + meant])
            guard !before.contains(where: { offer[$0] != nil }) else { return warn(key, at: target, known: []) }
            return take(field, value, at: field.pointer, from: target)
        }
        if let harmless = PortalFields.unsupported[key], !PortalFields.isHarmless(value, harmless) {
            return report("member-unsupported", at: target, ["value": key, "choices": harmless])
        }
        guard !PortalFields.leads.contains(where: { $0.key == key }), PortalFields.unsupported[key] == nil,
            !PortalFields.silent.contains(key), !value.isEmpty
        else { return }
        warn(key, at: target, known: section.fields.map(\.key))
    }

    /// Puts a field's value into our document, or into the plan at the pointer.
    mutating func take(_ field: PortalField, _ value: JSONNode, at pointer: String, from target: String) {
        let mapped = PortalMapping(field.form, value, at: target)
        put(pointer, mapped.node, from: target)
        for (inside, target) in mapped.places { note(pointer + inside, at: target) }
        for (name, target) in mapped.idle { warn(name, at: target, known: []) }
        if case .words(let words) = field.form, let text = value.text {
            note(pointer, word: text, of: words.keys.sorted())
        }
    }

    // MARK: Leads

    /// The settings of the chosen destination; those of others are not used.
    private mutating func takeLeads(_ offer: JSONNode) {
        guard let kind = ours.at(["leads", "destination"])?.text,
            let form = PortalFields.leads.first(where: { $0.kind == kind })
        else { return }
        let names = PortalFields.sections(of: portalType)[0].prefixes.map { $0 + form.key }
        let name = names.first { offer[$0] != nil } ?? names[0]
        let target = Self.place("definition.offer", name)
        note("/leads/settings", at: target)
        for (portal, setting) in form.members { note("/leads/settings/\(setting)", at: Self.place(target, portal)) }
        guard let settings = offer[name] else { return }
        guard case .object(let members) = settings else { return put("/leads/settings", settings, from: target) }
        for member in members {
            let setting = form.members.first { $0.portal == member.name }?.setting ?? member.name
            put("/leads/settings/\(setting)", member.value, from: Self.place(target, member.name))
        }
        if kind == "azure-table", settings["tableName"] == nil, !members.isEmpty {
            ours.set(["leads", "settings", "table"], to: .string(PortalFields.leadTable))
        }
    }
}
