// The names in one zip, held against each other as systems do that unpack it: Windows and macOS do not tell upper from lower
// case, macOS not the two ways to write an accent, and Windows drops dots and blanks at the end of a name. What one of them
// would write over another is refused.

struct ZipNames {
    private struct Seen {
        let name: String
        let isFolder: Bool
        /// It has an entry of its own, and is not only in front of another name.
        var isEntry: Bool
    }

    /// By what Windows and macOS tell apart. Strings are equal here if they differ in the spelling of accents alone.
    private var seen: [String: Seen] = [:]

    /// Adds a name; a folder's ends in `/`. What is wrong with it beside those before, if anything is.
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
            // Folders become one folder, and nothing in them is lost.
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
