// The marketplace's rules, for commands that need them.

import Base
import Offers

extension Settings {
    /// The named policy, or the one built into this version of offerctl.
    func policy() throws(ToolError) -> Policy {
        do {
            guard self["policy"] == nil else { return try Policy(self) }
            return try Policy(json: PackageResources.policy_json, file: "of this program")
        } catch { throw ToolError(.badFile, "\(error)") }
    }
}
