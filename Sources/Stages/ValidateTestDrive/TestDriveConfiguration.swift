// The rules between the fields of a test drive's configuration (R4): existing regions, at least one instance, real
// accounts.

import Assets
import Offers
import Validation

struct TestDriveConfiguration {
    let drive: OfferDocument.TestDrive
    /// The regions in the operator's file.
    let known: [Region]

    /// The selected regions that are known, each once.
    var regions: [Region] { known.filter { region in drive.regions.contains { Self.isSame($0, region.name) } } }

    /// All problems.
    var problems: [Problem] { regionProblems + instanceProblems + accountProblems }

    private var regionProblems: [Problem] {
        guard !drive.regions.isEmpty else { return [Problem(at: "/testDrive/regions", "test-drive-no-region")] }
        var seen: Set<String> = []
        return drive.regions.prefix(100).enumerated().compactMap { index, name in
            let pointer = "/testDrive/regions/\(index)"
            guard seen.insert(Self.plain(name)).inserted else {
                return Problem(at: pointer, "duplicate", ["value": name])
            }
            guard !known.contains(where: { Self.isSame(name, $0.name) }) else { return nil }
            let choices = known.map(\.name).joined(separator: ", ")
            return Problem(at: pointer, "test-drive-region-unknown", ["value": name, "choices": choices])
        }
    }

    private var instanceProblems: [Problem] {
        let counts = [drive.instances?.hot, drive.instances?.warm, drive.instances?.cold].map { $0 ?? 0 }
        guard !counts.contains(where: { $0 > 0 }) else { return [] }
        return [Problem(at: "/testDrive/instances", "test-drive-instances-none")]
    }

    private var accountProblems: [Problem] {
        [("subscription", drive.subscription), ("tenant", drive.tenant)].compactMap { name, id in
            guard let id else { return nil }
            let pointer = "/testDrive/\(name)"
            guard Form.isGUID(id) else { return Problem(at: pointer, "guid-malformed", ["value": id]) }
            // In the form of a GUID, but unassigned: a placeholder of a document template.
            guard id.allSatisfy({ $0 == "0" || $0 == "-" }) else { return nil }
            return Problem(at: pointer, "test-drive-empty-guid")
        }
    }

    /// `West Europe`, `westeurope` and `west-europe` are the same region.
    private static func isSame(_ a: String, _ b: String) -> Bool { plain(a) == plain(b) }
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
