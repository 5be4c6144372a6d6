// The limits that tests of disks use where the policy does not matter.

import Assets

extension VHDLimits {
    /// 20 MiB to 1,023 GiB.
    public static let anyDisk = VHDLimits(virtualSize: (20 << 20)...(1023 << 30))
}
