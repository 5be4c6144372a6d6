// The folder of packages: files named by digest, complete or missing.

import Assets
import Base
import FoundationEssentials
import JSON
import Offers

/// `packages-dir`. Everybody may read it at any time.
package struct PackageStore: Sendable {
    let folder: String

    package init(folder: String) { self.folder = folder }

    /// The page of a package; nil if it is not in the folder.
    package func page(_ digest: String) -> ProductPage? {
        Digest(digest).flatMap { read($0, "json") }.flatMap { try? ProductPage(json: $0) }
    }

    /// A picture, PNG; nil if it is not in the folder.
    package func picture(_ digest: Digest) -> [UInt8]? { read(digest, "png") }

    private func read(_ digest: Digest, _ kind: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(digest.hex).\(kind)").map { [UInt8]($0) }
    }

    /// Stores bytes under a digest's name. Safe to repeat: the content of a digest never changes.
    func keep(_ bytes: [UInt8], _ digest: Digest, _ kind: String) throws {
        let path = "\(folder)/\(digest.hex).\(kind)"
        // After a power cut, a file that was never synced may have another length: it is written again.
        if let length = try? FileSystem.sizeIfThere(path), length == bytes.count { return }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // Written under a temporary name and renamed, so that nobody sees half of it.
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Fault(
                "storage-failed",
                "cannot write \(path): \(error.systemReason); check the disk and --packages-dir")
        }
    }
}
