// `file://` under configured roots. Resolves the real path first, so that neither `..` nor a link leads outside.
import FoundationEssentials
import Glibc

struct LocalFiles {
    let policy: FetchPolicy

    func find(_ url: String) throws -> FetchedFile {
        guard !policy.allowedFileRoots.isEmpty else { throw FetchFindings.scheme("file", policy) }
        guard url.utf8.count <= WebAddress.limit, let parsed = URL(string: url),
            parsed.isFileURL, ["", "localhost"].contains(parsed.host() ?? "")
        else { throw FetchFindings.malformed }
        let path = parsed.path(percentEncoded: false)
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { throw FetchFindings.malformed }

        guard let real = try realPath(path) else {
            // Nobody may learn whether a file outside exists.
            let isMeantInside = policy.allowedFileRoots.contains {
                FileSystem.isInside(URL(filePath: path).standardized.path, root: $0)
            }
            throw isMeantInside ? FetchFindings.fileMissing(path) : FetchFindings.fileOutside(path)
        }
        let roots = try policy.allowedFileRoots.compactMap(FileSystem.realPath)
        guard roots.contains(where: { FileSystem.isInside(real, root: $0) }) else {
            throw FetchFindings.fileOutside(path)
        }
        if FileSystem.isDirectory(real) { return FetchedFile(path: real, length: 0, isDownload: false) }
        guard let length = try FileSystem.sizeIfThere(real) else { throw FetchFindings.fileMissing(path) }
        guard length <= policy.maxBytes else { throw FetchFindings.tooLarge(policy.maxBytes) }
        return FetchedFile(path: real, length: length, isDownload: false)
    }

    /// A path that we may not even inspect counts as outside, too.
    private func realPath(_ path: String) throws -> String? {
        do {
            return try FileSystem.realPath(path)
        } catch AssetError.storage(_, _, errno: EACCES) {
            throw FetchFindings.fileOutside(path)
        }
    }
}
