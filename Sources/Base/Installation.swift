// Several installations of the pipeline may share a Kafka cluster: the names of everything that one of them has there begin
// with its prefix.

import Synchronization

/// The installation that this process belongs to.
public enum Installation {
    /// The prefix where none is given.
    public static let usual = "offers"

    private static let given = Mutex<String?>(nil)

    /// What the names of its topics begin with. It does not change once it was read.
    public static let prefix: String = given.withLock { $0 } ?? usual

    /// Sets the prefix (setting `prefix`; nil: the usual one). A program calls this first. Throws `Settings.Wrong`.
    public static func begin(_ prefix: String?) throws(Settings.Wrong) {
        guard let prefix else { return }
        guard (1...40).contains(prefix.utf8.count),
            prefix.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) })
        else { throw Settings.Wrong("--prefix \(prefix): give 1 to 40 characters of a-z 0-9 -") }
        given.withLock { $0 = prefix }
    }

    /// The name on the cluster of one of its groups or transactional ids. The usual installation has them bare.
    public static func named(_ name: String) -> String { prefix == usual ? name : "\(prefix).\(name)" }
}
