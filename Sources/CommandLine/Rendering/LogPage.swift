// The log lines about an offer, for people: one row for each line, with remedies below warnings and errors.

import Base
import JSON
import Operations

/// What `offerctl logs` prints.
enum LogPage {
    /// Members that have columns, and members that are equal in all lines.
    private static let shown: Set = ["time", "level", "program", "message", "offer", "submission", "trace_id"]

    static func text(_ lines: [LogLine], _ palette: Palette) -> String {
        guard !lines.isEmpty else { return "" }
        var table = Table(["Time (UTC)", "Submission", "Program", "Message", "Details"])
        for line in lines {
            guard case .object(let members) = line.document else { continue }
            func member(_ name: String) -> String { line.document[name].map(plain) ?? "" }
            let level = LogMessage.Level(rawValue: member("level")) ?? .info
            let details = members.filter { !shown.contains($0.name) }.map { "\($0.name)=\(plain($0.value))" }
            let remedy = level >= .warning ? LogMessage(rawValue: member("message"))?.remedy : nil
            let number = member("submission").split(separator: "/").last.map { "#\($0)" } ?? ""
            table.add(
                [
                    .init(Timestamp(line.time)?.short ?? line.time), .init(number), .init(member("program")),
                    .init(member("message"), tone(level)), .init(details.joined(separator: " "), most: 400),
                ],
                below: remedy.map { ["  → " + $0.replacing("`", with: "")] } ?? [])
        }
        return table.lines(palette).joined(separator: "\n") + "\n"
    }

    private static func plain(_ value: JSONNode) -> String {
        value.text ?? String(decoding: value.json, as: UTF8.self)
    }

    private static func tone(_ level: LogMessage.Level) -> Palette.Tone? {
        switch level {
        case .error: .bad
        case .warning: .attention
        case .info, .debug: nil
        }
    }
}
