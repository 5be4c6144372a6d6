// The fact with the digests of sparse disks' data, without zeros: `sha256:…=sha256:…`, a disk and its data.
// Provisioning compares copies by it. It is missing for disks that were not read for this submission: then copies are
// compared by the digests of the disks.

import Assets
import Offers

enum DiskData {
    /// Nil if no disk's data digest is known.
    static func text(_ disks: [(Digest, data: Digest)]) -> String? {
        disks.isEmpty ? nil : disks.map { "\($0.0)=\($0.data)" }.joined(separator: " ")
    }

    /// The digests of the data, by the digests of the disks. Unreadable entries count as unknown.
    static func disks(_ text: String?) -> [Digest: Digest] {
        let pairs = (text ?? "").split(separator: " ").compactMap { pair -> (Digest, Digest)? in
            let parts = pair.split(separator: "=").map { Digest(String($0)) }
            guard parts.count == 2, let disk = parts[0], let data = parts[1] else { return nil }
            return (disk, data)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
