// `offerctl logs`: what the programs logged about one offer, from files, standard input or the journal of systemd.

import Foundation
import JSON
import Offers

extension CommandSpec {
    static let logs = CommandSpec(
        name: "logs", group: .views, operands: [.offer], options: [.from],
        summary: "Show what the programs logged about an offer",
        details: """
            Shows the log lines about OFFER in the order of time, with what to do about warnings
            and errors. PATH is a folder of *.log files, a file, "-" (standard input) or
            "journal" (journalctl). Default: the folder var/log if it exists, otherwise the journal.
            """,
        json: "The log lines as they are, one a line."
    ) { invocation in
        let offer = try invocation.arguments.offer()
        var lines: [LogLine] = []
        try LogSource(invocation.arguments[.from], invocation.environment).readLines { bytes in
            guard let line = LogLine(bytes), line.offer == offer.description else { return }
            lines.append(line)
        }
        // Each program's lines are in order; lines of different programs are ordered by time.
        let sorted = lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        if sorted.isEmpty { invocation.out.warn("no log line is about \(offer)") }
        invocation.show(
            documents: sorted.map(\.document), orText: LogPage.text(sorted, invocation.out.palette))
    }
}

extension OptionSpec {
    fileprivate static let from = OptionSpec(
        name: "--from", value: "PATH", accepts: .files, help: "Folder or file of logs, - or journal")
}

/// Where log lines come from.
private enum LogSource {
    case files([String])
    case standardInput
    case journal([String: String])

    init(_ path: String?, _ environment: [String: String]) throws(ToolError) {
        switch path {
        case "-": self = .standardInput
        case "journal": self = .journal(environment)
        case nil where !LogSource.isFolder("var/log"): self = .journal(environment)
        default: self = .files(try LogSource.files(path ?? "var/log"))
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func files(_ path: String) throws(ToolError) -> [String] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw ToolError(.badFile, "\(path): file not found; check the path")
        }
        guard isFolder(path) else { return [path] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".log") }.sorted().map { "\(path)/\($0)" }
    }

    func readLines(_ body: ([UInt8]) throws -> Void) throws {
        switch self {
        case .files(let files): for file in files { try eachLine(of: file, body) }
        case .standardInput: try eachLine(of: FileHandle.standardInput, body)
        case .journal(let environment): try eachLineOfJournal(environment, body)
        }
    }

    private func eachLineOfJournal(_ environment: [String: String], _ body: ([UInt8]) throws -> Void) throws {
        let journal = Process()
        let pipe = Pipe()
        journal.executableURL = URL(filePath: "/usr/bin/env")
        journal.arguments = ["journalctl", "--output", "cat", "--no-pager", "--unit", "publishing-pipeline@*"]
        journal.environment = environment
        journal.standardOutput = pipe
        try journal.run()
        try eachLine(of: pipe.fileHandleForReading, body)
        journal.waitUntilExit()
        guard journal.terminationStatus == 0 else {
            throw ToolError(.badFile, "journalctl failed; use --from PATH for logs in files")
        }
    }
}

/// One line of a log.
struct LogLine {
    let document: JSONNode
    let time: String
    let offer: String

    /// Nil if the bytes are not a log line about an offer.
    init?(_ bytes: [UInt8]) {
        guard bytes.first == UInt8(ascii: "{"), let node = try? JSONNode(bytes), let time = node["time"]?.text,
            let offer = node["offer"]?.text
        else { return nil }
        (document, self.time, self.offer) = (node, time, offer)
    }
}
