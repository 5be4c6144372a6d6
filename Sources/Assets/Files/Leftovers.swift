// What submissions that are gone have left in a work folder: files that nobody has written to for long.
import FoundationEssentials

public enum Leftovers {
    /// Removes the files of a folder that were last changed before `time`. Throws `AssetError`.
    public static func remove(in folder: String, olderThan time: Date) throws {
        for name in try FileSystem.names(in: folder) {
            let path = folder + "/" + name
            guard let file = try FileSystem.look(at: path), file.changed < time else { continue }
            try FileSystem.remove(path)
        }
    }
}
