// Whether a file system has room for what is about to be written, asked before the work and not in the middle of it.
import FoundationEssentials
import Glibc

enum DiskRoom {
    /// Throws `AssetError.noRoom` where so many bytes do not fit beside `path`, or would take its folder above `quota`.
    static func demand(_ bytes: Int64, for path: String, quota: Int64? = nil) throws {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            throw AssetError.storage(operation: "look at", path: folder, errno: errno)
        }
        let free = Int64(clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).0)
        guard bytes <= free else { throw AssetError.noRoom(path: folder, needed: bytes, free: free) }
        guard let quota else { return }
        let used = try taken(by: folder)
        guard used + bytes <= quota else {
            throw AssetError.noRoom(path: folder, needed: bytes, free: max(0, quota - used))
        }
    }

    /// What the files of a folder take on the disk, in bytes.
    static func taken(by folder: String) throws -> Int64 {
        try FileSystem.names(in: folder).reduce(0) { sum, name in
            sum + (try FileSystem.look(at: folder + "/" + name)?.allocated ?? 0)
        }
    }
}
