// Where images come from: the publisher's address, or a download of it that certification left behind under its digest.
// Downloads are named so that another try overwrites them, and nothing is believed of a file because of its name.

import Assets
import Base
import FoundationEssentials
import Glibc
import Offers

/// A certified image and where its bytes come from, which decides whose matter it is if they are wrong.
struct ImageSource: Sendable {
    enum Origin: Sendable {
        case publisher(FetchedFile)
        /// A download that certification kept.
        case kept(path: String)
        /// The copy in a region.
        case region(String)
    }

    var asset: Asset
    var origin: Origin
}

/// Makes what a publisher names a local file.
struct ImageSources: Sendable {
    private var fetch: GuardedFetch
    /// Downloads: `images/<hex>` whole ones by digest, `images/under-way-…` before their digest is known.
    private let folder: String

    init(_ settings: Settings) throws {
        fetch = try settings.guardedFetch()
        folder = settings.directory("work-dir", default: "work") + "/images"
    }

    /// The same for the files of one publisher.
    func of(_ publisher: String) -> ImageSources {
        var sources = self
        sources.fetch = fetch.of(publisher)
        return sources
    }

    /// Fetches an image of a submission for reading. Throws `AssetProblem` and `AssetError`.
    func fetch(_ image: OfferImage, as name: String) throws -> FetchedFile {
        try prepare()
        let unique = try Digest.of(Array(name.utf8)).hex
        let path = "\(folder)/under-way-\(unique)"
        do {
            switch image.kind {
            case .package, .testDrive:
                // Read here and there in the file, so that nobody else may write to it.
                return try fetch.copy(
                    image.url, to: path, atMost: PackageLimits().totalBytes,
                    check: Task<Never, Never>.checkCancellation)
            case .operatingSystemDisk, .dataDisk, .layout, .repository:
                return try fetch.fetch(image.url, to: path, check: Task<Never, Never>.checkCancellation)
            }
        } catch let problem as AssetProblem where image.isDisk { throw problem.copyingImages }
    }

    /// Keeps a download for the provisioning behind us; a file that was never ours stays where it is.
    func keep(_ file: FetchedFile, as digest: Digest) {
        guard file.isDownload else { return }
        // Without it the image is downloaded again, so a failure here does not fail the work.
        _ = rename(file.path, kept(digest))
    }

    /// Removes a download that is not worth keeping.
    func drop(_ file: FetchedFile) {
        guard file.isDownload else { return }
        try? FileManager.default.removeItem(atPath: file.path)
    }

    /// A certified image as something a region can take. Throws `AssetProblem` where the source is no longer what was
    /// certified; for a single file that shows when the copy is verified.
    func asset(_ image: OfferImage, certified: CertifiedImage, as name: String) throws -> ImageSource {
        switch image.kind {
        case .operatingSystemDisk, .dataDisk: try file(image, certified.digest, .virtualMachineImage, name)
        case .package, .testDrive: try file(image, certified.digest, .deploymentPackage, name)
        case .layout, .repository: try layout(image, certified, name)
        }
    }

    private func file(
        _ image: OfferImage, _ digest: Digest, _ kind: Asset.Kind, _ name: String
    ) throws -> ImageSource {
        let path = kept(digest)
        if let size = try? FileSystem.sizeIfThere(path) {
            return ImageSource(asset: single(kind, digest, size, path), origin: .kept(path: path))
        }
        let file = try fetch(image, as: name)
        return ImageSource(asset: single(kind, digest, file.length, file.path), origin: .publisher(file))
    }

    private func single(_ kind: Asset.Kind, _ digest: Digest, _ size: Int64, _ path: String) -> Asset {
        Asset(kind: kind, blobs: [Asset.Blob(digest: digest, size: size, source: path)], root: digest)
    }

    private func layout(_ image: OfferImage, _ certified: CertifiedImage, _ name: String) throws -> ImageSource {
        let file = try fetch(image, as: name)
        // The certified digest names every manifest, and those every blob, so no other blob can be among them but those that
        // were missing.
        let report = try OCILayout.inspect(
            path: file.path, layers: nil, check: Task<Never, Never>.checkCancellation)
        guard let asset = report.asset else { throw AssetProblem(report.findings) }
        let found = CertifiedImage(asset.root, absent: report.absent)
        guard found == certified else {
            throw AssetProblem("asset-changed", ["value": found.text, "expected": certified.text])
        }
        return ImageSource(asset: asset, origin: .publisher(file))
    }

    /// An image as a region has it, its bytes on this machine; nil if it is not complete there.
    func asset(_ digest: Digest, in region: Region) throws -> Asset? {
        try region.asset(digest, into: folder, check: Task<Never, Never>.checkCancellation)
    }

    /// Removes what was downloaded for an image that is now in its regions, or never will be.
    func release(_ source: ImageSource) {
        switch source.origin {
        case .region:
            // A region on this machine names its own files; of one elsewhere these are downloads.
            for blob in source.asset.blobs where blob.source.hasPrefix(folder + "/") {
                try? FileManager.default.removeItem(atPath: blob.source)
            }
        case .kept(let path): try? FileManager.default.removeItem(atPath: path)
        case .publisher(let file): drop(file)
        }
    }

    private func prepare() throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault(
                "storage-failed", "cannot make the folder \(folder): \(error.systemReason); check --work-dir")
        }
    }

    private func kept(_ digest: Digest) -> String { "\(folder)/\(digest.hex)" }
}
