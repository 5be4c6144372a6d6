// The allowed sizes of a virtual hard disk by its use, from the policy.

import Assets
import Offers

extension CertificationPolicy {
    /// The limits of a disk. If a document names no family, those of Linux apply.
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
