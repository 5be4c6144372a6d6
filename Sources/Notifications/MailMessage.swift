// A mail as bytes: RFC 5322 with a plain text and an HTML form of the same content (RFC 2046, multipart/alternative), ASCII
// throughout, ready for `sendmail -t`. Nothing in it depends on when or where it is written.

import Base
import Events
import Localization
import Offers

/// A complete mail to one recipient in one language.
struct MailMessage: Sendable, Equatable {
    /// Id of the event that the mail is (`ce_id`), from which its Message-ID is made.
    var name: String
    var from: EmailAddress
    var fromName: String
    var to: Mailbox
    var subject: String
    /// When the transition happened.
    var date: Timestamp
    var id: MessageID
    var thread: MailThread
    var language: Language
    /// Offer, submission and kind, so that mail filters need not read the subject.
    var offer: String
    var submission: String?
    var notification: Notification
    /// The same content twice; lines end in a line feed here.
    var text: String
    var html: String

    /// `=_` never occurs in quoted-printable (RFC 2045, section 6.7).
    private static let boundary = "=_offer-notice"

    /// The mail as RFC 5322 bytes: ASCII, CRLF, no line above 998 octets whatever the values are.
    func bytes() -> [UInt8] {
        var headers = HeaderFields()
        headers.add("Date", tokens: [date.mailDate])
        headers.add("From", name: fromName, address: from)
        headers.add("To", name: to.name, address: to.address)
        headers.add("Subject", text: subject)
        headers.add("Message-ID", tokens: [id.description])
        headers.add("References", tokens: [thread.root.description])
        headers.add("Thread-Topic", text: thread.topic)
        headers.add("Thread-Index", tokens: [thread.index])
        headers.add("Auto-Submitted", tokens: ["auto-generated"])  // RFC 3834: vacation programs do not answer.
        headers.add("Content-Language", tokens: [language.rawValue])
        headers.add("X-Offer", text: offer)
        if let submission { headers.add("X-Submission", text: submission) }
        headers.add("X-Notification", tokens: [notification.rawValue])
        headers.add("MIME-Version", tokens: ["1.0"])
        headers.add("Content-Type", tokens: ["multipart/alternative;", "boundary=\"\(Self.boundary)\""])
        var mail = headers.bytes
        append("text/plain", text, to: &mail)
        // Last: readers show the last form they can (RFC 2046, section 5.1.4).
        append("text/html", html, to: &mail)
        mail += "\r\n--\(Self.boundary)--\r\n".utf8
        return mail
    }

    private func append(_ type: String, _ text: String, to mail: inout [UInt8]) {
        var headers = HeaderFields()
        headers.add("Content-Type", tokens: ["\(type);", "charset=utf-8"])
        headers.add("Content-Transfer-Encoding", tokens: ["quoted-printable"])
        mail += "\r\n--\(Self.boundary)\r\n".utf8
        mail += headers.bytes
        mail += "\r\n".utf8
        mail += quotedPrintable(text)
    }
}

extension Timestamp {
    /// RFC 5322, section 3.3, in UTC: `Sat, 21 Nov 2026 09:30:00 +0000`.
    var mailDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = description.split { "-T:.".contains($0) }.map(String.init)
        guard parts.count >= 6, let month = Int(parts[1]), months.indices.contains(month - 1), let day = Int(parts[2])
        else { return "Thu, 1 Jan 1970 00:00:00 +0000" }
        let date = "\(days[weekday]), \(day) \(months[month - 1]) \(parts[0])"
        return "\(date) \(parts[3]):\(parts[4]):\(parts[5]) +0000"
    }
}
