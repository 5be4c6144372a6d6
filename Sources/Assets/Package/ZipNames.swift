// The names in a zip, compared as the systems do that unpack it: Windows and macOS ignore case, macOS the two ways to
// write an accent, and Windows drops dots and blanks at the end of a name. If one of them would overwrite a file with
// another, the names are refused.

struct ZipNames {
    private struct Seen {
        let name: String
        let isFolder: Bool
        /// It has its own entry, and is not only a prefix of another name.
        var isEntry: Bool
    }

    /// By what Windows and macOS distinguish. Strings are equal here if they differ only in the spelling of accents.
    private var seen: [String: Seen] = [:]

    /// Adds a name; a folder's ends in `/`. Returns its conflict with earlier names, if any.
    mutating func add(_ name: String) -> AssetFinding? {
        let parts = name.split(separator: "/")
        for count in parts.indices.map({ $0 + 1 }) {
            let isEntry = count == parts.count
            let isFolder = !isEntry || name.hasSuffix("/")
            let path = parts.prefix(count).joined(separator: "/") + (isFolder ? "/" : "")
            let key = parts.prefix(count).map(Self.folded).joined(separator: "/")
            guard let other = seen[key] else {
                seen[key] = Seen(name: path, isFolder: isFolder, isEntry: isEntry)
                continue
            }
            // Equal folders are merged, and nothing in them is lost.
            guard !(isFolder && other.isFolder) else {
                if isEntry, other.isEntry, Self.isSame(path, other.name) { return PackageFindings.twice(path) }
                seen[key]?.isEntry = other.isEntry || isEntry
                continue
            }
            return Self.isSame(path, other.name) ? PackageFindings.twice(path) : PackageFindings.alike(path, other.name)
        }
        return nil
    }

    private static func folded(_ part: Substring) -> String {
        var part = part
        while part.last == "." || part.last == " " { part.removeLast() }
        return part.uppercased().lowercased()
    }

    /// Byte by byte.
    private static func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}
