// Mails to the host's mail system through the common interface: `sendmail -t -i` with the mail on standard input and an
// exit code of sysexits(3).

import Base
import Offers

/// A program that accepts mails.
struct Sendmail: Sendable {
    let program: String
    /// The time it may take to pass the mail to a queue or a relay.
    let longest: Duration

    /// Throws `Poison` if the mail itself was refused, `Fault` for every error that may pass.
    func submit(_ mail: Mail) throws {
        // -t: recipients from the header. -i: a line with a dot does not end the mail.
        let run: (end: ChildProcess.End, output: [UInt8])
        do {
            run = try ChildProcess.run(
                [program, "-t", "-i"], input: mail.withHostLineEnds, longest: longest, kept: 500)
        } catch let refusal as Spawn.Refusal {
            throw Fault(
                "no-sendmail",
                "\(program) cannot be started (\(refusal)). Install a mail transfer agent, or set --sendmail or --maildir."
            )
        }
        try Self.judge(run.end, program: program, said: String(decoding: run.output, as: UTF8.self).oneLine(500))
    }

    /// Only a mail that is itself wrong is refused for good. Every other error, also a wrong configuration, is ours to fix;
    /// the mail is sent then.
    static func judge(_ end: ChildProcess.End, program: String, said: String) throws {
        let words = said.isEmpty ? "It printed nothing." : "It printed: \(said)"
        switch end {
        case .exited(0): return
        case .exited(64), .exited(65), .exited(67), .exited(68):
            throw Poison("mail-refused", "\(program) refused the mail for good (\(meaning(end))). \(words)")
        case .exited, .killed:
            throw Fault("mail-not-taken", "\(program) did not accept the mail (\(meaning(end))). \(words)")
        case .tookTooLong:
            throw Fault("mail-not-taken", "\(program) was stopped because it took too long. \(words)")
        }
    }

    private static func meaning(_ end: ChildProcess.End) -> String {
        let names: [Int32: String] = [
            64: "EX_USAGE", 65: "EX_DATAERR", 67: "EX_NOUSER", 68: "EX_NOHOST", 69: "EX_UNAVAILABLE",
            70: "EX_SOFTWARE", 71: "EX_OSERR", 74: "EX_IOERR", 75: "EX_TEMPFAIL", 77: "EX_NOPERM", 78: "EX_CONFIG",
        ]
        return switch end {
        case .exited(let code): "exit \(code)\(names[code].map { ", \($0)" } ?? "")"
        case .killed(let signal): "signal \(signal)"
        case .tookTooLong: "time is up"
        }
    }
}
