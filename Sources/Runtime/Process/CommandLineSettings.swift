// Reads the settings of a worker from its arguments and environment.

import Base
import FoundationEssentials
import Glibc
import Kafka
import Telemetry

/// What a program was started with.
struct CommandLineSettings {
    var settings: Settings
    /// Names given as flags, to be checked against those that the program asks for.
    var given: [String] = []
    var wantsHelp = false
    var wantsVersion = false
    private let environment: [String: String]
    private var overrides: [String] = []

    /// Flags win over the environment. `--name value`, `--name=value`, `-X key=value`.
    init(arguments: [String], environment: [String: String]) throws {
        var values = Settings.values(in: environment)
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "-h", "--help": wantsHelp = true
            case "--version": wantsVersion = true
            case "-X":
                guard let pair = rest.popFirst() else { throw Settings.Wrong("-X needs key=value after it") }
                overrides.append(pair)
            case _ where argument.hasPrefix("--"):
                let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = String(parts[0])
                guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                    throw Settings.Wrong("--\(name) needs a value after it")
                }
                values[name] = value
                given.append(name)
            default: throw Settings.Wrong("unexpected argument \"\(argument)\"; options are --name VALUE. See --help")
            }
        }
        settings = Settings(values)
        self.environment = environment
    }

    /// systemd, where it started us with `Type=notify` (sd_notify(3), sd_watchdog_enabled(3)).
    var serviceManager: ServiceManager {
        let isForUs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let watchdog = isForUs ? environment["WATCHDOG_USEC"].flatMap { Int64($0) } : nil
        return ServiceManager(socket: environment["NOTIFY_SOCKET"], watchdogMicroseconds: watchdog)
    }

    /// The Kafka client's properties: file < environment < `-X`.
    func client() throws -> ClientSettings {
        try ClientSettings.load(
            file: settings["client-properties"], environment: environment, overrides: overrides,
            bootstrapServers: try Self.address(settings["broker"] ?? "127.0.0.1:9092"))
    }

    /// `@FILE` stands for the address that the file holds, as `offer-broker` writes it.
    private static func address(_ text: String) throws -> String {
        guard text.hasPrefix("@") else { return text }
        let file = String(text.dropFirst())
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Settings.Wrong(
                "--broker \(text): there is no file \(file); start offer-broker first, or give HOST:PORT")
        }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    }
}
