// The life of a program around its own work: arguments, log, stop, end. Exit status 0 after a requested stop; otherwise
// one clear line and a status of sysexits(3), so that a supervisor restarts it.

import Base
import Dispatch
import FoundationEssentials
import Glibc
import Kafka
import KafkaLog
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

    /// Runs `body`, which returns when the program was asked to stop; ends the process with its exit status.
    public static func main(name: String, help: String, _ body: (Start, Logger) throws -> Void) -> Never {
        var logger = Logger(program: name)
        AllocatorTuning.keepSmall()
        StopSignal.block()
        // A peer that hangs up (a blob service during TLS, a closed standard output) must only fail the write with
        // EPIPE, not end the process. Not every library that writes for us has an option for that.
        signal(SIGPIPE, SIG_IGN)
        // In a container, no other program may wait for orphaned children.
        if getpid() == 1 {
            PlainThread.start {
                while true {
                    Spawn.reapOrphans()
                    sleep(1)
                }
            }
        }
        do {
            let read = try CommandLineSettings(
                arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
            if read.wantsHelp { tell(help) }
            if read.wantsVersion { tell("\(name) \(programVersion)") }
            logger = Logger(program: name, level: try read.settings.choice("log-level", default: .info))
            try Installation.begin(read.settings["prefix"])
            let start = Start(
                settings: read.settings, given: read.given, client: read.client, serviceManager: read.serviceManager)
            try body(start, logger)
            logger.log(.stopped)
            end(0)
        } catch {
            logger.log(.cannotContinue, ["reason": "\(error)", "exit": .number(Int(status(of: error)))])
            end(status(of: error))
        }
    }

    /// Unfinished work may still run, and exit(3) would free what it uses, such as libcrypto's locks: a worker that
    /// stopped during a digest once ended with SIGSEGV.
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
        case is Settings.Wrong, is SettingError, is MisplacedRow: ExitStatus.usage
        case let error as LogError:
            switch error.kind {
            case .away: ExitStatus.unavailable
            case .unfit: ExitStatus.usage
            case .changed: ExitStatus.software
            }
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
