// Test drive validation (R4): what the configuration says together, beyond the form of each field, and whether the
// deployment package holds a template that could be deployed. Nothing is deployed, and the note says so.

import Assets
import Foundation
import Offers

/// The stage `validate-test-drive`. Settings: `work-dir`, `data-dir`, those of fetching.
public struct TestDriveValidation: StageWork {
    public static let stage = Stage.validateTestDrive

    private let fetch: GuardedFetch
    private let folder: String

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        fetch = try settings.guardedFetch()
        folder = settings.directory("work-dir", default: "work") + "/test-drives"
    }

    /// No facts. Problems of the configuration and of the package, all at once. Throws `Fault` where the package could not
    /// be read.
    public func perform(_ job: StageJob) async throws -> StageOutcome {
        guard let drive = try OfferDocument(job.offer).testDrive, drive.enabled else {
            return .completed(Facts(notes: [TestDriveText.notEnabled[job.language]]))
        }
        var problems = configuration(drive, in: job.language)
        var note = TestDriveText.configurationOnly
        if let url = drive.packageUrl {
            problems += try faulting { try package(url, job) }
            note = TestDriveText.notDeployed
        } else if drive.kind == "azure-resource-manager" {
            problems.append(TestDriveText.noPackage.problem(at: "/testDrive/packageUrl", in: job.language))
        }
        return problems.isEmpty ? .completed(Facts(notes: [note[job.language]])) : .rejected(problems)
    }

    private func configuration(_ drive: OfferDocument.TestDrive, in language: Language) -> [Problem] {
        var problems: [Problem] = []
        var seen: Set<String> = []
        for (index, region) in drive.regions.enumerated() where !seen.insert(region.lowercased()).inserted {
            let values = ["value": region]
            problems.append(
                ProblemWording.problem("duplicate", at: "/testDrive/regions/\(index)", values, in: language))
        }
        if drive.regions.isEmpty {
            problems.append(TestDriveText.noRegion.problem(at: "/testDrive/regions", in: language))
        }
        let counts = [drive.instances?.hot, drive.instances?.warm, drive.instances?.cold].map { $0 ?? 0 }
        if !counts.contains(where: { $0 > 0 }) {
            problems.append(
                ProblemWording.problem("test-drive-instances-none", at: "/testDrive/instances", [:], in: language))
        }
        for (name, id) in [("subscription", drive.subscription), ("tenant", drive.tenant)] {
            // Of the form of a GUID, yet nobody's: what a template for documents leaves behind.
            guard let id, id.allSatisfy({ $0 == "0" || $0 == "-" }) else { continue }
            problems.append(TestDriveText.nobody.problem(at: "/testDrive/\(name)", in: language))
        }
        return problems
    }

    private func package(_ url: String, _ job: StageJob) throws -> [Problem] {
        let pointer = "/testDrive/packageUrl"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault("storage-failed", "cannot make \(folder): \(error.localizedDescription); check --work-dir")
        }
        do {
            let name = try Digest.of(Array(job.slip.submission.description.utf8)).hex
            let file = try fetch.fetch(url, to: "\(folder)/\(name).zip", check: Task<Never, Never>.checkCancellation)
            defer { if file.isDownload { try? FileManager.default.removeItem(atPath: file.path) } }
            guard !isDirectory(file.path) else {
                return [TestDriveText.packageIsFolder.problem(at: pointer, in: job.language)]
            }
            let report = try PackageArchive.inspect(
                path: file.path, keeping: [DeploymentTemplate.name], check: Task<Never, Never>.checkCancellation)
            let template = DeploymentTemplate(report.contents[DeploymentTemplate.name])
            // What cannot be read to its end may hold the template all the same.
            let problems = report.findings.isEmpty ? template.problems : []
            return report.findings.map { Problem($0, at: pointer, in: job.language) }
                + problems.map { $0.problem(at: pointer, in: job.language) }
        } catch let problem as AssetProblem { return problem.problems(at: pointer, in: job.language) }
    }
}
