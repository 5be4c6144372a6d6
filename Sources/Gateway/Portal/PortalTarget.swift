// Where a problem of our document stands in the portal's, for the one who wrote the latter.

import Offers

enum PortalTarget {
    /// `/plans/0/title` becomes `definition.plans[0]["microsoft-azure-virtualmachines.skuTitle"]`.
    static func of(_ pointer: String, type: String) -> String {
        let tokens = pointer.split(separator: "/").map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        guard let first = tokens.first else { return "definition" }
        switch first {
        case "publisher": return "publisherId"
        case "offer": return "id"
        case "type": return "offerTypeId"
        case "version": return "version"
        case "plans":
            guard tokens.count > 1 else { return "definition.plans" }
            return "definition.plans[\(tokens[1])]" + plan(Array(tokens.dropFirst(2)), type)
        case "audience" where tokens.dropFirst().first == "countries": return "definition.plans[*].regions"
        default:
            for (prefix, fields) in [
                (PortalFields.prefix, PortalFields.offer), (PortalFields.testDrivePrefix, PortalFields.testDrive),
            ] {
                if let found = place(tokens, prefix, fields) { return "definition.offer" + found }
            }
            return "definition.offer (\(pointer))"
        }
    }

    private static func plan(_ tokens: [String], _ type: String) -> String {
        switch tokens.first {
        case nil: return ""
        case "id": return ".planId"
        case "license", "prices": return ".virtualMachinePricing" + rest(tokens.dropFirst())
        default:
            let isContainer = type.contains("container")
            let fields = PortalFields.plan.filter { $0.key != (isContainer ? "vmImages" : "containerImages") }
            return place(tokens, "\(type).", fields) ?? rest(tokens[...])
        }
    }

    /// The field that the tokens lead to or into; for a part of which several fields are made, its first.
    private static func place(_ tokens: [String], _ prefix: String, _ fields: [PortalField]) -> String? {
        if let field = fields.first(where: { tokens.starts(with: $0.ours) }) {
            return "[\"\(prefix)\(field.key)\"]" + rest(tokens.dropFirst(field.ours.count))
        }
        return fields.first { $0.ours.starts(with: tokens) }.map { "[\"\(prefix)\($0.key)\"]" }
    }

    private static func rest(_ tokens: some Collection<String>) -> String {
        tokens.map { Int($0) == nil ? ".\($0)" : "[\($0)]" }.joined()
    }
}
