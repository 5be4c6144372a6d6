// What submissions that are gone have left in a work folder: files that nobody has written to for long.
import FoundationEssentials

public enum Leftovers {
    /// Removes the files and folders of a folder that were last changed before `time`. Throws `AssetError`.
    public static func remove(in folder: String, olderThan time: Date) throws {
        for name in try FileSystem.names(in: folder) {
            let path = folder + "/" + name
            guard let found = try FileSystem.look(at: path, isFolder: FileSystem.isDirectory(path)),
                found.changed < time
            else { continue }
            try FileSystem.removeAll(path)
        }
    }
}
