// The services that tests talk to over HTTPS: `Tests/Servers/cloud.py` as a child process.
import Foundation
import Testing

final class Cloud {
    /// What it was asked and what it holds, as it answers itself.
    struct Log: Decodable {
        /// Method, path, `comp`, `blockid`, and `from` where the service read the bytes from an address.
        var requests: [[String]]
        var blobs: [String: Int]
        var waiting: [String: Int]
        /// Pages that hold something.
        var pages: [String: Int]

        func count(_ method: String, comp: String = "") -> Int {
            requests.count { $0[0] == method && $0[2] == comp }
        }
    }

    let port: Int
    let caFile: String
    private let process = Process()
    /// Closes with us, however we end; the server ends with it.
    private let lifeline = Pipe()

    var base: String { "https://localhost:\(port)" }
    /// A container's address with a signature that holds.
    var container: String { base + "/container/images?sp=rwcdl&se=2099-01-01T00:00:00Z&sig=secret" }

    /// `folder` gets the certificates.
    init(in folder: String) throws {
        let script = URL(filePath: #filePath).appending(path: "../../Servers/cloud.py").standardizedFileURL.path
        caFile = folder + "/ca.pem"
        let pipe = Pipe()
        process.standardInput = lifeline
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script, folder]
        process.standardOutput = pipe
        try process.run()
        var line = Data()
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data([10]) {
            line.append(byte)
        }
        port = try #require(Int(String(decoding: line, as: UTF8.self)), "the server did not start")
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func log() throws -> Log { try JSONDecoder().decode(Log.self, from: text()) }

    /// The same as JSON, with the leads that it took.
    func text() throws -> Data { Data(try curl(base + "/log").utf8) }

    /// `blocks`, `pages`: so many more are taken · `damage`: commits and pages keep other bytes · `status`: of every
    /// answer · `throttle`: so many answers of 503 · `page`: names in one list · `firewall`, `keyless`, `disabled`, `missing`
    /// containers: what the account's owner has set
    func misbehave(_ json: String) throws { _ = try curl(base + "/control", "--data", json) }

    /// A request of the account's owner.
    func put(_ path: String, _ query: String, _ header: String, _ body: String = "") throws {
        let address = "\(base)/container/\(path)?sp=rwcl&sig=secret&\(query)"
        _ = try curl("--fail", "-X", "PUT", "-H", header, "--data-binary", body, address)
    }

    private func curl(_ arguments: String...) throws -> String {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["curl", "-sS", "--noproxy", "*", "--cacert", caFile] + arguments
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "curl failed")
        return String(decoding: bytes, as: UTF8.self)
    }
}
