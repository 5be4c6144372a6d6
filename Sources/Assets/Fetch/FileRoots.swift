// The folders under which publishers' files lie, as the setting `file-roots` names them.

/// Folders, in each of which `{publisher}` stands for the publisher whose files they are.
public enum FileRoots {
    static let placeholder = "{publisher}"

    /// The folders of one publisher: a root without `{publisher}` is everybody's. `publisher` must be an identifier, so that
    /// it is one name of a folder; nil gives those of everybody.
    public static func of(_ publisher: String?, in roots: [String]) -> [String] {
        roots.compactMap { root in
            guard root.contains(placeholder) else { return root }
            return publisher.map { root.replacing(placeholder, with: $0) }
        }
    }
}
