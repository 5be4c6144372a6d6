// The trial deployment (R4): a command of the operator's, called with the package and a region. What it is, the line does
// not know; it is given little, watched, and ended when it takes too long. Its output is a publisher's text by origin.

import Foundation
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

    /// Bytes of output that are kept: the last ones, where the reason stands.
    static let kept = 2_000

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
        let (process, output) = (Process(), Pipe())
        // coreutils' timeout ends the command's whole process group, which Foundation cannot.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["--kill-after=10", "\(minutes)m"] + command + [package, region]
        process.environment = environment(drive)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        defer { try? output.fileHandleForReading.close() }
        do { try process.run() } catch {
            throw Fault("trial-deployment-failed", "\(command[0]) cannot be run: \(error.localizedDescription)")
        }
        var tail = OutputTail(limit: Self.kept)
        do {
            try listen(to: output.fileHandleForReading.fileDescriptor, process, into: &tail)
            while ended.wait(timeout: .now() + Self.patience) == .timedOut {
                try Task<Never, Never>.checkCancellation()
            }
        } catch {
            process.terminate()
            throw error
        }
        // This thread's run loop keeps the process, and that the line it writes to, until the loop has run once more.
        process.waitUntilExit()
        return try result(process, tail.text)
    }

    /// How long nothing is waited for without a look at whether the work is still wanted.
    private static let patience = DispatchTimeInterval.milliseconds(500)

    /// Reads to the end of the output. What the command left running may hold the line for ever, so silence after the
    /// command has ended is the end as well.
    private func listen(to line: Int32, _ process: Process, into tail: inout OutputTail) throws {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            try Task<Never, Never>.checkCancellation()
            let hasEnded = !process.isRunning
            var state = pollfd(fd: line, events: Int16(POLLIN), revents: 0)
            guard poll(&state, 1, 500) > 0 else {
                if hasEnded { return }
                continue
            }
            let count = read(line, &buffer, buffer.count)
            guard count > 0 else { return }
            tail.add(buffer[..<count])
        }
    }

    private func result(_ process: Process, _ text: String) throws -> TrialResult {
        switch process.terminationStatus {
        case 0 where process.terminationReason == .exit: return .deployed(text)
        case 124, 137: return .tooLong(minutes: minutes)
        case 69, 75, 125, 126, 127:
            throw Fault(
                "trial-deployment-failed",
                "\(command[0]) ended with status \(process.terminationStatus); it is tried again. Last output: \(text)")
        default: return .failed(text)
        }
    }

    /// Nothing of ours but where programs are: the settings of a worker may hold secrets.
    private func environment(_ drive: OfferDocument.TestDrive) -> [String: String] {
        let ours = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG"].contains($0.key) }
        let told = [
            "TEST_DRIVE_KIND": drive.kind, "TEST_DRIVE_SUBSCRIPTION": drive.subscription,
            "TEST_DRIVE_TENANT": drive.tenant, "TEST_DRIVE_HOURS": drive.durationHours.map(String.init),
        ]
        return ours.merging(told.compactMapValues(\.self)) { $1 }
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

    /// On one line, without control characters.
    var text: String {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let line = lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " / ")
        return shown(String(line.suffix(limit)), limit: limit)
    }
}
