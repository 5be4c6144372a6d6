// The marketplace's rules, for a command that needs them.

import Base
import Offers

extension Settings {
    /// The policy that is named; where none is, the one of this version of the pipeline, which is part of the program.
    func policy() throws(ToolError) -> Policy {
        do {
            guard self["policy"] == nil else { return try Policy(self) }
            return try Policy(json: PackageResources.policy_json, file: "of this program")
        } catch { throw ToolError(.badFile, "\(error)") }
    }
}
