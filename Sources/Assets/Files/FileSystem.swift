// The few operations on names (not on open files) that the stores need. Each is durable when it returns.
import FoundationEssentials
import Glibc

package enum FileSystem {
    static func makeDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw AssetError.storage(operation: "make directory", path: path, errno: posixCode(error))
        }
    }

    /// Atomic. Syncs the directory, so that the new name survives a power cut.
    static func rename(_ from: String, to path: String) throws {
        guard Glibc.rename(from, path) == 0 else {
            throw AssetError.storage(operation: "rename to", path: path, errno: errno)
        }
        try syncDirectory(of: path)
    }

    /// A second name for a file, durable.
    /// - Returns: false if it is on another file system, or on one without links.
    static func link(_ from: String, to path: String) throws -> Bool {
        if Glibc.link(from, path) != 0 {
            if [EXDEV, EPERM, EMLINK, ENOTSUP, ENOENT].contains(errno) { return false }
            guard errno == EEXIST else {
                throw AssetError.storage(operation: "link to", path: path, errno: errno)
            }
        }
        try syncDirectory(of: path)
        return true
    }

    /// Writes a new file, syncs and renames it: readers see the old bytes or the new.
    static func replace(_ path: String, with bytes: Data) throws {
        let beside = path + ".partial"
        let file = try OpenFile.exclusive(beside)
        try file.truncate(to: 0)
        try bytes.withUnsafeBytes { try file.write($0, at: 0) }
        try file.settle()
        try rename(beside, to: path)
    }

    /// The size of a regular file, `nil` if it does not exist.
    package static func sizeIfThere(_ path: String) throws -> Int64? {
        var result = stat()
        guard lstat(path, &result) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw AssetError.storage(operation: "look at", path: path, errno: errno)
        }
        return result.st_mode & S_IFMT == S_IFREG ? Int64(result.st_size) : nil
    }

    /// The disk space of a regular file or folder, and when it was changed; `nil` if it does not exist.
    static func look(at path: String, isFolder: Bool = false) throws -> (allocated: Int64, changed: Date)? {
        var result = stat()
        guard lstat(path, &result) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw AssetError.storage(operation: "look at", path: path, errno: errno)
        }
        guard result.st_mode & S_IFMT == (isFolder ? S_IFDIR : S_IFREG) else { return nil }
        return (Int64(result.st_blocks) * 512, Date(timeIntervalSince1970: Double(result.st_mtim.tv_sec)))
    }

    /// Names in a folder, in order; empty if the folder does not exist.
    static func names(in folder: String) throws -> [String] {
        guard isDirectory(folder) else { return [] }
        do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
            throw AssetError.storage(operation: "look at", path: folder, errno: posixCode(error))
        }
    }

    /// Removes a file; does nothing if it is missing.
    static func remove(_ path: String) throws {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw AssetError.storage(operation: "remove", path: path, errno: errno)
    }

    /// Removes a file, or a folder with its contents; does nothing if it is missing.
    static func removeAll(_ path: String) throws {
        guard isDirectory(path) else { return try remove(path) }
        do { try FileManager.default.removeItem(atPath: path) } catch {
            throw AssetError.storage(operation: "remove", path: path, errno: posixCode(error))
        }
    }

    /// All bytes of a small file; `nil` if it is missing or longer than `limit`.
    static func readIfThere(_ path: String, limit: Int) throws -> Data? {
        guard let size = try sizeIfThere(path), size <= limit else { return nil }
        let file = try OpenFile.reading(path)
        var bytes = Data(count: Int(size))
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
        return bytes.prefix(count)
    }

    /// The path without links and dots; `nil` if it does not exist.
    static func realPath(_ path: String) throws -> String? {
        guard let resolved = realpath(path, nil) else {
            if [ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG].contains(errno) { return nil }
            throw AssetError.storage(operation: "look at", path: path, errno: errno)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether a real path is the root or below it; both without links.
    static func isInside(_ path: String, root: String) -> Bool {
        path == root || path.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    }

    package static func isDirectory(_ path: String) -> Bool {
        var result = stat()
        return stat(path, &result) == 0 && result.st_mode & S_IFMT == S_IFDIR
    }

    private static func syncDirectory(of path: String) throws {
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AssetError.storage(operation: "sync", path: directory, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw AssetError.storage(operation: "sync", path: directory, errno: errno)
        }
    }

    private static func posixCode(_ error: any Error) -> Int32 {
        ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue ?? EIO
    }
}
