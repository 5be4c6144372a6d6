// What must stay equal for an offer's certification to remain valid (R9): the technical content of the document, the
// bytes of its images, and the checks.

import Assets
import Events
import FoundationEssentials
import JSON
import Offers

enum TechnicalDigest {
    /// SHA-256 over the canonical technical JSON, the images in the document's order, the generation of the checks, and
    /// whether a scanner was used. Separate lines, because no part can contain a line feed.
    static func of(_ technical: [UInt8], _ images: [CertifiedImage], isScanned: Bool) throws -> Digest {
        let checks = "checks \(Certification.checks)\(isScanned ? ", scanned" : "")"
        let lines = [checks, String(decoding: technical, as: UTF8.self)]
        return try Digest.of(Array((lines + images.map(\.text)).joined(separator: "\n").utf8))
    }
}

/// Finds the images' present digests, as cheaply as is safe.
struct ImageIdentity {
    let sources: ImageSources
    /// For live disks, by the pointer of their address.
    let certified: [String: Digest]

    /// The digests, and the files that were read for them; nil if only the checks can tell an image's digest or
    /// problems. The files stay, so that checks need not fetch them again. A declared digest is trusted: it was
    /// verified at the certification, and copies are made only under it. Everything else is read, unless it is live.
    func digests(_ images: [OfferImage], of job: StageJob) throws -> [(digest: Digest, file: FetchedFile?)]? {
        var found: [(digest: Digest, file: FetchedFile?)] = []
        for (index, image) in images.enumerated() {
            guard let one = try digest(image, name: "\(job.step.submission)/\(index)") else { return nil }
            found.append(one)
        }
        return found
    }

    private func digest(_ image: OfferImage, name: String) throws -> (digest: Digest, file: FetchedFile?)? {
        if let digest = certified[image.pointer] { return (digest, nil) }
        if let declared = image.declared { return Digest(declared).map { ($0, nil) } }
        do {
            if case .repository(let tags) = image.kind { return (try sources.registry(image.url, tags).root(), nil) }
            let (file, digest) = try sources.fetch(image, as: name) { reader, _ -> Digest? in
                if case .layout = image.kind { return try OCILayout.root(path: reader.path) }
                guard !FileSystem.isDirectory(reader.path) else { return nil }
                return try Digest.of(reader, check: Task<Never, Never>.checkCancellation)
            }
            return digest.map { ($0, file) }
        } catch is AssetProblem { return nil }
    }
}
