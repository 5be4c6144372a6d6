// Several installations of the pipeline may share a Kafka cluster. All names that an installation uses there begin with
// its prefix.

import Synchronization

/// The installation that this process belongs to.
public enum Installation {
    /// The default prefix.
    public static let usual = "offers"

    private static let given = Mutex<String?>(nil)

    /// The prefix of topic names. Does not change after it was read.
    public static let prefix: String = given.withLock { $0 } ?? usual

    /// Sets the prefix (setting `prefix`; nil: the default). A program calls this first. Throws `Settings.Wrong`.
    public static func begin(_ prefix: String?) throws(Settings.Wrong) {
        guard let prefix else { return }
        guard (1...40).contains(prefix.utf8.count),
            prefix.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) })
        else { throw Settings.Wrong("--prefix \(prefix): give 1 to 40 characters of a-z 0-9 -") }
        given.withLock { $0 = prefix }
    }

    /// The name of a group or transactional id on the cluster. With the default prefix, the bare name.
    public static func named(_ name: String) -> String { prefix == usual ? name : "\(prefix).\(name)" }
}
