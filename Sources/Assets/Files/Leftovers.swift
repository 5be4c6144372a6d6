// Removes old files and folders from a folder of downloads that finished submissions left behind.
import FoundationEssentials

public enum Leftovers {
    /// Removes the files and folders that have not changed since `time`. Throws `AssetError`.
    public static func remove(in folder: String, olderThan time: Date) throws {
        for name in try FileSystem.names(in: folder) {
            let path = folder + "/" + name
            guard try newest(path) < time else { continue }
            try FileSystem.removeAll(path)
        }
    }

    /// When a file, or anything in a folder, last changed; never, if it is missing.
    private static func newest(_ path: String) throws -> Date {
        guard FileSystem.isDirectory(path) else { return try FileSystem.look(at: path)?.changed ?? .distantFuture }
        let own = try FileSystem.look(at: path, isFolder: true)?.changed ?? .distantFuture
        return try FileSystem.names(in: path).map { try newest(path + "/" + $0) }.reduce(own, max)
    }
}
