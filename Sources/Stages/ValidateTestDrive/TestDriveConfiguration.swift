// What a test drive's configuration says together, beyond the form of each field (R4): regions that exist, at least one
// instance, accounts that are somebody's.

import Assets
import Localization
import Offers
import Validation

struct TestDriveConfiguration {
    let drive: OfferDocument.TestDrive
    /// What the operator's regions file names.
    let known: [Region]

    /// The selected regions, each once, as far as they are known.
    var regions: [Region] { known.filter { region in drive.regions.contains { Self.isSame($0, region.name) } } }

    /// Everything wrong, all at once.
    func problems(in language: Language) -> [Problem] {
        regionProblems(in: language) + instanceProblems(in: language) + accountProblems(in: language)
    }

    private func regionProblems(in language: Language) -> [Problem] {
        guard !drive.regions.isEmpty else {
            return [TestDriveText.noRegion.problem(at: "/testDrive/regions", in: language)]
        }
        var seen: Set<String> = []
        return drive.regions.prefix(100).enumerated().compactMap { index, name in
            let pointer = "/testDrive/regions/\(index)"
            guard seen.insert(Self.plain(name)).inserted else {
                return ProblemWording.problem("duplicate", at: pointer, ["value": name], in: language)
            }
            guard !known.contains(where: { Self.isSame(name, $0.name) }) else { return nil }
            return TestDriveText.unknownRegion(shown(name), known.map(\.name)).problem(at: pointer, in: language)
        }
    }

    private func instanceProblems(in language: Language) -> [Problem] {
        let counts = [drive.instances?.hot, drive.instances?.warm, drive.instances?.cold].map { $0 ?? 0 }
        guard !counts.contains(where: { $0 > 0 }) else { return [] }
        return [ProblemWording.problem("test-drive-instances-none", at: "/testDrive/instances", [:], in: language)]
    }

    private func accountProblems(in language: Language) -> [Problem] {
        [("subscription", drive.subscription), ("tenant", drive.tenant)].compactMap { name, id in
            guard let id else { return nil }
            let pointer = "/testDrive/\(name)"
            guard Form.isGUID(id) else {
                return ProblemWording.problem("guid-malformed", at: pointer, ["value": shown(id)], in: language)
            }
            // Of the form of a GUID, yet nobody's: what a template for documents leaves behind.
            guard id.allSatisfy({ $0 == "0" || $0 == "-" }) else { return nil }
            return TestDriveText.nobody.problem(at: pointer, in: language)
        }
    }

    /// `West Europe`, `westeurope` and `west-europe` are the same region.
    private static func isSame(_ a: String, _ b: String) -> Bool { plain(a) == plain(b) }
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
