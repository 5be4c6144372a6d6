// The services that tests talk to over HTTPS: `Tests/Servers/cloud.py` as a child process.
import Foundation
import TestSupport
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

    let caFile: String
    private let process: ServerProcess

    var port: Int { process.port }
    var base: String { "https://localhost:\(port)" }
    /// A container's address with a signature that holds.
    var container: String { base + "/container/images?sp=rwcdl&se=2099-01-01T00:00:00Z&sig=secret" }

    /// `folder` gets the certificates.
    init(in folder: String) throws {
        caFile = folder + "/ca.pem"
        process = try #require(try ServerProcess("cloud.py", [folder]))
    }

    func log() throws -> Log { try JSONDecoder().decode(Log.self, from: text()) }

    /// The same as JSON, with the leads that it took.
    func text() throws -> Data { Data(try curl(base + "/log").utf8) }

    /// `blocks`, `pages`: so many more are taken · `damage`: commits and pages keep other bytes · `status`: of every
    /// answer · `throttle`: so many answers of 503 · `page`: names in one list · `firewall`, `keyless`, `disabled`, `missing`
    /// containers: what the account's owner has set
    func misbehave(_ json: String) throws { _ = try curl(base + "/control", "--data", json) }

    /// A request of the account's owner, with so many headers.
    func put(_ path: String, _ query: String, _ headers: String..., body: String = "") throws {
        let address = "\(base)/container/\(path)?sp=rwcl&sig=secret&\(query)"
        _ = try curl(["--fail", "-X", "PUT", "--data-binary", body, address] + headers.flatMap { ["-H", $0] })
    }

    private func curl(_ arguments: String...) throws -> String { try curl(arguments) }

    private func curl(_ arguments: [String]) throws -> String {
        try output(of: "curl", ["-sS", "--noproxy", "*", "--cacert", caFile] + arguments)
    }
}
