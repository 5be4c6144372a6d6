// The doctor's checks of the files of the pipeline and its scanner, with the workers' own code.

import Assets
import Base
import Foundation
import JSON
import Offers
import Stages

extension Invocation {
    /// Policy, profiles, regions and scanner, by the workers' settings.
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
            return .unknown("scanner", "not set here: set OFFERS_SCANNER as certify has it, to check it")
        }
        guard let address = ScannerAddress(text) else {
            return .bad(
                "scanner", "OFFERS_SCANNER \(text) is not an address",
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
            return .unknown(name, "not set here: set \(variable) as the workers have it, to check it")
        }
        do {
            try read(path)
            return .good(name, "\(path) is valid")
        } catch { return .bad(name, "\(error)", remedy: "fix \(path), or set \(variable) to the right one") }
    }
}
