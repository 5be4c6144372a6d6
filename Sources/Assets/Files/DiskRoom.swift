// Whether a file system has room for what is about to be written, asked before the work and not in the middle of it.
import FoundationEssentials
import Glibc

/// Most bytes that all files in a folder may take.
public struct FolderQuota: Sendable, Equatable {
    public var folder: String
    public var bytes: Int64

    public init(folder: String, bytes: Int64) { (self.folder, self.bytes) = (folder, bytes) }
}

enum DiskRoom {
    /// Throws `AssetError.noRoom` if so many bytes do not fit beside `path`, or would take a folder above its quota.
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

    /// What the files of a folder, and of the folders in it, take on the disk, in bytes.
    static func taken(by folder: String) throws -> Int64 {
        try FileSystem.names(in: folder).reduce(0) { sum, name in
            let path = folder + "/" + name
            if FileSystem.isDirectory(path) { return sum + (try taken(by: path)) }
            return sum + (try FileSystem.look(at: path)?.allocated ?? 0)
        }
    }
}
