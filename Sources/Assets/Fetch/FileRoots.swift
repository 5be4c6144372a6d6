// The folders of publishers' files, from the setting `file-roots`.

/// Folders in which `{publisher}` is replaced by the publisher's id.
public enum FileRoots {
    static let placeholder = "{publisher}"

    /// The folders of one publisher: a root without `{publisher}` belongs to everybody. `publisher` must be an
    /// identifier, so that it is a single folder name; nil gives the folders of everybody.
    public static func of(_ publisher: String?, in roots: [String]) -> [String] {
        roots.compactMap { root in
            guard root.contains(placeholder) else { return root }
            return publisher.map { root.replacing(placeholder, with: $0) }
        }
    }
}
