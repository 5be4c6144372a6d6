// The mailer: reads mails from the notifications topic and delivers them to the host's mail system or to a Maildir. A mail
// delivered twice after a crash has the same Message-ID, so mail systems and readers treat it as one (R31).

import Base
import Events
import Offers

/// Delivers the mails of `offers.notifications`.
public struct Mailer: RecordHandler {
    public static let name = "offer-mailer"
    public static let input = Topic.notifications

    /// More bytes than any mail of the notifier has; a larger record was not written by it.
    static let largestMail = 1_000_000

    private let deliver: @Sendable (Mail) throws -> Void

    /// Settings: `maildir`, a folder for mails; or `sendmail`, the program that takes them (default /usr/sbin/sendmail),
    /// and `sendmail-seconds`, how long it may take. Throws `Settings.Wrong` if both are given or the Maildir cannot be created.
    public init(_ settings: Settings) throws {
        let program = settings["sendmail"]
        let seconds = try settings.number("sendmail-seconds", default: 60, in: 1...100)
        if let folder = settings["maildir"] {
            guard program == nil else {
                throw Settings.Wrong("--maildir and --sendmail exclude each other. Give one of them.")
            }
            let maildir = try Maildir(folder)
            deliver = { try maildir.deliver($0) }
        } else {
            let sendmail = Sendmail(program: program ?? "/usr/sbin/sendmail", longest: .seconds(seconds))
            deliver = { try sendmail.submit($0) }
        }
    }

    /// Throws `Poison` for a record that is not a mail or a mail that was refused for good, `Fault` if a later try may work.
    public func perform(_ record: Message) async throws {
        try deliver(Mail(record.value ?? []))
    }
}

/// A mail as it is on the topic; only what delivery needs is read.
struct Mail: Sendable {
    let bytes: [UInt8]
    let messageID: String

    /// Throws `Poison` unless the bytes are a mail with a recipient and a Message-ID.
    init(_ bytes: [UInt8]) throws {
        guard bytes.count <= Mailer.largestMail else {
            throw Poison("too-large", "The mail has \(bytes.count) bytes; the limit is \(Mailer.largestMail).")
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
            throw Poison("not-a-mail", "The record is not an RFC 5322 message with To and Message-ID.")
        }
        self.bytes = bytes
        messageID = id
    }

    /// With the line endings of the host, as sendmail(8) and Maildir expect them.
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
