// The fact by which certification tells provisioning the digests of what sparse disks hold besides zeros: `sha256:…=sha256:…`, a disk
// and its data. Copies are compared by it. It may be missing, as it is for disks that were not read for this submission: then copies
// are compared by the digests of the disks.

import Assets
import Offers

enum DiskData {
    /// Nil where nothing is known of any disk.
    static func text(_ disks: [(Digest, data: Digest)]) -> String? {
        disks.isEmpty ? nil : disks.map { "\($0.0)=\($0.data)" }.joined(separator: " ")
    }

    /// The digests of the data, by the digests of the disks. What cannot be read counts as not known.
    static func disks(_ text: String?) -> [Digest: Digest] {
        let pairs = (text ?? "").split(separator: " ").compactMap { pair -> (Digest, Digest)? in
            let parts = pair.split(separator: "=").map { Digest(String($0)) }
            guard parts.count == 2, let disk = parts[0], let data = parts[1] else { return nil }
            return (disk, data)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
