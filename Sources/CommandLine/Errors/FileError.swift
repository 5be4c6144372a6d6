// What can be wrong with a file that was named, worded here and nowhere else.

import Base
import Offers

/// A file that cannot be used.
enum FileError: ToolError, Equatable {
    case missing(String)
    case unreadable(String)
    case tooLarge(String, most: Int)
    case malformed(String, JSONFault)
    case noOffer(String, reason: String)
    case badSubscription(String, line: Int, String)

    case problems(String, count: Int)
    case otherOffer(String, OfferKey, wanted: OfferKey)
    case noPolicy
    /// A file that a setting names; the words say which.
    case badSetting(String)

    var exitCode: ExitCode {
        switch self {
        case .noPolicy: .usage
        case .missing, .unreadable, .tooLarge, .malformed, .noOffer, .badSubscription, .problems, .otherOffer,
            .badSetting:
            .badFile
        }
    }

    var description: String {
        switch self {
        case .missing(let path):
            "\(path): there is no such file; check the path"
        case .unreadable(let path):
            "\(path): cannot be read; check that it is a file and that you may read it"
        case .tooLarge(let path, let most):
            "\(path): larger than \(most) bytes, more than the pipeline takes; make it smaller"
        case .malformed(let path, let fault):
            "\(path):\(fault.line):\(fault.column): malformed JSON: \(fault.reason)"
        case .noOffer(let path, let reason):
            "\(path): not an offer document: \(reason). Needed at least: publisher, offer, type"
        case .badSubscription(let path, let line, let text):
            "\(path):\(line): \"\(text)\" is not a subscription; write GUID=TYPE, one a line"
        case .problems(let path, let count):
            "\(path): \(count == 1 ? "1 problem" : "\(count) problems"); fix them and lint again"
        case .otherOffer(let path, let found, let wanted):
            "\(path): a document of \(found), not of \(wanted); name the draft of that offer, or \(found)"
        case .noPolicy:
            "no policy: give --policy FILE or set OFFERS_POLICY; it ships as \(Settings.usualPolicy)"
        case .badSetting(let words):
            words
        }
    }
}
