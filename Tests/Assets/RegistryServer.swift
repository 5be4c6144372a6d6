// A registry that tests talk to over HTTPS: `Tests/Servers/registry.py`, or Debian's by `Tests/Servers/docker_registry.py`, as a
// child process.
import Foundation
import TestSupport
import Testing

final class RegistryServer {
    let caFile: String
    private let process: ServerProcess

    var port: Int { process.port }
    var host: String { "127.0.0.1:\(port)" }

    /// `folder` gets the certificates. Nil where the script says that what it needs is not installed.
    init?(_ script: String = "registry.py", in folder: String, _ arguments: String...) throws {
        caFile = folder + "/ca.pem"
        guard let process = try ServerProcess(script, [folder] + arguments) else { return nil }
        self.process = process
    }

    /// Pushes a layout's blobs and the manifests in its index under their tags, and each under one more.
    func push(_ layout: String, to name: String, adding more: String? = nil) throws {
        let blobs = layout + "/blobs/sha256"
        var types: [String: String] = [:]
        for blob in try FileManager.default.contentsOfDirectory(atPath: blobs) {
            try put("\(name)/blobs/sha256:\(blob)", "application/octet-stream", blobs + "/" + blob)
            let document = try? JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: blobs + "/" + blob)))
            let parts = (document as? [String: Any])?["manifests"] as? [[String: Any]] ?? []
            for part in parts { types[part["digest"] as? String ?? ""] = part["mediaType"] as? String }
        }
        let bytes = try Data(contentsOf: URL(filePath: layout + "/index.json"))
        let index = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        for descriptor in index["manifests"] as? [[String: Any]] ?? [] {
            let digest = try #require(descriptor["digest"] as? String)
            let annotations = descriptor["annotations"] as? [String: String]
            let tag = annotations?["org.opencontainers.image.ref.name"] ?? digest
            let type = try #require(descriptor["mediaType"] as? String)
            for tag in [tag, more].compactMap(\.self) {
                try put("\(name)/manifests/\(tag)", type, blobs + "/" + digest.dropFirst(7))
            }
        }
        for (digest, type) in types {
            let file = blobs + "/" + digest.dropFirst(7)
            guard FileManager.default.fileExists(atPath: file) else { continue }
            try put("\(name)/manifests/\(digest)", type, file)
        }
    }

    /// What it is to do, as the script says; forgets what it was asked.
    func control(_ json: String) throws { _ = try curl("/control", "--data", json) }

    /// What it was asked: method, path, and `token` where a token came.
    func log() throws -> [[String]] { try JSONDecoder().decode([[String]].self, from: Data(curl("/log").utf8)) }

    /// `path`: `NAME/manifests/TAG` or `NAME/blobs/DIGEST`.
    func put(_ path: String, _ type: String, _ file: String) throws {
        _ = try curl("/v2/" + path, "-X", "PUT", "-H", "Content-Type: \(type)", "--data-binary", "@\(file)")
    }

    private func curl(_ path: String, _ arguments: String...) throws -> String {
        try output(
            of: "curl", ["-sS", "--fail", "--noproxy", "*", "--cacert", caFile, "https://\(host)\(path)"] + arguments)
    }
}
