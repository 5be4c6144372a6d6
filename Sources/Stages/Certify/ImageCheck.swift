// One image: read once for its digest and all its problems. Problems get the image's place in the document; an image
// that could not be read is an error.

import Assets
import FoundationEssentials
import Glibc
import Offers

/// The result of reading one image.
struct ImageVerdict {
    private(set) var problems: [Problem] = []
    /// The image's digest; nil if there are problems.
    private(set) var digest: Digest?
    /// The digest of the bytes read, with or without problems.
    fileprivate let found: Digest?
    /// It was certified before, and was scanned again.
    private(set) var isAgain = false
    /// For a layout: its missing parts.
    var absent: Digest?
    /// For a disk: the digest of its data without zeros.
    var data: Digest?
    /// The bytes read, with or without problems.
    var bytes: Int64?
    /// Nil if nothing was scanned.
    var scan: ContentScan?
    /// Of a layout: its tags.
    var tags: [String: Digest] = [:]
    /// What to copy; nil if it is already in a store.
    var asset: Asset?
    /// The download or copy that was read, or the existing file.
    var file: FetchedFile?

    init(_ problems: [Problem], _ digest: Digest? = nil, bytes: Int64? = nil, scan: ContentScan? = nil) {
        (self.problems, self.found, self.bytes, self.scan) = (problems, digest, bytes, scan)
        self.digest = problems.isEmpty ? digest : nil
    }

    var certified: CertifiedImage? { digest.map { CertifiedImage($0, absent: absent) } }
    /// A disk and its data.
    var disk: (Digest, data: Digest)? { digest.flatMap { digest in data.map { (digest, $0) } } }
    var coverage: ScanCoverage? { scan?.coverage }

    /// Content that the scanner did not look into.
    var unexamined: Remark? {
        guard let scan, let first = scan.unexamined.first else { return nil }
        return Remark("certified-unexamined", ["count": "\(scan.unexaminedCount)", "place": first.place])
    }

    /// The scanner's result for an image that passed the other checks earlier.
    var scannedAgain: ImageVerdict {
        let malware = problems.filter { CheckGroup.malwareCodes.contains($0.code) }
        var verdict = ImageVerdict(malware, found, bytes: bytes, scan: scan)
        verdict.isAgain = true
        return verdict
    }

    mutating func add(_ more: [Problem]) {
        problems += more
        if !problems.isEmpty { digest = nil }
    }
}

extension OfferImage {
    /// The image's part of the report.
    func entry(of verdict: ImageVerdict) -> CertificationReport.Image {
        let name =
            switch kind {
            case .operatingSystemDisk: "operating-system-disk"
            case .dataDisk: "data-disk"
            case .layout: "image-layout"
            case .repository: "repository"
            case .package: "package"
            case .testDrive: "test-drive-package"
            }
        let codes = verdict.problems.map(\.code)
        // A broken archive was not read completely, so its clean parts do not make a clean image.
        let others = codes.filter { !CheckGroup.malwareCodes.contains($0) }
        let isWhole =
            switch kind {
            case .operatingSystemDisk, .dataDisk: true
            case .layout, .repository: others.allSatisfy { $0.hasPrefix("tag-") }
            case .package, .testDrive: others.allSatisfy(CheckGroup.afterReading.contains)
            }
        let wasRead = verdict.bytes != nil
        let isExamined = verdict.coverage != nil && verdict.unexamined == nil
        return CertificationReport.Image(
            pointer: pointer, kind: name, digest: verdict.digest?.description, bytes: verdict.bytes,
            checks: CheckGroup.results(
                kind, codes: codes, wasRead: wasRead, isScanned: isExamined && isWhole && wasRead,
                isAgain: verdict.isAgain),
            scan: verdict.coverage, unexamined: verdict.scan?.unexamined ?? [],
            unexaminedCount: verdict.scan?.unexaminedCount ?? 0, problems: verdict.problems)
    }
}

/// The checks of one image.
struct ImageCheck {
    let image: OfferImage
    let policy: CertificationPolicy
    let scanning: Scanning

    /// Reads and checks an image. `name` is the same on every try. Throws `AssetError`, `ScannerError` and
    /// `CancellationError`.
    func run(name: String, from sources: ImageSources, meter: Meter) throws -> ImageVerdict {
        let file: FetchedFile
        var verdict: ImageVerdict
        do {
            (file, verdict) = try sources.fetch(image, as: name, progress: meter.arrive) { reader, bytes in
                meter.expect(bytes: bytes)
                do { return try judge(reader, meter) } catch let problem as AssetProblem {
                    return ImageVerdict(problem.problems(at: image.pointer))
                }
            }
        } catch let problem as AssetProblem { return ImageVerdict(problem.problems(at: image.pointer)) }
        meter.arrived(bytes: file.length)
        verdict.file = file
        if file.isDownload { verdict.asset = verdict.asset?.settled }
        if let digest = verdict.digest, verdict.asset == nil {
            let source: Asset.Source = file.isDownload ? .settled(file.path) : .file(file.path)
            let blob = Asset.Blob(digest: digest, size: file.length, source: source, data: verdict.data)
            let kind: Asset.Kind = image.isDisk ? .virtualMachineImage : .deploymentPackage
            verdict.asset = Asset(kind: kind, blobs: [blob], root: digest)
        }
        return verdict
    }

    /// Scans a certified image again, after restoring it as a file or folder at `path`. Throws as `run` does, and a
    /// `Fault` if the store no longer has it.
    func again(_ source: ImageSource, at path: String, meter: Meter) throws -> ImageVerdict {
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let exported = try source.asset.export(to: path, check: Task<Never, Never>.checkCancellation)
            meter.expect(bytes: source.asset.size)
            let verdict = try judge(ImageReader(path: exported), meter)
            let isDamaged = verdict.problems.contains { CheckGroup.damage.contains($0.code) }
            guard verdict.found == source.asset.root, !isDamaged else { throw source.damaged }
            return verdict.scannedAgain
        } catch is AssetProblem { throw source.damaged }
    }

    /// Judges a file or folder of this machine; a disk may still be arriving. Throws as `run`.
    func judge(_ reader: ImageReader, _ meter: Meter) throws -> ImageVerdict {
        let path = reader.path
        switch (image.kind, FileSystem.isDirectory(path)) {
        case (.layout(let tags), true), (.repository(let tags), true): return try layout(path, tags, meter)
        case (.layout, false): return try archive(path)
        case (_, true): return refused("image-not-a-file")
        case (.operatingSystemDisk, false), (.dataDisk, false): return try disk(reader, meter)
        case (.package, false), (.testDrive, false): return try package(path, meter)
        // Pulled, it is a folder.
        case (.repository, false): return refused("layout-not-a-folder")
        }
    }

    /// One reading for digest, footer, partition table and scan.
    private func disk(_ reader: ImageReader, _ meter: Meter) throws -> ImageVerdict {
        let scan = scanning.scan()
        let raw = scan.raw("disk")
        let report = try VHD.inspect(
            reader, limits: policy.limits(image.kind), also: [meter] + [raw].compactMap(\.self),
            check: Task<Never, Never>.checkCancellation)
        try scan.finish(raw)
        var verdict = verdict(report.findings, report.digest, report.length, scan)
        verdict.data = report.data
        return verdict
    }

    /// The file is our own copy, so the digested bytes are the parsed ones.
    private func package(_ path: String, _ meter: Meter) throws -> ImageVerdict {
        let (scan, stream) = (scanning.scan(), try DigestStream())
        let length = try ImageReader(path: path).read(
            into: [stream, meter], check: Task<Never, Never>.checkCancellation)
        let required = image.kind == .package ? SolutionPackage.required : []
        let report = try PackageArchive.inspect(
            path: path, keeping: Set(required), scan: scan, check: Task<Never, Never>.checkCancellation)
        let missing = report.findings.isEmpty ? SolutionPackage.findings(report, required: required) : []
        return verdict(report.findings + missing, try stream.digest(), length, scan)
    }

    /// Every blob is read once in each of its roles, for its digest and its scan.
    private func layout(_ path: String, _ tags: [Plan.Tag], _ meter: Meter) throws -> ImageVerdict {
        let scan = scanning.scan()
        let report = try OCILayout.inspect(
            path: path, layers: LayerReading(scan, limits: policy.unpackLimits), also: [meter],
            check: Task<Never, Never>.checkCancellation)
        var problems = (report.findings + scanning.findings(scan)).map { Problem($0, at: image.pointer) }
        // A broken layout may lack a tag for the same reason, and one reason should be reported once.
        if report.findings.isEmpty { problems += tagProblems(tags, report) }
        let bytes = report.asset?.blobs.reduce(0) { $0 + $1.size }
        var verdict = ImageVerdict(problems, report.root, bytes: bytes ?? 0, scan: scan)
        (verdict.tags, verdict.absent, verdict.asset) = (report.tags, report.absent, report.asset)
        return verdict
    }

    private func archive(_ path: String) throws -> ImageVerdict {
        guard try ImageArchive(path: path, check: Task<Never, Never>.checkCancellation) == .dockerSave else {
            return refused("layout-not-a-folder")
        }
        return ImageVerdict([Problem(ImageArchive.dockerSaveFinding, at: image.pointer)], bytes: 0)
    }

    private func tagProblems(_ listed: [Plan.Tag], _ found: OCIReport) -> [Problem] {
        var problems: [Problem] = []
        for (index, tag) in listed.enumerated() {
            let pointer = "\(image.digestPointer)/\(index)"
            guard let digest = found.tags[tag.tag] else {
                problems.append(Problem(at: "\(pointer)/tag", "tag-not-in-layout", ["value": tag.tag]))
                continue
            }
            if digest.description != tag.digest {
                problems.append(differs(tag.digest, from: digest, at: "\(pointer)/digest"))
            }
        }
        let names = Set(listed.map(\.tag))
        for tag in found.tags.keys.sorted() where !names.contains(tag) {
            let values = ["value": tag, "name": found.names[tag] ?? tag]
            problems.append(Problem(at: image.digestPointer, "tag-not-listed", values))
        }
        return problems
    }

    private func verdict(
        _ findings: [AssetFinding], _ digest: Digest, _ length: Int64, _ scan: ContentScan
    ) -> ImageVerdict {
        var problems = (findings + scanning.findings(scan)).map { Problem($0, at: image.pointer) }
        if let declared = image.declared, declared != digest.description {
            problems.append(differs(declared, from: digest, at: image.digestPointer))
        }
        return ImageVerdict(problems, digest, bytes: length, scan: scan)
    }

    private func differs(_ declared: String, from found: Digest, at pointer: String) -> Problem {
        Problem(at: pointer, "digest-differs", ["value": declared, "found": found.description])
    }

    private func refused(_ code: String) -> ImageVerdict {
        ImageVerdict([Problem(at: image.pointer, code)], bytes: 0)
    }
}
