// The files of the line as the doctor sees them: read by the same code as the workers read them with.

import Foundation
import Offers
import Stages

extension Execution {
    /// Policy, profiles and regions, by the settings that workers have for them.
    func fileFindings() -> [Finding] {
        [
            file("policy", "deploy/policy/policy.json") { path in
                _ = try ValidatePrerequisites(Settings(["policy": path]))
            },
            file("profiles", "deploy/profiles") { path in _ = try PublishingProfile.read(folder: path) },
            file("regions", "deploy/regions.json") { path in
                _ = try ProductionProvisioning(Settings(["regions": path, "data-dir": settings["data-dir"] ?? "var"]))
            },
        ]
    }

    private func file(_ name: String, _ usual: String, _ read: (String) throws -> Void) -> Finding {
        let variable = Settings.environmentName(name)
        let given = settings[name]
        guard let path = given ?? (FileManager.default.fileExists(atPath: usual) ? usual : nil) else {
            return .unknown(name, "not named here: set \(variable) as the workers have it to have it looked at")
        }
        do {
            try read(path)
            return .good(name, "\(path) is in order")
        } catch { return .bad(name, "\(error)", remedy: "put right \(path), or set \(variable) to the right one") }
    }
}
