// The mailer: reads mails from the notifications topic and delivers them by a sendmail program, by SMTP or to a Maildir.
// Each record is one mail to one recipient, so that no recipient waits for another or is lost with it. Delivery is at least
// once: a mail that was accepted just before a crash is delivered again, with the same Message-ID (R31).

import Base
import Events
import Offers

/// Delivers the mails of `offers.notifications`.
public struct Mailer: RecordHandler {
    public static let name = "offer-mailer"
    public static let input = Topic.notifications

    /// Returns the members of the log line about a delivered mail.
    private let deliver: @Sendable (Mail) throws -> [String: String]

    /// Settings, at most one of: `maildir`, a folder for mails; `smtp`, the address of a relay; `sendmail`, a program
    /// (default /usr/sbin/sendmail). In addition `mail-seconds`, the longest time of a delivery, and those of
    /// `BounceAddress` and `SMTPRelay`. Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        let (folder, relay, program) = (settings["maildir"], settings["smtp"], settings["sendmail"])
        guard [folder, relay, program].compactMap(\.self).count <= 1 else {
            throw Settings.Wrong("--maildir, --smtp and --sendmail exclude each other. Give one of them.")
        }
        let longest = Duration.seconds(try settings.number("mail-seconds", default: 300, in: 1...3600))
        let bounce = try BounceAddress(settings)
        let smtp = try SMTPRelay(settings, address: relay, bounce: bounce, longest: longest)
        if let folder {
            let maildir = try Maildir(folder)
            deliver = { mail in
                try maildir.deliver(mail)
                return [:]
            }
        } else if let smtp {
            deliver = { mail in
                let reply = try smtp.submit(mail)
                return ["reply": "\(reply)"]
            }
        } else {
            let sendmail = Sendmail(program: program ?? "/usr/sbin/sendmail", bounce: bounce, longest: longest)
            deliver = { mail in
                try sendmail.submit(mail)
                return [:]
            }
        }
    }

    /// Mails about one offer to one recipient stay in order.
    public func group(of record: Message) -> [UInt8] {
        let recipient = (try? Mail(record.value ?? []))?.recipient.description ?? ""
        return (record.key ?? []) + [0x20] + Array(recipient.utf8)
    }

    /// Throws `Poison` for a record that is not a mail and for a permanently refused mail, `Fault` if a later try may
    /// succeed.
    public func perform(_ record: Message) async throws -> [String: String] {
        let mail = try Mail(record.value ?? [])
        return try deliver(mail).merging(["to": mail.recipient.description]) { $1 }
    }
}
