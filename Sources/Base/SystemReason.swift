// The system's own message for an error.

import FoundationEssentials
import Glibc

extension Error {
    /// The system's message (`strerror`) for Foundation's file errors, otherwise the error's own description. Contains
    /// no path; the caller names the file.
    public var systemReason: String {
        let cause = (self as? CocoaError)?.underlying ?? self
        guard let code = (cause as? POSIXError)?.code.rawValue else { return "\(self)" }
        return String(cString: strerror(code))
    }
}
