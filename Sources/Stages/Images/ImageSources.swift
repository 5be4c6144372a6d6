// Makes publishers' files local. A download keeps its name on every try, so that an interrupted one is continued, and a
// complete one is not repeated.

import Assets
import Base
import FoundationEssentials
import Glibc
import Offers

/// Publishers' files on this machine.
struct ImageSources: Sendable {
    private var fetch: GuardedFetch
    /// Downloads: `images/<digest of the name>`.
    private let folder: String
    /// How long the download of an ended submission is kept.
    private let keepDays: Int
    /// What a disk may measure.
    private let limits: CertificationPolicy

    init(_ settings: Settings, _ limits: CertificationPolicy) throws {
        self.limits = limits
        fetch = try settings.guardedFetch()
        folder = settings.imagesFolder
        keepDays = try settings.number("downloads-keep-days", default: 7, in: 1...3_650)
    }

    /// The same for the files of one publisher.
    func of(_ publisher: String) -> ImageSources {
        var sources = self
        sources.fetch = fetch.of(publisher)
        return sources
    }

    /// Fetches an image of a submission and gives it to `body` with its length: a disk while it arrives, everything else behind its
    /// last byte. Where a disk changes meanwhile, `body` is called anew, and what it made before counts for nothing.
    /// Throws `AssetProblem`, `AssetError`, and what `body` throws.
    /// - Parameter name: the same on every try.
    /// - Parameter progress: of what is not read while it arrives.
    func fetch<Made>(
        _ image: OfferImage, as name: String, progress: (FetchProgress) -> Void = { _ in },
        reading body: (ImageReader, _ bytes: Int64) throws -> Made
    ) throws -> (file: FetchedFile, made: Made) {
        let (path, check) = (try self.path(of: name), Task<Never, Never>.checkCancellation)
        let file: FetchedFile
        switch image.kind {
        case .operatingSystemDisk, .dataDisk:
            // A slightly larger one is read, so that the answer can say how large it is.
            let largest = Int64(limits.limits(image.kind).virtualSize.upperBound)
            let most = largest + max(largest / 4, 64 << 20)
            do {
                return try fetch.atMost(most).fetch(image.url, to: path, check: check) { reader in
                    try body(reader, FileSystem.isDirectory(reader.path) ? 0 : reader.length(check: check))
                }
            } catch let problem as AssetProblem { throw problem.copyingImages }
        case .package, .testDrive:
            // Read at various positions, so nobody else may write to it.
            file = try fetch.copy(
                image.url, to: path, atMost: PackageLimits().totalBytes, check: check, progress: progress)
        case .layout:
            // An archive of a layout cannot be read, so it is not fetched either.
            guard image.url.lowercased().hasPrefix("file:") else { throw AssetProblem("layout-not-a-folder") }
            file = try fetch.fetch(image.url, to: path, check: check, progress: progress)
        case .repository(let tags):
            let length = try registry(image.url, tags).pull(to: path, check: check, progress: progress)
            file = FetchedFile(path: path, length: length, isDownload: true)
        }
        return (file, try body(ImageReader(path: file.path), file.length))
    }

    /// The path of a download. Removes others' leftovers. Throws `AssetError`.
    func path(of name: String) throws -> String {
        try prepare()
        try Leftovers.remove(in: folder, olderThan: Date(timeIntervalSinceNow: -86_400 * Double(keepDays)))
        return "\(folder)/\(try Digest.of(Array(name.utf8)).hex)"
    }

    /// An image in a registry.
    func registry(_ repository: String, _ tags: [Plan.Tag]) -> RegistryImage {
        RegistryImage(repository, tags: tags.map(\.tag), policy: fetch.policy)
    }

    private func prepare() throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault(
                "storage-failed", "cannot make the folder \(folder): \(error.systemReason); check --downloads-dir")
        }
    }
}
