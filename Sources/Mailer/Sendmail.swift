// Sends mails to the host's mail system through the common interface: `sendmail -i -f SENDER -- RECIPIENT` with the
// mail on standard input and an exit code of sysexits(3).

import Base
import Offers

/// A program that accepts mails.
struct Sendmail: Sendable {
    let program: String
    let bounce: BounceAddress
    /// The longest time for passing the mail to a queue or a relay.
    let longest: Duration

    /// Throws `Poison` if the mail itself was refused, `Fault` for every temporary error.
    func submit(_ mail: Mail) throws {
        // -i: a line with a dot does not end the mail. The program reads no recipient from the header.
        let words = [program, "-i", "-f", bounce.sender(of: mail).description, "--", mail.recipient.description]
        let run: (end: ChildProcess.End, output: [UInt8])
        do {
            run = try ChildProcess.run(words, input: mail.withHostLineEnds, longest: longest, kept: 1000)
        } catch let refusal as Spawn.Refusal {
            throw Fault(
                "no-sendmail",
                "\(program) cannot be started (\(refusal)). Install a mail transfer agent, or set --sendmail, --smtp or --maildir."
            )
        }
        try Self.judge(run.end, program: program, output: String(decoding: run.output, as: UTF8.self))
    }

    /// Permanently refuses only a mail that is itself wrong. We must fix every other error, including a wrong
    /// configuration; the mail is sent after that. A program that speaks to a relay (msmtp) has one exit code for
    /// several answers, so its printed answer counts more.
    static func judge(_ end: ChildProcess.End, program: String, output: String) throws {
        if end == .exited(0) { return }
        let said = output.oneLine(500)
        let isPermanent = SMTPReply(printed: output)?.isPermanent ?? isPermanent(end)
        let words = said.isEmpty ? "It printed nothing." : "It printed: \(said)"
        guard !isPermanent else {
            throw Poison("mail-refused", "\(program) permanently refused the mail (\(meaning(end))). \(words)")
        }
        let what =
            end == .tookTooLong ? "was stopped because it took too long" : "did not accept the mail (\(meaning(end)))"
        throw Fault("mail-not-taken", "\(program) \(what). \(words)")
    }

    private static func isPermanent(_ end: ChildProcess.End) -> Bool {
        guard case .exited(let code) = end else { return false }
        return [64, 65, 67, 68].contains(code)
    }

    private static func meaning(_ end: ChildProcess.End) -> String {
        let names: [Int32: String] = [
            64: "EX_USAGE", 65: "EX_DATAERR", 67: "EX_NOUSER", 68: "EX_NOHOST", 69: "EX_UNAVAILABLE",
            70: "EX_SOFTWARE", 71: "EX_OSERR", 74: "EX_IOERR", 75: "EX_TEMPFAIL", 76: "EX_PROTOCOL", 77: "EX_NOPERM",
            78: "EX_CONFIG",
        ]
        return switch end {
        case .exited(let code): "exit \(code)\(names[code].map { ", \($0)" } ?? "")"
        case .killed(let signal): "signal \(signal)"
        case .tookTooLong: "time is up"
        }
    }
}
