// A disk that is full is a fault that says so, asked before the work where the length is known.
import Foundation
import Testing

@testable import Assets

/// A file system of 2 MiB.
private enum SmallDisk {
    static let mayBeMounted = (try? run("true", "", below: NSTemporaryDirectory())) == ""

    /// Runs a command of the shell with it in a folder, which is `$1`. `$2` is the mover, `$3` its source.
    static func run(_ command: String, _ source: String, below folder: String) throws -> String {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "unshare", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=2m none \"$1\" && \(command)",
            "sh", folder, KilledTests.mover.path, source,
        ]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}

@Suite(.enabled(if: SmallDisk.mayBeMounted, "mounting a file system needs a user namespace"))
struct FullDiskTests {
    @Test(arguments: [("", "has room for"), ("length=none", "no space left")])
    func `A download that does not fit says so`(faults: String, said: String) throws {
        let (scratch, server) = (try Scratch(), try FileServer())
        let text = try SmallDisk.run(
            "\"$2\" fetch \"$3\" \"$1/image\"", server.url(12_000_000, faults), below: scratch.path)
        #expect(text.contains(said), "\(text)")
    }

    @Test func `A copy that does not fit says so`() throws {
        let scratch = try Scratch()
        let source = try scratch.write("source", noise(6 << 20))
        let volume = scratch.file("volume")
        try FileManager.default.createDirectory(atPath: volume, withIntermediateDirectories: true)
        let text = try SmallDisk.run("\"$2\" copy \"$3\" \"file://$1/store\"", source, below: volume)
        #expect(text.contains("has room for"), "\(text)")
    }
}
