// The sizes that a virtual hard disk may have, by what it is for. The numbers are the policy's.

import Assets
import Offers

extension CertificationPolicy {
    /// What a disk is held against. A Linux disk's limits hold where a document names no family.
    func limits(_ kind: OfferImage.Kind) -> VHDLimits {
        switch kind {
        case .operatingSystemDisk(.windows):
            VHDLimits(virtualSize: disks.windows.bytes, requiresPartitionTable: true)
        case .operatingSystemDisk: VHDLimits(virtualSize: disks.linux.bytes, requiresPartitionTable: true)
        case .dataDisk, .layout, .repository, .package, .testDrive: VHDLimits(virtualSize: disks.data.bytes)
        }
    }

    var unpackLimits: UnpackLimits {
        UnpackLimits(entries: unpacking.entries, bytes: unpacking.mostMiB << 20, ratio: unpacking.ratio)
    }
}
