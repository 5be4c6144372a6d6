// What workers do with images, each step by itself: for the tests that kill it in the middle, and for the benchmark. Prints how
// many bytes are there while it moves them.
//
//   image-mover fetch URL PATH [small]        small: short parts and frequent notes, for small files
//   image-mover receive URL PATH [SCANNER|small]   a disk that is certified while it arrives; prints its digest at last
//   image-mover certify FILE [SCANNER]        digest and checks of a disk, and a scan
//   image-mover copy FILE STORE [CA-FILE]     a disk into a store
//   image-mover regions FILE CERTIFIED STORE… certified, kept, and copied to stores at the same time

import Assets
import Foundation
import ImageFixtures

@main
enum Program {
    static func main() async {
        do { try await run(Array(CommandLine.arguments.dropFirst())) } catch {
            try? FileHandle.standardError.write(contentsOf: Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        switch arguments.first {
        case "fetch":
            _ = try GuardedFetch(policy: policy(isSmall: arguments.count > 3)).download(
                arguments[1], to: arguments[2], progress: { say($0.bytesDone) })
        case "receive":
            let option = arguments.count > 3 ? arguments[3] : nil
            let fetch = GuardedFetch(policy: try policy(isSmall: option == "small"))
            let asset = try fetch.fetch(arguments[1], to: arguments[2]) {
                try certify($0, scanner: option == "small" ? nil : option, also: Teller())
            }.made
            print(asset.root)
        case "certify": _ = try certify(arguments[1], scanner: arguments.count > 2 ? arguments[2] : nil)
        case "copy":
            let region = try Region(
                name: "killed", store: arguments[2], caFile: arguments.count > 3 ? arguments[3] : nil)
            _ = try region.copy(certify(arguments[1]), progress: { say($0.bytesDone) })
        case "regions":
            let certified = try Region(name: "certified", store: arguments[2])
            let asset = try certify(arguments[1])
            _ = try certified.copy(asset)
            guard let kept = try certified.asset(asset.root)?.with(data: asset.data) else { exit(1) }
            try await withThrowingTaskGroup { group in
                for store in arguments[3...] {
                    group.addTask { _ = try Region(name: "region", store: store).copy(kept) }
                }
                try await group.waitForAll()
            }
        default: exit(64)
        }
    }

    /// Reads a disk once, as certification does.
    private static func certify(_ path: String, scanner: String? = nil) throws -> Asset {
        try certify(ImageReader(path: path), scanner: scanner)
    }

    private static func certify(
        _ reader: ImageReader, scanner: String? = nil, also teller: Teller? = nil
    ) throws -> Asset {
        let clamd = scanner.flatMap { ScannerAddress($0) }.map { MalwareScanner($0, window: 24 << 20) }
        let scan = ContentScan(clamd)
        let raw = scan.raw("disk")
        let also = [raw, teller] as [(any ImageConsumer)?]
        let report = try VHD.inspect(reader, limits: .anyDisk, also: also.compactMap(\.self))
        try scan.finish(raw)
        return report.asset(path: reader.path)
    }

    /// At once: standard output into a pipe is not flushed at each line.
    fileprivate static func say(_ bytes: Int64) {
        try? FileHandle.standardOutput.write(contentsOf: Data("\(bytes)\n".utf8))
    }

    private static func policy(isSmall: Bool) throws -> FetchPolicy {
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1")]
        if isSmall {
            (policy.leastPart, policy.longestPart, policy.readStep) = (1 << 20, 1 << 20, 200_000)
            policy.noteEvery = .milliseconds(20)
        }
        return policy
    }
}

/// Says how many bytes were read.
private final class Teller: ImageConsumer {
    func take(_ chunk: ImageChunk) { Program.say(chunk.offset + Int64(chunk.bytes.count)) }
}
