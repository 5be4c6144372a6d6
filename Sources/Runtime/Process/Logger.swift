// The log of a program: one JSON object a line on standard error, each with time, level and program. Lines about an offer
// name it, its submission and its trace id, so that it can be followed through all logs.

import Base
import Glibc
import JSON
import Kafka
import Operations

/// What a member of a log line has: a text, or a number.
public enum LogValue: Sendable, Equatable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Int)

    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .number(value) }

    /// The text; nil for a number.
    var text: String? { if case .text(let text) = self { text } else { nil } }
}

/// The members of a log line besides time, level, program and message.
public typealias LogFields = [String: LogValue]

/// Writes log lines.
public struct Logger: Sendable {
    public typealias Level = LogMessage.Level

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

    /// Writes a line with the message's own level.
    public func log(_ message: LogMessage, _ fields: LogFields = [:]) { log(message, at: message.level, fields) }

    private func log(_ message: LogMessage, at level: Level, _ fields: LogFields) {
        guard level >= self.level else { return }
        write(line(level, message, at: now()) { $0.members(fields) })
    }

    /// A line including its line feed.
    private func line(
        _ level: Level, _ message: LogMessage, at time: Timestamp, _ fields: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        JSONWriter.bytes(capacity: 512) { json in
            json.object { json in
                json.member("time", time)
                json.member("level", level.rawValue)
                json.member("program", program)
                json.member("message", message.rawValue)
                fields(&json)
            }
            json.endLine()
        }
    }

    // MARK: Notes

    /// A log line that is written after its subject was committed.
    public struct Note: Sendable {
        fileprivate let line: [UInt8]
    }

    /// A line of level `info`; nil if those are not written, so that it costs nothing then.
    func note(_ message: LogMessage, at time: Timestamp, _ fields: (inout JSONWriter) -> Void) -> Note? {
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
            log(.kafkaClient, at: level, ["facility": .text(line.facility), "text": .text(line.text)])
        }
    }
}

extension JSONWriter {
    /// Writes the members of a log line, in the order of their names.
    mutating func members(_ fields: LogFields) {
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .text(let text): member(named: name, text)
            case .number(let number): member(named: name, number)
            }
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
