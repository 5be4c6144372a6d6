// A worker that only moves bytes, to be killed in the middle of it. Prints after each step how many bytes are there.
//
//   image-mover fetch URL PATH
//   image-mover copy FILE STORE [CA-FILE]     FILE as a disk

import Assets
import Foundation

@main
enum Program {
    static func main() {
        do { try run() } catch {
            try? FileHandle.standardError.write(contentsOf: Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func run() throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "fetch":
            _ = try GuardedFetch(policy: policy()).download(
                arguments[2], to: arguments[3], progress: { say($0.bytesDone) })
        case "copy":
            let digest = try Digest.ofFile(at: arguments[2])
            let size = try FileManager.default.attributesOfItem(atPath: arguments[2])[.size] as? Int64 ?? 0
            let region = try Region(
                name: "killed", store: arguments[3], caFile: arguments.count > 4 ? arguments[4] : nil)
            let blob = Asset.Blob(digest: digest, size: size, source: .file(arguments[2]))
            let asset = Asset(kind: .virtualMachineImage, blobs: [blob], root: digest)
            _ = try region.copy(asset, progress: { say($0.bytesDone) })
        default: exit(64)
        }
    }

    /// At once: standard output into a pipe is not flushed at each line.
    private static func say(_ bytes: Int64) {
        try? FileHandle.standardOutput.write(contentsOf: Data("\(bytes)\n".utf8))
    }

    private static func policy() throws -> FetchPolicy {
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1")]
        policy.leastPart = 1 << 20
        policy.noteEvery = 200_000
        return policy
    }
}
