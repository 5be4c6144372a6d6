// A program's life around its own work: arguments, log, stop, end. Exit status 0 after a stop that was asked for;
// otherwise one clear line and a status of sysexits(3), so that a supervisor knows to start it again.

import Base
import Dispatch
import FoundationEssentials
import Glibc
import Kafka
import KafkaLog
import Log
import Offers
import Telemetry

/// Starts and ends programs.
public enum Launch {
    /// What a program was started with.
    public struct Start {
        public var settings: Settings
        /// Names given as flags.
        public var given: [String]
        /// Reads the Kafka client's properties; throws `Settings.Wrong` and `SettingError`.
        public var client: () throws -> ClientSettings
        public var serviceManager: ServiceManager
    }

    /// Runs `body`, which returns when the program was told to stop; ends the process with its exit status.
    public static func main(name: String, help: String, _ body: (Start, Logger) throws -> Void) -> Never {
        var journal = Logger(program: name)
        AllocatorTuning.keepSmall()
        StopSignal.block()
        // A peer that hangs up (a blob service or lead endpoint in the middle of TLS, a closed standard output) must fail
        // the one write with EPIPE, not end the process: libraries that write for us cannot all be told so.
        signal(SIGPIPE, SIG_IGN)
        do {
            let read = try CommandLineSettings(
                arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
            if read.wantsHelp { tell(help) }
            if read.wantsVersion { tell("\(name) \(programVersion)") }
            journal = Logger(program: name, level: try read.settings.choice("log-level", default: .info))
            let start = Start(
                settings: read.settings, given: read.given, client: read.client, serviceManager: read.serviceManager)
            try body(start, journal)
            journal.info("stopped")
            end(0)
        } catch {
            journal.error("\(error)", ["exit": "\(status(of: error))"])
            end(status(of: error))
        }
    }

    /// Work that was left may still run. What exit(3) takes down first, such as libcrypto's locks, must not be missing under
    /// it: a worker that was told to stop in the middle of a digest ended by SIGSEGV.
    private static func end(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }

    /// Blocks until SIGTERM or SIGINT.
    public static func waitForStop() {
        let semaphore = DispatchSemaphore(value: 0)
        StopSignal().listen { semaphore.signal() }
        semaphore.wait()
    }

    /// Writes a text for people to standard output and ends well.
    public static func tell(_ text: String) -> Never {
        write(Array((text + "\n").utf8), to: STDOUT_FILENO)
        exit(0)
    }

    private static func status(of error: any Error) -> Int32 {
        switch error {
        case is Settings.Wrong, is SettingError: ExitStatus.usage
        case let error as LogError: error.kind == .away ? ExitStatus.unavailable : ExitStatus.usage
        default: ExitStatus.software
        }
    }
}

/// sysexits(3).
enum ExitStatus {
    static let usage: Int32 = 64
    static let unavailable: Int32 = 69
    static let software: Int32 = 70
}
