// Tells what a file is that was given in place of an image layout's folder: an archive made by `docker save`, an archive
// of a layout, or something else. Looks at names alone, and at a bounded number of them.
import CLibarchive
import FoundationEssentials

/// What an archive given as a container image is.
public enum ImageArchive: Sendable, Equatable {
    /// `docker save` before version 25: `manifest.json` and no `oci-layout`.
    case dockerSave
    /// A layout, packed.
    case layout
    case unknown

    private static let mostEntries = 10_000

    /// Throws what `check` throws; a file that is no archive is `unknown`.
    public init(path: String, check: () throws -> Void = {}) throws {
        self = .unknown
        guard let archive = archive_read_new() else {
            throw AssetError.library(name: "libarchive", reason: "out of memory")
        }
        defer { archive_read_free(archive) }
        archive_read_support_format_tar(archive)
        archive_read_support_filter_gzip(archive)
        guard archive_read_open_filename(archive, path, 64 << 10) == ARCHIVE_OK else { return }
        for _ in 0..<Self.mostEntries {
            try check()
            var entry: OpaquePointer?
            let status = archive_read_next_header(archive, &entry)
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { return }
            switch archive_entry_pathname(entry).map({ String(cString: $0) }) {
            case "oci-layout", "./oci-layout":
                self = .layout
                return
            case "manifest.json", "./manifest.json": self = .dockerSave
            default: break
            }
        }
    }

    /// What is wrong with giving a `docker save` archive, and what to run instead.
    public static let dockerSaveFinding = OCIFindings.dockerSave
}
