// A disk that is full is a fault that says so, asked before the work where the length is known.
import Foundation
import Testing

@testable import Assets

@Suite struct FullDiskTests {
    /// Runs the mover, whose target is `$1`, on a file system of 2 MiB; nil where this machine lets nobody mount one.
    private func moved(_ command: String, _ source: String, below folder: String) throws -> String? {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "unshare", "--map-root-user", "--mount", "sh", "-c",
            "mount -t tmpfs -o size=2m none \"$1\" || exit 77; \"$2\" \(command)", "sh", folder,
            KilledTests.mover.path, source,
        ]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 77 || text.contains("unshare") ? nil : text
    }

    @Test(arguments: [("", "has room for"), ("length=none", "no space left")])
    func `A download that does not fit says so`(faults: String, said: String) throws {
        let (scratch, server) = (try Scratch(), try FileServer())
        guard
            let text = try moved(
                "fetch \"$3\" \"$1/image\"", server.url(12_000_000, faults), below: scratch.path)
        else {
            return print("skipped: this machine lets nobody mount a file system")
        }
        #expect(text.contains(said), "\(text)")
    }

    @Test func `A copy that does not fit says so`() throws {
        let scratch = try Scratch()
        let source = try scratch.write("source", noise(6 << 20))
        let volume = scratch.file("volume")
        try FileManager.default.createDirectory(atPath: volume, withIntermediateDirectories: true)
        guard let text = try moved("copy \"$3\" \"file://$1/store\"", source, below: volume) else {
            return print("skipped: this machine lets nobody mount a file system")
        }
        #expect(text.contains("has room for"), "\(text)")
    }
}
