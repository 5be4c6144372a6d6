// What of an offer must be the same for its certification to hold (R9): the technical content of the document, the bytes
// of its images, and the checks that were made.

import Assets
import Events
import FoundationEssentials
import JSON
import Offers

enum TechnicalDigest {
    /// SHA-256 over the canonical technical JSON, the images in the document's order, the generation of the checks, and
    /// whether a scanner was among them. Lines, because no part can hold a line feed.
    static func of(_ technical: [UInt8], _ images: [CertifiedImage], isScanned: Bool) throws -> Digest {
        let checks = "checks \(Certification.checks)\(isScanned ? ", scanned" : "")"
        let lines = [checks, String(decoding: technical, as: UTF8.self)]
        return try Digest.of(Array((lines + images.map(\.text)).joined(separator: "\n").utf8))
    }
}

/// Finds what the images are today, as cheaply as can be trusted.
struct ImageIdentity {
    let sources: ImageSources
    /// Of disks that are live, by the pointer of their address.
    let certified: [String: Digest]

    /// The digests, and the files that were read for them; nil if only the checks can say what an image is, or what is
    /// wrong with it. Files stay: where something must be checked, they are not fetched again.
    /// A declared digest is believed: it was verified when that certified, and no copy is made but under it. Anything else is
    /// read, unless it is live.
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
