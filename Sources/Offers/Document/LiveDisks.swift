// Which disks of a document are already live. They were read, certified and copied, so they are not read again, and
// their signatures may have expired.

import JSON

extension LiveTerms {
    /// Digests of the live disks that a document names, by the pointer of their address.
    public func certified(in document: JSONNode) -> [String: String] {
        var digests: [String: String] = [:]
        for (place, plan) in (document["plans"]?.items ?? []).enumerated() {
            guard let live = plan["id"]?.text.flatMap({ plans[$0] }) else { continue }
            for (index, image) in (plan["images"]?.items ?? []).enumerated() {
                guard let disks = image["version"]?.text.flatMap({ live.disks[$0] }) else { continue }
                for disk in Self.named(by: image, at: "/plans/\(place)/images/\(index)") {
                    guard disks.indices.contains(disk.number), let url = disk.node["url"]?.text,
                        disks[disk.number].isNamed(by: url, digest: disk.node["digest"]?.text)
                    else { continue }
                    digests["\(disk.pointer)/url"] = "sha256:\(disks[disk.number].digest)"
                }
            }
        }
        return digests
    }

    /// The operating system disk has the number 0, a data disk one more than its own.
    private static func named(by image: JSONNode, at pointer: String) -> [(
        node: JSONNode, number: Int, pointer: String
    )] {
        let system = image["osDisk"].map { [(node: $0, number: 0, pointer: "\(pointer)/osDisk")] } ?? []
        let data = (image["dataDisks"]?.items ?? []).enumerated().compactMap { index, disk in
            disk["lun"]?.integer.flatMap { lun in
                (0..<Policy.longestList).contains(lun)
                    ? (node: disk, number: lun + 1, pointer: "\(pointer)/dataDisks/\(index)") : nil
            }
        }
        return system + data
    }
}
