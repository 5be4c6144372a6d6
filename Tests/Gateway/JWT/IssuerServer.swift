// An identity provider on loopback over https: `Tests/Servers/issuer.py` as a child process.

import Foundation
import Testing

final class IssuerServer {
    let address: String
    private let process = Process()
    /// Closes with us, however we end; the server ends with it.
    private let lifeline = Pipe()
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "issuer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = URL(filePath: #filePath).appending(path: "../../../Servers/issuer.py").standardizedFileURL.path
        let output = Pipe()
        process.standardInput = lifeline
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script, folder.path]
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data([10]) {
            line.append(byte)
        }
        address = "https://localhost:\(try #require(Int(String(decoding: line, as: UTF8.self)), "no server"))"
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The authority that signed its certificate.
    var certificate: String { folder.appending(path: "issuer.pem").path }

    func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: folder.appending(path: name)) }

    /// Paths of the requests so far.
    func asked() throws -> [String] {
        try String(contentsOf: folder.appending(path: "log"), encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
