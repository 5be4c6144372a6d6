// The trial deployment (R4): a command of the operator's, called with the package and a region. The pipeline does
// not know what it is: it gets little, is watched, and is ended when it takes too long. Its output is a publisher's text by origin.

import Assets
import Base
import FoundationEssentials
import Offers

/// What a trial deployment came to.
enum TrialResult: Equatable {
    /// The last lines of its output.
    case deployed(String)
    case failed(String)
    case tooLong(minutes: Int)
}

struct TrialDeployment: Sendable {
    /// Program and arguments.
    private let command: [String]
    private let minutes: Int

    /// Bytes of output that are kept: the last ones, which have the reason.
    static let kept = Remark.longestValue

    /// `trial-deployment-command`, `trial-deployment-minutes`; nil where no command is configured. Throws `Settings.Wrong`.
    init?(_ settings: Settings) throws {
        minutes = try settings.number("trial-deployment-minutes", default: 60, in: 1...1_440)
        guard let text = settings["trial-deployment-command"] else { return nil }
        command = text.split(separator: " ").map(String.init)
        guard let program = command.first, program.hasPrefix("/"), FileManager.default.isExecutableFile(atPath: program)
        else {
            throw Settings.Wrong(
                "--trial-deployment-command \(text): give the absolute path of a program, and arguments without blanks")
        }
    }

    /// Runs it for one region; blocking. Throws `Fault` where it says by 69 or 75 (sysexits: unavailable, try again) that
    /// nothing is known, or cannot be run; `CancellationError`.
    func run(package: String, region: String, drive: OfferDocument.TestDrive) throws -> TrialResult {
        // coreutils' timeout ends the command's whole process group.
        let words = ["/usr/bin/timeout", "--kill-after=10", "\(minutes)m"] + command + [package, region]
        let running: RunningCommand
        do { running = try RunningCommand(words, environment: environment(drive)) } catch {
            throw Fault("trial-deployment-failed", "\(command[0]) cannot be run: \(error)")
        }
        var tail = OutputTail(limit: Self.kept)
        let status = try running.listen { tail.add($0) }
        switch status {
        case 0: return .deployed(tail.text)
        case 124, 137: return .tooLong(minutes: minutes)
        case 69, 75, 125, 126, 127:
            throw Fault(
                "trial-deployment-failed",
                "\(command[0]) ended with status \(status); it is tried again. Last output: \(tail.text)")
        default: return .failed(tail.text)
        }
    }

    /// Nothing of ours but where programs are: the settings of a worker may hold secrets.
    private func environment(_ drive: OfferDocument.TestDrive) -> [String] {
        let ours = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG"].contains($0.key) }
        let values = [
            "TEST_DRIVE_KIND": drive.kind, "TEST_DRIVE_SUBSCRIPTION": drive.subscription,
            "TEST_DRIVE_TENANT": drive.tenant, "TEST_DRIVE_HOURS": drive.durationHours.map(String.init),
        ]
        return ours.merging(values.compactMapValues(\.self)) { $1 }.map { "\($0)=\($1)" }
    }
}

/// The end of what a program says, however much it says.
struct OutputTail {
    private var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(_ more: ArraySlice<UInt8>) {
        bytes += more.suffix(limit)
        bytes.removeFirst(max(0, bytes.count - limit))
    }

    /// The last `limit` bytes on one line, without control characters.
    var text: String {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let line = lines.map { $0.trimmed }.joined(separator: " / ")
        var text = line.oneLine(.max)[...]
        while text.utf8.count > limit { text.removeFirst() }
        return String(text)
    }
}
