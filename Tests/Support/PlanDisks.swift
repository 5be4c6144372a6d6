// What tests ask of a plan.

import Offers

extension Plan {
    /// The disk versions, in the document's order; empty if the offer is not a virtual machine.
    public var diskVersions: [DiskVersion] {
        images.compactMap { if case .disks(let version) = $0 { version } else { nil } }
    }
}
