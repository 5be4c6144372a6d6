// The template in a deployment package. Source: the structure of Azure Resource Manager templates: `$schema`,
// `contentVersion` and `resources` are required, `parameters` is an object.

import FoundationEssentials
import JSON
import Offers

struct DeploymentTemplate {
    /// Its name in the package.
    static let name = "main-template.json"

    /// The codes of its problems; empty for a deployable template.
    let problems: [String]

    /// Checks the bytes of the entry; nil if the package has none.
    init(_ bytes: Data?) {
        guard let bytes else {
            problems = ["template-missing"]
            return
        }
        // Editors leave a byte order mark, and deployment tools skip it.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
        guard let root = try? JSONNode([UInt8](text), largest: 4 << 20), case .object = root else {
            problems = ["template-malformed"]
            return
        }
        problems = Self.missing(in: root)
    }

    private static func missing(in root: JSONNode) -> [String] {
        var problems: [String] = []
        let schema = root["$schema"]?.text ?? ""
        if !schema.hasPrefix("http") || !schema.contains("deploymentTemplate.json") {
            problems.append("template-schema")
        }
        if root["contentVersion"]?.text == nil { problems.append("template-contentversion") }
        switch root["resources"] {
        case .array(let items) where !items.isEmpty: break
        case .object(let members) where !members.isEmpty: break  // language version 2.0
        default: problems.append("template-resources")
        }
        switch root["parameters"] {
        case nil, .object: break
        default: problems.append("template-parameters")
        }
        return problems
    }
}
