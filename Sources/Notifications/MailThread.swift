// What mail programs need to show the mails of a submission as one thread, although the notifier does not know which mails
// there were before.

import Base
import FoundationEssentials

/// The thread of a mail.
struct MailThread: Sendable, Equatable {
    /// The id that all mails of the thread refer to (RFC 5322, section 3.6.4). No mail has it, so none of them is a reply and
    /// none has In-Reply-To; readers thread by the id they share.
    let root: MessageID
    /// What Outlook shows as the subject of the conversation.
    let topic: String
    /// What Outlook threads by, whatever the subjects are: a reserved byte, five bytes of a time, here zero, and a GUID, in
    /// base64 ([MS-OXOMSG], section 2.2.1.3).
    let index: String

    /// `name` is that of the submission, or of the offer where there is none.
    init(_ name: String, domain: String) {
        root = MessageID(for: name, domain: domain)
        topic = name
        let number = withUnsafeBytes(of: fnv1a("\(name)@\(domain)".utf8).bigEndian) { Array($0) }
        index = Data([1, 0, 0, 0, 0, 0] + number).base64EncodedString()
    }
}
