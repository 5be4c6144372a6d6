// Test drive validation (R4): the configuration, the template in the deployment package, and a trial deployment if the
// operator has configured one. The note says what was not tried. The package is certified and replicated like any
// image.

import Assets
import Base
import Events
import FoundationEssentials
import Offers

/// The stage `validate-test-drive`. Settings: `regions`, `trial-deployment-command`, `trial-deployment-minutes`,
/// `downloads-dir`, `data-dir`, those of fetching.
public struct TestDriveValidation: StageHandler {
    public static let stage = Stage.validateTestDrive
    /// The fact that names the validated package: certification accepts no other.
    static let fact = "testdrivepackage"

    private let fetch: GuardedFetch
    private let folder: String
    private let regions: RegionSettings
    /// Tests shorten its time.
    var trial: TrialDeployment?

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        fetch = try settings.guardedFetch()
        folder = settings.downloadsFolder + "/test-drives"
        regions = try RegionSettings(settings)
        trial = try TrialDeployment(settings)
    }

    /// Fact: `testdrivepackage`, the digest of the package. Problems of the configuration and of the package, all at
    /// once. Throws `Fault` if the package could not be read.
    public func perform(_ job: StageJob) async throws -> StageOutcome {
        guard let drive = try OfferDocument(job.offer).testDrive, drive.enabled else {
            return .completed(StepOutputs(notes: [Remark("test-drive-not-enabled")]))
        }
        let configuration = TestDriveConfiguration(drive: drive, known: regions.production)
        let problems = configuration.problems
        guard let url = drive.packageUrl else {
            guard problems.isEmpty, drive.kind != "azure-resource-manager" else {
                let missing = Problem(at: "/testDrive/packageUrl", "test-drive-no-package")
                return .rejected(problems + (drive.kind == "azure-resource-manager" ? [missing] : []))
            }
            return .completed(StepOutputs(notes: [Remark("test-drive-configuration-only")]))
        }
        return try validate(url, configuration, problems, job)
    }

    private func validate(
        _ url: String, _ configuration: TestDriveConfiguration, _ problems: [Problem], _ job: StageJob
    ) throws -> StageOutcome {
        let pointer = "/testDrive/packageUrl"
        do {
            let name = try Digest.of(Array(job.step.submission.description.utf8)).hex
            try makeFolder()
            let file = try faulting {
                try fetch.of(job.step.key.publisher).copy(
                    url, to: "\(folder)/\(name).zip", atMost: PackageLimits().totalBytes,
                    check: Task<Never, Never>.checkCancellation)
            }
            defer { file.remove() }
            guard !FileSystem.isDirectory(file.path) else {
                return .rejected(problems + [Problem(at: pointer, "package-not-zip")])
            }
            let digest = try faulting { try Digest.ofFile(at: file.path) }
            let all = problems + (try faulting { try templateProblems(file.path, pointer) })
            guard all.isEmpty else { return .rejected(all) }
            let (notes, failure) = try deployments(file.path, configuration, pointer)
            if let failure { return .rejected([failure]) }
            return .completed(StepOutputs([Self.fact: digest.description], notes: notes))
        } catch let problem as AssetProblem {
            return .rejected(problems + problem.problems(at: pointer))
        }
    }

    private func templateProblems(_ path: String, _ pointer: String) throws -> [Problem] {
        let report = try PackageArchive.inspect(
            path: path, keeping: [DeploymentTemplate.name], check: Task<Never, Never>.checkCancellation)
        // A damaged package may still contain the template.
        guard report.findings.isEmpty else { return report.findings.map { Problem($0, at: pointer) } }
        return DeploymentTemplate(report.contents[DeploymentTemplate.name]).problems.map { Problem(at: pointer, $0) }
    }

    /// One after another, because an operator's account may not allow two at once. Stops at the first region that
    /// fails.
    private func deployments(
        _ path: String, _ configuration: TestDriveConfiguration, _ pointer: String
    ) throws -> (notes: [Remark], failure: Problem?) {
        guard let trial else { return ([Remark("test-drive-not-deployed")], nil) }
        var notes: [Remark] = []
        for region in configuration.regions {
            switch try trial.run(package: path, region: region.name, drive: configuration.drive) {
            case .deployed(let output):
                notes.append(Remark("trial-deployed", ["region": region.name, "output": output]))
            case .failed(let output):
                let values = ["region": region.name, "output": output]
                return ([], Problem(at: pointer, "trial-deployment-failed", values))
            case .tooLong(let minutes):
                let values = ["region": region.name, "minutes": "\(minutes)"]
                return ([], Problem(at: pointer, "trial-deployment-too-long", values))
            }
        }
        return (notes, nil)
    }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault("storage-failed", "cannot make \(folder): \(error.systemReason); check --downloads-dir")
        }
    }
}
