// Whether a file system has room for the next write, checked before the work begins.
import FoundationEssentials
import Glibc

/// The limit of bytes of all files in a folder.
public struct FolderQuota: Sendable, Equatable {
    public var folder: String
    public var bytes: Int64

    public init(folder: String, bytes: Int64) { (self.folder, self.bytes) = (folder, bytes) }
}

enum DiskRoom {
    /// Throws `AssetError.noRoom` if this many bytes do not fit beside `path`, or would exceed a folder's quota.
    static func demand(_ bytes: Int64, for path: String, quota: FolderQuota? = nil) throws {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            throw AssetError.storage(operation: "look at", path: folder, errno: errno)
        }
        let free = Int64(clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).0)
        guard bytes <= free else { throw AssetError.noRoom(path: folder, needed: bytes, free: free) }
        guard let quota else { return }
        let used = try taken(by: quota.folder)
        guard used + bytes <= quota.bytes else {
            throw AssetError.noRoom(path: quota.folder, needed: bytes, free: max(0, quota.bytes - used))
        }
    }

    /// The disk space of a folder's files, including subfolders, in bytes.
    static func taken(by folder: String) throws -> Int64 {
        try FileSystem.names(in: folder).reduce(0) { sum, name in
            let path = folder + "/" + name
            if FileSystem.isDirectory(path) { return sum + (try taken(by: path)) }
            return sum + (try FileSystem.look(at: path)?.allocated ?? 0)
        }
    }
}
