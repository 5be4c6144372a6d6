// The mailer: takes mails from the notifications topic and hands them to the host's mail system, or into a Maildir. A mail
// handed on twice after a crash has the same Message-ID, by which mail systems and readers know it as one (R31).

import Base
import Events
import Offers

/// Hands mails (`offers.notifications`) on.
public struct Mailer: RecordHandler {
    public static let name = "offer-mailer"
    public static let input = Topic.notifications

    /// More than any notice has: what is larger was not written by the notifier.
    static let largestMail = 1_000_000

    private let hand: @Sendable (Mail) throws -> Void

    /// Settings: `maildir`, a folder for mails; or `sendmail`, the program that takes them (default /usr/sbin/sendmail),
    /// and `sendmail-seconds`, how long it may take. Throws `Settings.Wrong` where both are given or neither can work.
    public init(_ settings: Settings) throws {
        let program = settings["sendmail"]
        let seconds = try settings.number("sendmail-seconds", default: 60, in: 1...100)
        if let folder = settings["maildir"] {
            guard program == nil else {
                throw Settings.Wrong("--maildir and --sendmail: a mail goes one way; give one of them")
            }
            let maildir = try Maildir(folder)
            hand = { try maildir.deliver($0) }
        } else {
            let sendmail = Sendmail(program: program ?? "/usr/sbin/sendmail", longest: .seconds(seconds))
            hand = { try sendmail.submit($0) }
        }
    }

    /// Throws `Poison` for what is no mail or was refused for good, `Fault` for what may yet be taken.
    public func perform(_ record: Message) async throws {
        try hand(Mail(record.value ?? []))
    }
}

/// A mail as it stands on the topic, looked at only as far as handing it on asks.
struct Mail: Sendable {
    let bytes: [UInt8]
    let messageID: String

    /// Throws `Poison` where the bytes are no mail with a recipient and a Message-ID.
    init(_ bytes: [UInt8]) throws {
        guard bytes.count <= Mailer.largestMail else {
            throw Poison("too-large", "a mail has at most \(Mailer.largestMail) bytes, this one has \(bytes.count)")
        }
        let head = String(decoding: bytes.prefix(65_536), as: UTF8.self).replacing("\r\n", with: "\n")
        let fields = head.prefix(upTo: head.firstRange(of: "\n\n")?.lowerBound ?? head.startIndex)
            .split(separator: "\n")
        func value(_ name: String) -> String? {
            fields.first { $0.lowercased().hasPrefix(name) }.map {
                String($0.dropFirst(name.count).trimmingPrefix { $0 == " " }).oneLine(500)
            }
        }
        guard let id = value("message-id:"), id.hasPrefix("<"), id.hasSuffix(">"), value("to:")?.isEmpty == false else {
            throw Poison("not-a-mail", "the record is no RFC 5322 message with To and Message-ID")
        }
        self.bytes = bytes
        messageID = id
    }

    /// With the line ends of the host, as sendmail(8) and Maildir have them.
    var withHostLineEnds: [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let endsLine = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
            if !endsLine { lines.append(byte) }
        }
        return lines
    }
}
