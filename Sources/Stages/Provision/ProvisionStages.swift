// The two stages that provision: first the preview systems, after sign-off the production systems.

import Base
import Events
import Offers

/// The stage `provision-preview`. Settings: `regions`, `regions-at-once`, `data-dir`, `downloads-dir`, `ca-file`.
public struct PreviewProvisioning: StageHandler {
    public static let stage = Stage.provisionPreview

    private let work: Provisioning

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        let regions = try RegionSettings(settings)
        work = Provisioning(
            regions: regions.preview, certified: CertifiedStore(regions), atOnce: regions.atOnce)
    }

    /// No facts; a note if nothing had to be copied. Throws `Fault` (`region-away`, `not-certified` …).
    public func perform(_ job: StageJob) async throws -> StageOutcome { try await work.perform(job) }
}

/// The stage `provision-production`. Settings as for preview.
public struct ProductionProvisioning: StageHandler {
    public static let stage = Stage.provisionProduction

    private let work: Provisioning

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        let regions = try RegionSettings(settings)
        work = Provisioning(
            regions: regions.production, certified: CertifiedStore(regions), atOnce: regions.atOnce)
    }

    /// No facts; a note if nothing had to be copied. Throws `Fault` (`region-away`, `not-certified` …).
    public func perform(_ job: StageJob) async throws -> StageOutcome { try await work.perform(job) }
}
