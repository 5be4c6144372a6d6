// Why the system refused, in the system's own words.

import FoundationEssentials
import Glibc

extension Error {
    /// What the system said (`strerror`) where this is Foundation's error for a file, else the error as it describes
    /// itself. It holds no path: whoever tells it names the file as its reader knows it.
    public var systemReason: String {
        let cause = (self as? CocoaError)?.underlying ?? self
        guard let code = (cause as? POSIXError)?.code.rawValue else { return "\(self)" }
        return String(cString: strerror(code))
    }
}
