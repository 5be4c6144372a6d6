// The template in a deployment package. Source: the structure of Azure Resource Manager templates: `$schema`,
// `contentVersion` and `resources` are required, `parameters` is an object.

import FoundationEssentials
import JSON
import Offers

struct DeploymentTemplate {
    /// Where it lies in the package.
    static let name = "main-template.json"

    /// What is wrong with it; empty for one that could be deployed.
    let problems: [StageProblem]

    /// Looks at the bytes of the entry; nil where the package has none.
    init(_ bytes: Data?) {
        guard let bytes else {
            problems = [TestDriveText.templateMissing]
            return
        }
        // A byte order mark is what editors leave behind, and deployment tools read over it.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
        guard let root = try? JSONNode([UInt8](text), largest: 4 << 20), case .object = root else {
            problems = [TestDriveText.templateMalformed]
            return
        }
        problems = Self.missing(in: root)
    }

    private static func missing(in root: JSONNode) -> [StageProblem] {
        var problems: [StageProblem] = []
        let schema = root["$schema"]?.text ?? ""
        if !schema.hasPrefix("http") || !schema.contains("deploymentTemplate.json") {
            problems.append(TestDriveText.member("$schema"))
        }
        if root["contentVersion"]?.text == nil { problems.append(TestDriveText.member("contentVersion")) }
        switch root["resources"] {
        case .array(let items) where !items.isEmpty: break
        case .object(let members) where !members.isEmpty: break  // language version 2.0
        default: problems.append(TestDriveText.member("resources"))
        }
        switch root["parameters"] {
        case nil, .object: break
        default: problems.append(TestDriveText.member("parameters"))
        }
        return problems
    }
}
