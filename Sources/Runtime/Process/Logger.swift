// The log of a program: one JSON object a line on standard error, each with time, level and program. Lines about an offer
// name it, its submission and its trace id, so that it can be followed through all logs.

import Base
import Glibc
import JSON
import Kafka

/// Writes log lines.
public struct Logger: Sendable {
    /// Severity.
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        public static func < (a: Level, b: Level) -> Bool {
            allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
        }
    }

    private let program: String
    private let level: Level
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable ([UInt8]) -> Void

    /// Writes lines of `level` and above to standard error: one write for a line or a batch of lines, so that the lines of
    /// several processes do not mix. If the disk is full, lines are lost and the work continues.
    public init(
        program: String, level: Level = .info, now: @escaping @Sendable () -> Timestamp = World.real.now
    ) {
        self.program = program
        self.level = level
        self.now = now
        write = { Runtime.write($0, to: STDERR_FILENO) }
    }

    /// The same with `write` as the target: it takes one line without its end, or several with ends between them.
    public init(
        program: String, level: Level = .info, now: @escaping @Sendable () -> Timestamp = World.real.now,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.program = program
        self.level = level
        self.now = now
        self.write = { write(String(decoding: $0.dropLast(), as: UTF8.self)) }
    }

    public func info(_ message: String, _ fields: [String: String] = [:]) { log(.info, message, fields) }
    public func warning(_ message: String, _ fields: [String: String] = [:]) { log(.warning, message, fields) }
    public func error(_ message: String, _ fields: [String: String] = [:]) { log(.error, message, fields) }

    func log(_ level: Level, _ message: String, _ fields: [String: String]) {
        guard level >= self.level else { return }
        write(
            line(level, message, at: now()) { json in
                for (name, value) in fields.sorted(by: { $0.key < $1.key }) { json.member(named: name, value) }
            })
    }

    /// A line with its line feed.
    private func line(
        _ level: Level, _ message: String, at time: Timestamp, _ fields: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        JSONWriter.bytes(capacity: 512) { json in
            json.object { json in
                json.member("time", time)
                json.member("level", level.rawValue)
                json.member("program", program)
                json.member("message", message)
                fields(&json)
            }
            json.endLine()
        }
    }

    // MARK: Notes

    /// A line that is written when its subject has been committed.
    public struct Note: Sendable {
        fileprivate let line: [UInt8]
    }

    /// A line of level `info`; nil where those are not written, so that it costs nothing then.
    func note(_ message: String, at time: Timestamp, _ fields: (inout JSONWriter) -> Void) -> Note? {
        level <= .info ? Note(line: line(.info, message, at: time, fields)) : nil
    }

    /// Writes the notes of a batch in one piece.
    func write(_ notes: some Sequence<Note>) {
        let lines = notes.flatMap(\.line)
        if !lines.isEmpty { write(lines) }
    }

    /// Takes librdkafka's own lines. Its info lines and its retries become debug lines: with our short waits it retries
    /// eighty times a second while a broker loads its coordinators.
    public var kafkaSink: KafkaLogSink {
        { [self] line in
            let level: Level =
                switch line.level {
                case .emergency, .alert, .critical, .error: .error
                case .warning: line.text.hasSuffix(": retrying") ? .debug : .warning
                case .notice, .info, .debug: .debug
                }
            log(level, line.text, ["facility": line.facility])
        }
    }
}

/// Writes all bytes, or as many as fit. Not by FileHandle, which ends the process on a full disk.
func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
    }
}
