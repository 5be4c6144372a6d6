// The servers that tests talk to: scripts of Tests/Servers as child processes.
import Foundation

/// A script that prints its port and ends when its standard input does. It ends with this object, and with our process
/// however that ends.
public final class ServerProcess {
    /// What the scripts end with if something that they need is not installed.
    private static let isMissing: Int32 = 77

    /// On 127.0.0.1.
    public let port: Int
    private let process = Process()
    private let lifeline = Pipe()

    /// Starts a script and waits for its port; nil if what it needs is not installed.
    public init?(_ name: String, _ arguments: [String] = []) throws {
        let script = URL(filePath: #filePath).appending(path: "../../Servers/\(name)").standardizedFileURL.path
        let output = Pipe()
        process.standardInput = lifeline
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script] + arguments
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data([10]) {
            line.append(byte)
        }
        guard let port = Int(String(decoding: line, as: UTF8.self)) else {
            process.waitUntilExit()
            if process.terminationStatus == Self.isMissing { return nil }
            throw ProgramFailed(words: "\(name) did not start")
        }
        self.port = port
    }

    deinit {
        try? lifeline.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

/// What a program writes to its standard output. Throws if it fails.
public func output(of program: String, _ arguments: String...) throws -> String {
    try output(of: program, arguments)
}

public func output(of program: String, _ arguments: [String]) throws -> String {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ProgramFailed(words: "\(program) failed") }
    return String(decoding: bytes, as: UTF8.self)
}

struct ProgramFailed: Error { let words: String }
