// The files of the line and its scanner as the doctor sees them: looked at by the same code as the workers use.

import Assets
import Base
import Foundation
import JSON
import Offers
import Stages

extension Execution {
    /// Policy, profiles, regions and scanner, by the settings that workers have for them.
    func fileFindings() -> [Finding] {
        [
            file("policy", "deploy/policy/policy.json") { path in
                _ = try ValidatePrerequisites(Settings(["policy": path]))
            },
            file("profiles", "deploy/profiles") { path in _ = try PublishingProfile.read(folder: path) },
            file("regions", "deploy/regions.json") { path in
                _ = try ProductionProvisioning(Settings(["regions": path, "data-dir": settings["data-dir"] ?? "var"]))
            },
            scanner(),
        ]
    }

    private func scanner() -> Finding {
        guard let text = settings["scanner"] else {
            return .unknown("scanner", "not named here: set OFFERS_SCANNER as certify has it to have it looked at")
        }
        guard let address = ScannerAddress(text) else {
            return .bad(
                "scanner", "OFFERS_SCANNER \(text) is no address",
                remedy: "give unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310")
        }
        do {
            let engine = try MalwareScanner(address, patienceSeconds: 10).engine()
            return .good("scanner", "\(address): \(engine.name), signatures \(engine.signatures ?? "unknown")")
        } catch { return .bad("scanner", "\(error)", remedy: "start clamd at \(address), and give it signatures") }
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
