// Provisioning (R11, R12): copies every certified image to every region of a set, verified by digest. The two stages
// differ only in the set.

import Assets
import Events
import Offers

/// The work that both stages share.
struct Provisioning: Sendable {
    /// The target regions.
    let regions: [Region]
    let certified: CertifiedStore
    /// How many regions are copied to at the same time.
    let atOnce: Int

    func perform(_ job: StageJob) async throws -> StageOutcome {
        let images = OfferImage.all(in: try OfferDocument(job.offer))
        let digests = try CertifiedImages.of(job.step, naming: images).map(\.digest)
        let data = DiskData.disks(job.step.facts[Fact.diskData])
        var wanted: [ImageSource] = []
        for (index, digest) in digests.enumerated() where digests.firstIndex(of: digest) == index {
            var source = try faulting { try certified.source(digest) }
            source.asset = source.asset.with(data: data[digest])
            wanted.append(source)
        }
        let board = RegionBoard(regions.map(\.name), report: job.report)
        let copies = RegionCopies(regions: regions, sources: wanted, board: board, atOnce: atOnce)
        return try conclude(try await copies.run(), wanted, board.picture)
    }

    private func conclude(
        _ results: [RegionResult], _ wanted: [ImageSource], _ final: Progress
    ) throws -> StageOutcome {
        var away: [String] = []
        var isNew = false
        for (region, result) in zip(regions, results) {
            switch result {
            case .copied: isNew = true
            case .alreadyThere: break
            case .refused(let number): throw wanted[number].damaged
            case .away(let error): away.append("region \(region.name): \(error)")
            }
        }
        guard away.isEmpty else { throw Fault("region-away", away.joined(separator: "; ")) }
        return .completed(StepOutputs(notes: isNew ? [] : [Remark("images-already-there")], progress: final))
    }
}
