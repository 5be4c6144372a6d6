// The header fields by which mail programs show the mails of a submission as one thread, although the notifier does not
// know the earlier mails.

import Base
import FoundationEssentials

/// The thread of a mail.
struct MailThread: Sendable, Equatable {
    /// The id to which all mails of the thread refer (RFC 5322, section 3.6.4). No mail has it, so none is a reply and
    /// none has In-Reply-To; mail programs group by the shared id.
    let root: MessageID
    /// Outlook's subject of the conversation.
    let topic: String
    /// Outlook's key of the conversation, independent of subjects: a reserved byte, five bytes of a time, here zero,
    /// and a GUID, in base64 ([MS-OXOMSG], section 2.2.1.3).
    let index: String

    /// `name` is the submission's, or the offer's for an offer without a submission.
    init(_ name: String, domain: String) {
        root = MessageID(for: name, domain: domain)
        topic = name
        let number = withUnsafeBytes(of: fnv1a("\(name)@\(domain)".utf8).bigEndian) { Array($0) }
        index = Data([1, 0, 0, 0, 0, 0] + number).base64EncodedString()
    }
}
