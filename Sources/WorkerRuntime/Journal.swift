// The log for people and programs: one JSON object a line on standard error, each with time, level and program.

import Foundation
import Kafka
import Offers

/// Writes log lines.
public struct Journal: Sendable {
    /// How grave.
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        public static func < (a: Level, b: Level) -> Bool {
            allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
        }
    }

    private let program: String
    private let level: Level
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable (String) -> Void

    /// Lines of `level` and graver; `write` takes one line without its end.
    public init(
        program: String, level: Level = .info, now: @escaping @Sendable () -> Timestamp = World.real.now,
        write: @escaping @Sendable (String) -> Void = Journal.standardError
    ) {
        self.program = program
        self.level = level
        self.now = now
        self.write = write
    }

    /// One write a line, so that lines of several processes do not mix.
    public static let standardError: @Sendable (String) -> Void = { line in
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    public func info(_ message: String, _ fields: [String: String] = [:]) { log(.info, message, fields) }
    public func warning(_ message: String, _ fields: [String: String] = [:]) { log(.warning, message, fields) }
    public func error(_ message: String, _ fields: [String: String] = [:]) { log(.error, message, fields) }

    func log(_ level: Level, _ message: String, _ fields: [String: String]) {
        guard level >= self.level else { return }
        var members = ["time": now().description, "level": level.rawValue, "program": program, "message": message]
        members.merge(fields) { own, _ in own }
        write(String(decoding: wire(members), as: UTF8.self))
    }

    /// Where librdkafka's own lines go; what it calls info is its own housekeeping.
    public var kafkaSink: KafkaLogSink {
        { [self] line in
            let level: Level =
                switch line.level {
                case .emergency, .alert, .critical, .error: .error
                case .warning: .warning
                case .notice, .info, .debug: .debug
                }
            log(level, line.text, ["facility": line.facility])
        }
    }
}
