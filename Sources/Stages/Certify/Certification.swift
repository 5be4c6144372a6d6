// Certification (R6–R10): reads every image of the offer, checks its form and that it is what its publisher says, scans
// it, and passes on its digest. Later stages replicate images only by these digests, and an image that could not be
// scanned is not certified (R10).

import Assets
import Base
import Events
import FoundationEssentials
import JSON
import Offers

/// The stage `certify`. Settings: those of fetching, `downloads-dir`, `regions`, `policy`, `reports-dir`, and those of
/// `Scanning`.
public struct Certification: StageHandler {
    public static let stage = Stage.certify

    /// The generation of the checks in a technical digest. Raise it when you add checks, so that images certified with
    /// fewer checks are certified again.
    static let checks = 5
    /// The limit of images of an offer: the scheduled step carries their digests, and a record has a limit.
    static let most = 1_000
    /// The fact that names the report.
    static let reportFact = "report"

    private let sources: ImageSources
    private let store: CertifiedStore
    private let technicalKeys: [PointerPattern]
    private let policy: CertificationPolicy
    private let scanning: Scanning
    private let reports: ReportStore
    private let quotas: Quotas
    private let ledger: ImageLedger

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        store = CertifiedStore(try RegionSettings(settings))
        let policy = try settings.policy()
        guard let rules = policy.certification else {
            throw Settings.Wrong(
                "--policy \(settings["policy"] ?? ""): it lacks \"certification\", the limits for images"
            )
        }
        technicalKeys = policy.technicalKeys
        self.policy = rules
        sources = try ImageSources(settings, rules)
        quotas = policy.quotas
        ledger = ImageLedger(most: policy.quotas.imageBytesPerDay)
        scanning = try Scanning(settings, rules)
        reports = ReportStore(folder: settings.directory("reports-dir", default: "reports"))
    }

    /// Facts: `certifieddigest`, `images`, `report`, `scanned`, `signatures`. Problems: those of the images. Throws
    /// `Fault` if one could not be read or scanned.
    public func perform(_ job: StageJob) async throws -> StageOutcome {
        let document = try OfferDocument(job.offer)
        let images = OfferImage.all(in: document)
        guard !images.isEmpty else {
            return .rejected([Problem(at: "/plans", "nothing-to-certify")])
        }
        guard images.count <= Self.most else {
            let values = ["value": "\(images.count)", "most": "\(Self.most)"]
            return .rejected([Problem(at: "/plans", "images-count", values)])
        }
        let technical = try technicalContent(job.offer, images)
        let live = job.step.liveTerms.flatMap { LiveTerms($0) }
        var known = try certified(job.offer, live)
        let isUnchanged = try findUnchanged(job, images, technical, &known)
        let isScanned =
            try job.step.certified.map { try scanning.counts($0, at: job.now) } ?? (scanning.scanner == nil)
        if isUnchanged, isScanned { return .completed(try skipped(job, images, technical, known)) }

        // Before anything is read, so that an image does not have to wait half-read for a scanner that is not
        // reachable.
        let engine = try scanning.engine()
        let moved = TagMemory.problems(document, live: live)
        var verdicts: [ImageVerdict] = []
        for (index, image) in images.enumerated() {
            let check = ImageCheck(image: image, policy: policy, scanning: scanning)
            let meter = Meter(index: index, of: images.count, report: job.report)
            let name = "\(job.step.submission)/\(index)"
            var verdict: ImageVerdict
            if let digest = known[image.pointer], store.holds(digest) {
                verdict = try isScanned ? ImageVerdict([], digest) : scanAgain(digest, check, name, meter)
            } else {
                guard ledger.hasRoom(job.step.key.publisher, at: job.now) else {
                    for verdict in verdicts { verdict.file?.remove() }
                    let most = ["most": "\(quotas.imageGiBPerDay)"]
                    return .rejected([Problem(at: image.pointer, "image-bytes-too-many", most)])
                }
                defer { ledger.add(meter.bytes, of: job.step.key.publisher, at: job.now) }
                verdict = try faultingScan {
                    try check.run(name: name, from: sources.of(job.step.key.publisher), meter: meter)
                }
            }
            verdict.add(moved.filter { $0.pointer.hasPrefix(image.digestPointer + "/") })
            verdict.add(replaced(image, verdict, since: job.step))
            verdicts.append(verdict)
        }
        try keep(images, &verdicts)
        let report = report(job, engine, zip(images, verdicts).map { $0.entry(of: $1) })
        return try outcome(job, technical, verdicts, report)
    }

    /// Scans an unchanged image again, without asking its publisher.
    private func scanAgain(_ digest: Digest, _ check: ImageCheck, _ name: String, _ meter: Meter) throws -> ImageVerdict
    {
        try faultingScan {
            try check.again(store.source(digest), at: sources.path(of: name + "/again"), meter: meter)
        }
    }

    /// Stores the certified images if all of them passed. Downloads are removed after all are stored, so that a failure
    /// does not cause another download. Adds a problem if a file has changed since it was read.
    private func keep(_ images: [OfferImage], _ verdicts: inout [ImageVerdict]) throws {
        if verdicts.allSatisfy({ $0.digest != nil }) {
            for (index, image) in images.enumerated() {
                guard let asset = verdicts[index].asset else { continue }
                do { try faulting { try store.keep(asset) } } catch let problem as AssetProblem {
                    verdicts[index].add(problem.problems(at: image.pointer))
                }
            }
        }
        for verdict in verdicts { verdict.file?.remove() }
    }

    private func outcome(
        _ job: StageJob, _ technical: [UInt8], _ verdicts: [ImageVerdict], _ report: CertificationReport
    ) throws -> StageOutcome {
        let name = try reports.keep(report)
        var problems = verdicts.flatMap(\.problems)
        let images = verdicts.compactMap(\.certified)
        guard problems.isEmpty, images.count == verdicts.count else {
            // A rejection has only problems: the first one says where the whole report is.
            if let first = problems.first { problems[0] = first.adding(Problem.report, name.description) }
            return .rejected(problems)
        }
        let digest = try technicalDigest(technical, images)
        let engine = report.engine?.version
        let checked = engine.map { Remark("certified-scanned", ["engine": $0]) } ?? Remark("certified-unscanned")
        let kept = Remark("certification-report", [Problem.report: name.description])
        let before = verdicts.count { $0.bytes == nil }
        let live = before > 0 ? Remark("certified-live", ["value": "\(before)"]) : nil
        let count = verdicts.count(where: \.isAgain)
        let again = count > 0 ? Remark("certified-again", ["value": "\(count)"]) : nil
        let notes = [checked] + verdicts.compactMap(\.unexamined) + [live, again, kept].compactMap(\.self)
        var outputs = outputs(digest, images, notes: notes)
        outputs.facts[Self.reportFact] = name.description
        outputs.facts[Fact.diskData] = DiskData.text(verdicts.compactMap(\.disk))
        if let engine = report.engine {
            // Live disks were scanned earlier, and the oldest scan counts.
            let earlier = before > 0 ? job.step.certified : nil
            outputs.facts[Fact.scanned] = (earlier?.scanned ?? job.now).description
            outputs.facts[Fact.signatures] = earlier?.signatures ?? engine.signatures
        }
        return .completed(outputs)
    }

    /// A test drive's package must be the validated one, which was also deployed for trial if that is configured.
    private func replaced(_ image: OfferImage, _ verdict: ImageVerdict, since step: ScheduledStep) -> [Problem] {
        guard image.kind == .testDrive, let digest = verdict.digest?.description,
            let validated = step.facts[TestDriveValidation.fact], validated != digest
        else { return [] }
        return [Problem(at: image.pointer, "test-drive-package-changed", ["value": digest, "before": validated])]
    }

    private func report(
        _ job: StageJob, _ engine: MalwareScanner.Engine?, _ images: [CertificationReport.Image]
    ) -> CertificationReport {
        CertificationReport(
            offer: job.step.key, submission: job.step.number, made: job.now.description, engine: engine,
            windowBytes: scanning.scanner?.window, overlapBytes: scanning.scanner?.overlap,
            bytesCovered: images.reduce(0) { $0 + ($1.scan?.bytes ?? 0) },
            result: images.allSatisfy(\.problems.isEmpty) ? .passed : .failed, images: images,
            checksGeneration: Self.checks)
    }

    /// R9: whether neither the technical content nor an image differs from the last certification, and all images are
    /// still in a store. Then the images' digests are known.
    private func findUnchanged(
        _ job: StageJob, _ images: [OfferImage], _ technical: [UInt8], _ known: inout [String: Digest]
    ) throws -> Bool {
        let identity = ImageIdentity(sources: sources.of(job.step.key.publisher), certified: known)
        guard let earlier = job.step.certified, let found = try faulting({ try identity.digests(images, of: job) })
        else { return false }
        // A layout with missing parts is read again: they may exist now, and nobody scanned them.
        let digest = try technicalDigest(technical, found.map { CertifiedImage($0.digest) })
        guard earlier.digest == digest.description, found.map(\.digest).allSatisfy(store.holds) else { return false }
        for (image, one) in zip(images, found) {
            one.file?.remove()
            known[image.pointer] = one.digest
        }
        return true
    }

    /// Nothing is repeated while the scan is valid.
    private func skipped(
        _ job: StageJob, _ images: [OfferImage], _ technical: [UInt8], _ known: [String: Digest]
    ) throws -> StepOutputs {
        let images = images.compactMap { known[$0.pointer] }.map { CertifiedImage($0) }
        let earlier = job.step.certified
        let submission = SubmissionID(offer: job.step.key, number: earlier?.submission ?? 0)
        var notes = [Remark("certification-skipped", ["submission": submission.description])]
        if let scanned = earlier?.scanned {
            notes.append(Remark("certification-scanned-earlier", ["time": scanned.description]))
        }
        var outputs = outputs(try technicalDigest(technical, images), images, notes: notes)
        outputs.facts[Fact.scanned] = earlier?.scanned?.description
        outputs.facts[Fact.signatures] = earlier?.signatures
        return outputs
    }

    private func technicalDigest(_ technical: [UInt8], _ images: [CertifiedImage]) throws -> Digest {
        try faulting { try TechnicalDigest.of(technical, images, isScanned: scanning.scanner != nil) }
    }

    private func outputs(_ digest: Digest, _ images: [CertifiedImage], notes: [Remark]) -> StepOutputs {
        StepOutputs(
            [
                Fact.certifiedDigest: digest.description,
                Fact.images: CertifiedImages.text(images),
            ], notes: notes)
    }

    /// An image is its digest, which the technical digest contains; the address and signature of a file do not matter.
    private func technicalContent(_ document: [UInt8], _ images: [OfferImage]) throws -> [UInt8] {
        let addresses = images.map(\.pointer)
        let digests = images.filter { $0.digestPointer.hasSuffix("/digest") }.map(\.digestPointer)
        do {
            return try TechnicalContent.bytes(
                of: document, keys: technicalKeys, omitting: Set(addresses + digests))
        } catch let error as JSONError { throw Poison("not-an-offer", "the offer document: \(error)") }
    }

    /// Live disks, by the pointer of their address: they were certified, and their copies are what is sold.
    private func certified(_ document: [UInt8], _ live: LiveTerms?) throws -> [String: Digest] {
        guard let live else { return [:] }
        return try live.certified(in: OfferReading(document).tree).compactMapValues { Digest($0) }
    }
}
