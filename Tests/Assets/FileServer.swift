// A web server with one file, for downloads that go wrong: `Tests/Servers/files.py` as a child process.
import Foundation
import TestSupport
import Testing

final class FileServer {
    /// One request, as the server saw it.
    struct Asked: Decodable {
        var range: String?
        var `if`: String?
        /// Bytes of the body that were sent.
        var sent: Int
    }

    var port: Int { process.port }
    private let process: ServerProcess

    init() throws { process = try #require(try ServerProcess("files.py")) }

    /// The file's address; `faults` as the script has them.
    func url(_ size: Int, _ faults: String = "") -> String {
        "http://127.0.0.1:\(port)/file?size=\(size)" + (faults.isEmpty ? "" : "&" + faults)
    }

    /// The bytes of a version.
    func content(_ size: Int, version: Int = 0) throws -> String {
        let faults = version == 0 ? "" : "&changes=1"
        if version > 0 { _ = try curl("/file?size=1") }
        let digest = try output(
            of: "sh", "-c", "curl -sS --noproxy '*' 'http://127.0.0.1:\(port)/file?size=\(size)\(faults)' | sha256sum")
        try forget()
        return "sha256:" + digest.prefix(64)
    }

    func log() throws -> [Asked] { try JSONDecoder().decode([Asked].self, from: Data(curl("/log").utf8)) }

    func forget() throws { _ = try curl("/reset") }

    /// Lets answers come that `hold` holds back.
    func release() throws { _ = try curl("/release") }

    private func curl(_ path: String) throws -> String {
        try output(of: "curl", "-sS", "--noproxy", "*", "http://127.0.0.1:\(port)\(path)")
    }
}
