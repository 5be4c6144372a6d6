// The relay that tests send mail to: `Tests/Servers/relay.py` as a child process. And the folder that it writes to.

import Foundation
import Testing

/// A temporary folder that goes with the test.
final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "offers-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Written by a process of its own: a file that a thread here had open for writing could still be held by a child
    /// that another test starts at that moment, and then it cannot be run ("text file busy").
    func script(_ lines: String) throws -> String {
        let file = url.appending(path: "sendmail").path
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", #"printf '#!/bin/sh\n%s\n' "$1" > "$2" && chmod 755 "$2""#, "sh", lines, file]
        try shell.run()
        shell.waitUntilExit()
        try #require(shell.terminationStatus == 0)
        return file
    }

    func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path)
    }
}

final class Relay {
    /// What it notes of a mail that it took.
    struct Entry: Decodable {
        var sender: String
        var recipients: [String]
        var tls: Bool
        var user: String
    }

    let port: Int
    private let process = Process()
    private let folder: URL

    var address: String { "smtp://localhost:\(port)" }

    /// `ways`: `smtps` or `starttls`, `auth`.
    init(_ folder: Folder, _ ways: String...) throws {
        self.folder = folder.url
        let script = URL(filePath: #filePath).appending(path: "../../Servers/relay.py").standardizedFileURL.path
        let output = Pipe()
        // Debian's Python, which has Debian's aiosmtpd.
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [script, folder.url.path] + ways
        process.standardOutput = output
        try process.run()
        var line = Data()
        // One write of the port and a line end; the end of the file where Python failed.
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) {
            line += byte
        }
        port = try #require(Int(String(decoding: line, as: UTF8.self)))
    }

    deinit { stop() }

    func stop() {
        guard process.isRunning else { return }
        // Not terminate(): a child of a concurrency thread inherits its mask, in which SIGTERM is blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The mails that it took, in their order, with the line ends of SMTP.
    func mails() throws -> [String] {
        try (0..<entries().count).map {
            try String(contentsOf: folder.appending(path: "\($0).eml"), encoding: .utf8)
        }
    }

    func entries() throws -> [Entry] {
        let log = (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
        return try log.split(separator: "\n").map { try JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
    }

    func recipients() throws -> [String] { try entries().flatMap(\.recipients) }
}
