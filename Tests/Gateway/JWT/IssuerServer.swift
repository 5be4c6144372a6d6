// An identity provider on loopback over https: `Tests/Servers/issuer.py` as a child process.

import Foundation
import TestSupport
import Testing

final class IssuerServer {
    private let process: ServerProcess
    private let folder: URL

    /// `signIn`: client, secret and address of a client whose people can sign in there. Without it, nobody can.
    init(signIn: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "issuer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = try #require(try ServerProcess("issuer.py", [folder.path] + signIn))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var address: String { "https://localhost:\(process.port)" }

    /// The authority that signed its certificate.
    var certificate: String { folder.appending(path: "ca.pem").path }

    func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: folder.appending(path: name)) }

    /// Paths of the requests so far.
    func asked() throws -> [String] {
        try String(contentsOf: folder.appending(path: "log"), encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
