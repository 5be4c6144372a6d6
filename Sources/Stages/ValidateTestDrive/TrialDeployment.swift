// The trial deployment (R4): the operator's command, called with the package and a region. The pipeline does not know
// what it does: it passes little to it, watches it, and ends it if it takes too long. Its output is a publisher's text
// by origin.

import Assets
import Base
import FoundationEssentials
import Offers

/// The result of a trial deployment.
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
    var longest: Duration

    /// How many bytes of output are kept: the last ones, which contain the reason.
    static let kept = Remark.longestValue

    /// `trial-deployment-command`, `trial-deployment-minutes`; nil if no command is configured. Throws `Settings.Wrong`.
    init?(_ settings: Settings) throws {
        minutes = try settings.number("trial-deployment-minutes", default: 60, in: 1...1_440)
        longest = .seconds(minutes * 60)
        guard let text = settings["trial-deployment-command"] else { return nil }
        command = text.split(separator: " ").map(String.init)
        guard let program = command.first, program.hasPrefix("/"), FileManager.default.isExecutableFile(atPath: program)
        else {
            throw Settings.Wrong(
                "--trial-deployment-command \(text): give the absolute path of a program, and arguments without blanks")
        }
    }

    /// Runs it for one region; blocking. Throws `Fault` if it exits with 69 or 75 (sysexits: unavailable, try again) or
    /// cannot be run; `CancellationError`.
    func run(package: String, region: String, drive: OfferDocument.TestDrive) throws -> TrialResult {
        let run: (end: ChildProcess.End, output: [UInt8])
        do {
            run = try ChildProcess.run(
                command + [package, region], environment: environment(drive), longest: longest, kept: Self.kept)
        } catch let refusal as Spawn.Refusal {
            throw Fault("trial-deployment-failed", "\(command[0]) cannot be run: \(refusal)")
        }
        let text = Self.line(run.output)
        func fault(_ end: String) -> Fault {
            Fault("trial-deployment-failed", "\(command[0]) ended \(end); it will be retried. Last output: \(text)")
        }
        switch run.end {
        case .exited(0): return .deployed(text)
        case .tookTooLong: return .tooLong(minutes: minutes)
        // 126 and 127 come from a shell: its script's command cannot be run.
        case .exited(let status) where [69, 75, 126, 127].contains(status): throw fault("with status \(status)")
        case .exited: return .failed(text)
        case .killed(let signal): throw fault("by signal \(signal)")
        }
    }

    /// The end of an output on one line, without control characters.
    static func line(_ output: [UInt8]) -> String {
        let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
        var text = lines.map { $0.trimmed }.joined(separator: " / ").oneLine(.max)[...]
        while text.utf8.count > kept { text.removeFirst() }
        return String(text)
    }

    /// Nothing of ours except the search path: a worker's settings may contain secrets.
    private func environment(_ drive: OfferDocument.TestDrive) -> [String] {
        let ours = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG"].contains($0.key) }
        let values = [
            "TEST_DRIVE_KIND": drive.kind, "TEST_DRIVE_SUBSCRIPTION": drive.subscription,
            "TEST_DRIVE_TENANT": drive.tenant, "TEST_DRIVE_HOURS": drive.durationHours.map(String.init),
        ]
        return ours.merging(values.compactMapValues(\.self)) { $1 }.map { "\($0)=\($1)" }
    }
}
