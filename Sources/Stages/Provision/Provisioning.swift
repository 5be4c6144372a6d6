// Provisioning (R11, R12): puts every certified image into every region of a set, verified by digest. The two stages
// differ in nothing but the set, and in where production finds its copies: in the preview regions.

import Assets
import Events
import Offers

/// The work that both stages share.
struct Provisioning: Sendable {
    /// Where the images are copied to.
    let regions: [Region]
    /// Where they may be already, to copy from there.
    let earlier: [Region]
    let sources: ImageSources
    /// Regions that are copied to at the same time.
    let atOnce: Int

    func perform(_ job: StageJob) async throws -> StageOutcome {
        let images = OfferImage.all(in: try OfferDocument(job.offer))
        let certified = try CertifiedImages.of(job.step, naming: images)
        var wanted: [(source: ImageSource, pointer: String)] = []
        let digests = certified.map(\.digest)
        for (index, image) in images.enumerated() where digests.firstIndex(of: digests[index]) == index {
            do {
                let name = "\(job.step.submission)/\(index)/\(job.step.stage)"
                wanted.append((try source(image, certified[index], as: name, job), image.pointer))
            } catch let problem as AssetProblem {
                return .rejected(problem.problems(at: image.pointer))
            }
        }
        let board = RegionBoard(regions.map(\.name), report: job.report)
        let copies = RegionCopies(regions: regions, sources: wanted.map(\.source), board: board, atOnce: atOnce)
        let outcome = try conclude(try await copies.run(), wanted, board.picture)
        wanted.forEach { sources.release($0.source) }
        return outcome
    }

    /// A copy of ours before the publisher's address: that may have expired since, and this needs no fetching.
    private func source(
        _ image: OfferImage, _ certified: CertifiedImage, as name: String, _ job: StageJob
    ) throws -> ImageSource {
        for region in earlier + regions {
            // A region that cannot be read now is reported when it is copied to; another one may have the image.
            if let asset = try? sources.asset(certified.digest, in: region) {
                return ImageSource(asset: asset, origin: .region(region.name))
            }
        }
        let sources = sources.of(job.step.key.publisher)
        return try faulting { try sources.asset(image, certified: certified, as: name) }
    }

    private func conclude(
        _ results: [RegionResult], _ wanted: [(source: ImageSource, pointer: String)], _ final: Progress
    ) throws -> StageOutcome {
        var problems: [Problem] = []
        var away: [String] = []
        var isNew = false
        for (region, result) in zip(regions, results) {
            switch result {
            case .copied: isNew = true
            case .alreadyThere: break
            case .refused(let problem, let number):
                let (source, pointer) = wanted[number]
                try refuseOurOwn(source)
                problems += problem.problems(at: pointer).filter { !problems.contains($0) }
            case .away(let error): away.append("region \(region.name): \(error)")
            }
        }
        guard problems.isEmpty else { return .rejected(problems) }
        guard away.isEmpty else { throw Fault("region-away", away.joined(separator: "; ")) }
        return .completed(StepOutputs(notes: isNew ? [] : [Remark("images-already-there")], progress: final))
    }

    /// Where the bytes that differ are a copy of ours, the publisher is not to blame.
    private func refuseOurOwn(_ source: ImageSource) throws {
        switch source.origin {
        case .publisher: return
        case .kept:
            // Gone, so that the next try reads the publisher's again.
            sources.release(source)
            throw Fault(
                "copy-damaged", "the download of \(source.asset.root) under --work-dir was damaged; tried again")
        case .region(let name):
            // A download of that copy may be what is wrong; it is made anew.
            sources.release(source)
            throw Fault(
                "copy-damaged",
                "region \(name) no longer holds \(source.asset.root) as it was verified; check its disk, and remove "
                    + "assets/sha256/\(source.asset.root.hex).json and the damaged blob there")
        }
    }
}
