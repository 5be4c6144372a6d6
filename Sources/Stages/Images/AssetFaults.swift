// Turns faults of Assets into faults of a stage: the code that an operator sees for each. None of them is the
// publisher's.

import Assets
import Offers

extension Fault {
    /// The fault of an `AssetError`; its text already says what to check.
    init(_ error: AssetError) {
        let code =
            switch error {
            case .storage: "storage-failed"
            case .noRoom: "no-room"
            case .busy: "copy-under-way"
            case .changedWhileRead: "image-changing"
            case .copyDiffers: "copy-differs"
            case .unreachable, .unavailable: "host-away"
            case .storeRefused: "store-refused"
            case .leased: "store-leased"
            case .library: "library-failed"
            case .setting: "setting-wrong"
            }
        self.init(code, error.description)
    }
}

/// Runs work on assets and turns its `AssetError`s into faults; rethrows everything else.
func faulting<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as AssetError { throw Fault(error) }
}
