// Mails to the host's mail system by the interface that all of them have: `sendmail -t -i` with the mail on standard input
// and an answer in sysexits(3).

import FoundationEssentials
import Offers

/// A program that takes mails.
struct Sendmail: Sendable {
    let program: String
    /// It hands the mail to a queue, or to a relay on the network; what takes longer hangs.
    let longest: Duration

    /// Throws `Poison` where the mail was refused for what it is, `Fault` for everything that may pass.
    func submit(_ mail: Mail) throws {
        // -t: recipients from the header. -i: a line with a dot does not end the mail.
        let child = try Child(program, arguments: ["-t", "-i"], input: mail.withHostLineEnds, longest: longest)
        try Self.judge(child.wait(), program: program, said: child.said)
    }

    /// Only what is wrong with this very mail is for good. Everything else, a wrong configuration too, is ours to put
    /// right, and the mail goes out then.
    static func judge(_ end: Child.End, program: String, said: String) throws {
        let words = said.isEmpty ? "it said nothing" : "it said: \(said)"
        switch end {
        case .exited(0): return
        case .exited(64), .exited(65), .exited(67), .exited(68):
            throw Poison("mail-refused", "\(program) refused the mail for good (\(meaning(end))); \(words)")
        case .exited, .killed:
            throw Fault("mail-not-taken", "\(program) did not take the mail (\(meaning(end))); \(words)")
        case .tookTooLong:
            throw Fault("mail-not-taken", "\(program) was ended because it took too long; \(words)")
        }
    }

    private static func meaning(_ end: Child.End) -> String {
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
