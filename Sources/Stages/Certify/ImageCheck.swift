// One image: read once for its digest and everything that can be wrong with it. What is wrong is a problem at the place
// of the document that names the image; what could not be read is thrown.

import Assets
import Foundation
import Offers

/// What the reading of one image came to.
struct ImageVerdict {
    var problems: [Problem] = []
    /// What names the image from now on; nil where there are problems.
    var digest: Digest?
}

/// The checks of one image.
struct ImageCheck {
    let image: OfferImage
    let sources: ImageSources
    let language: Language

    /// Reads and judges. `name` is the same on every try. Throws `AssetError` and `CancellationError`.
    func run(name: String, meter: Meter) throws -> ImageVerdict {
        guard image.kind != .repository else { return refused(CertificationText.registry) }
        do {
            let file = try sources.fetch(image, as: name)
            let verdict = try judge(file, meter)
            if let digest = verdict.digest { sources.keep(file, as: digest) } else { sources.drop(file) }
            return verdict
        } catch let problem as AssetProblem {
            return ImageVerdict(problems: problem.problems(at: image.pointer, in: language))
        }
    }

    private func judge(_ file: FetchedFile, _ meter: Meter) throws -> ImageVerdict {
        meter.expect(bytes: file.length)
        switch (image.kind, isDirectory(file.path)) {
        case (.layout(let tags), true): return try layout(file.path, tags, meter)
        case (.layout, false): return refused(CertificationText.layoutIsFile)
        case (_, true): return refused(CertificationText.diskIsFolder)
        case (.operatingSystemDisk, false), (.dataDisk, false): return try disk(file.path, meter)
        case (.package, false): return try package(file.path, meter)
        case (.repository, false): return refused(CertificationText.registry)
        }
    }

    private func disk(_ path: String, _ meter: Meter) throws -> ImageVerdict {
        let report = try VHD.inspect(
            path: path, limits: DiskPolicy.limits(image.kind), also: [meter],
            check: Task<Never, Never>.checkCancellation)
        return verdict(report.findings, report.digest)
    }

    private func package(_ path: String, _ meter: Meter) throws -> ImageVerdict {
        let report = try PackageArchive.inspect(path: path, check: Task<Never, Never>.checkCancellation)
        return verdict(report.findings, try Digest.ofFile(at: path, check: Task<Never, Never>.checkCancellation))
    }

    private func layout(_ path: String, _ tags: [Plan.Tag], _ meter: Meter) throws -> ImageVerdict {
        let report = try OCILayout.inspect(
            path: path, consumers: { _ in [meter] }, check: Task<Never, Never>.checkCancellation)
        var problems = report.findings.map { Problem($0, at: image.pointer, in: language) }
        // A broken layout may lack a tag for the same reason, and one reason is to be said once.
        if problems.isEmpty { problems = tagProblems(tags, report.tags) }
        return ImageVerdict(problems: problems, digest: problems.isEmpty ? report.asset?.root : nil)
    }

    private func tagProblems(_ listed: [Plan.Tag], _ found: [String: Digest]) -> [Problem] {
        var problems: [Problem] = []
        for (index, tag) in listed.enumerated() {
            let pointer = "\(image.digestPointer)/\(index)"
            guard let digest = found[tag.tag] else {
                problems.append(CertificationText.tagMissing(tag.tag).problem(at: "\(pointer)/tag", in: language))
                continue
            }
            if digest.description != tag.digest {
                let text = CertificationText.digest(declared: tag.digest, found: digest)
                problems.append(text.problem(at: "\(pointer)/digest", in: language))
            }
        }
        let names = Set(listed.map(\.tag))
        for tag in found.keys.sorted() where !names.contains(tag) {
            problems.append(CertificationText.tagNotListed(tag).problem(at: image.digestPointer, in: language))
        }
        return problems
    }

    private func verdict(_ findings: [AssetFinding], _ digest: Digest) -> ImageVerdict {
        var problems = findings.map { Problem($0, at: image.pointer, in: language) }
        if let declared = image.declared, declared != digest.description {
            let text = CertificationText.digest(declared: declared, found: digest)
            problems.append(text.problem(at: image.digestPointer, in: language))
        }
        return ImageVerdict(problems: problems, digest: problems.isEmpty ? digest : nil)
    }

    private func refused(_ text: StageProblem) -> ImageVerdict {
        ImageVerdict(problems: [text.problem(at: image.pointer, in: language)])
    }
}
