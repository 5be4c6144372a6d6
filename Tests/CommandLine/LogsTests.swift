import Foundation
import Testing

@testable import CommandLine

@Suite struct LogsTests {
    private let lines = """
        {"time":"2026-11-21T09:02:00.000Z","level":"error","program":"certify","message":"blocked","code":"scanner-away","offer":"contoso/web-vm","submission":"contoso/web-vm/3","trace_id":"4bf9"}
        {"time":"2026-11-21T09:00:00.000Z","level":"info","program":"validate-prerequisites","message":"step","offer":"contoso/web-vm","submission":"contoso/web-vm/3","step":1,"outcome":"completed","trace_id":"4bf9","took_ms":12}
        {"time":"2026-11-21T09:01:00.000Z","level":"info","program":"certify","message":"step","offer":"contoso/other","step":1}
        not a log line
        """

    private func withLogs(_ body: (URL) throws -> Void) throws {
        try withFile(lines, named: "certify.log") { file in
            let folder = URL(filePath: file).deletingLastPathComponent()
            try Data(lines.utf8).write(to: folder.appending(path: "notes.txt"))
            try body(folder)
        }
    }

    private let page = """
        Time (UTC)        Submission  Program                 Message  Details
        2026-11-21 09:00  #3          validate-prerequisites  step     step=1 outcome=completed took_ms=12
        2026-11-21 09:02  #3          certify                 blocked  code=scanner-away
          → Fix what reason names, then run offerctl resume OFFER.

        """

    @Test func `The lines about an offer are shown in order, with what to do about errors`() throws {
        try withLogs { folder in
            #expect(offerctl("logs", "contoso/web-vm", "--from", folder.path).out == page)
            #expect(offerctl("logs", "contoso/web-vm", "--from", folder.appending(path: "notes.txt").path).out == page)
            let rows = offerctl("logs", "contoso/web-vm", "--json", "--from", folder.path).out.split(separator: "\n")
            #expect(rows.count == 2 && rows[1].contains(#""code":"scanner-away""#))
            #expect(offerctl("logs", "fabrikam/db", "--from", folder.path).err == ["no log line is about fabrikam/db"])
            #expect(offerctl("logs", "contoso/web-vm", "--from", "/nowhere").code == .badFile)
        }
    }

    @Test func `The journal is read by journalctl, and its failure is reported`() throws {
        try withLogs { (folder: URL) throws in
            let program = folder.appending(path: "journalctl")
            func journal(_ script: String) throws -> Run {
                try Data("#!/bin/sh\n\(script)\n".utf8).write(to: program)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
                return offerctl(
                    "logs", "contoso/web-vm", "--from", "journal", environment: ["PATH": "\(folder.path):/usr/bin:/bin"]
                )
            }
            #expect(try journal("cat \(folder.path)/certify.log").out == page)
            #expect(try journal("exit 1").code == .badFile)
        }
    }
}
