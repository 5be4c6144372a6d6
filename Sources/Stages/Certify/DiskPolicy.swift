// The sizes that a virtual hard disk may have, by what it is for. Source: the marketplace's technical requirements for
// virtual machine images (2018).

import Assets
import Offers

enum DiskPolicy {
    private static let gib: UInt64 = 1 << 30

    /// Windows 30–250 GiB, Linux 1–1,023 GiB, data disks up to 1,023 GiB.
    static func limits(_ kind: OfferImage.Kind) -> VHDLimits {
        switch kind {
        case .operatingSystemDisk(.windows): VHDLimits(virtualSize: 30 * gib...250 * gib, requiresPartitionTable: true)
        case .operatingSystemDisk: VHDLimits(virtualSize: gib...1_023 * gib, requiresPartitionTable: true)
        case .dataDisk, .layout, .repository, .package: .anyDisk
        }
    }
}
