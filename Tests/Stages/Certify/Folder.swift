// A directory of its own for one test, programs that make images in it, and the certification of what is made.

import Assets
import Base
import Events
import Foundation
import JSON
import Offers
import Testing

@testable import Stages

/// Removed with the test.
final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/certify-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw POSIXError(.EIO) }
        path = String(cString: made)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Runs a shell command here; a failure is a failure of the test.
    @discardableResult
    func run(_ command: String) throws -> String {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-euc", command]
        process.currentDirectoryURL = URL(filePath: path)
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(command) failed")
        return String(decoding: bytes, as: UTF8.self)
    }

    func write(_ name: String, at offset: UInt64 = 0, _ bytes: [UInt8]) throws {
        let url = URL(filePath: file(name))
        if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
        let handle = try FileHandle(forUpdating: url)
        defer { try? handle.close() }
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: Data(bytes))
    }
}

/// Bytes without a pattern that a block size would meet, the same every time; never a stretch of zeros.
func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 7
    let block = (0..<4099).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count { bytes += block }
    return Array(bytes.prefix(count))
}

/// Certification with the marketplace's rules, but for small disks, so that tests are quick.
struct CertifyBench {
    let folder: Folder
    var settings: [String: String]

    init(scanner: ScannerAddress? = nil) throws {
        folder = try Folder()
        let policy = try Data(contentsOf: Draft.root.appending(path: "deploy/policy/policy.json"))
        var rules = try #require(try JSONSerialization.jsonObject(with: policy) as? [String: Any])
        let small = ["leastMiB": 8, "mostMiB": 512]
        rules["certification"] = [
            "disks": ["windows": ["leastMiB": 16, "mostMiB": 64], "linux": small, "data": small],
            "unpacking": ["entries": 100, "mostMiB": 16, "ratio": 200],
            "scanning": [
                "rescanAfterDays": 7, "encrypted": "refuse", "compression": "refuse", "length": "note",
                "limit": "refuse",
            ] as [String: Any],
        ]
        try JSONSerialization.data(withJSONObject: rules).write(to: URL(filePath: folder.file("policy.json")))
        settings = ["policy": folder.file("policy.json"), "file-roots": folder.path, "data-dir": folder.path]
        if let scanner { settings["scanner"] = "\(scanner)" } else { settings["require-scanner"] = "no" }
    }

    func address(_ name: String) -> String { "file://\(folder.path)/\(name)" }

    /// A virtual machine whose one disk is the file.
    func machine(_ name: String, digest: String? = nil, family: String = "linux") throws -> Draft {
        var draft = try Draft("offer-vm")
        var disk = ["url": address(name)]
        disk["digest"] = digest
        draft.set("/plans/0/operatingSystem/family", family)
        draft.set("/testDrive/enabled", false)
        draft.set("/plans/0/images", [["version": "1.0.0", "osDisk": disk, "dataDisks": [Any]()] as [String: Any]])
        return draft
    }

    /// A container whose image is the layout.
    func container(_ name: String, tags: [String: String]) throws -> Draft {
        var draft = try Draft("offer-container")
        let list = tags.sorted { $0.key < $1.key }.map { ["tag": $0.key, "digest": $0.value] }
        draft.set("/plans/0/images", [["layout": address(name), "tags": list] as [String: Any]])
        return draft
    }

    /// A solution whose package is the file.
    func package(_ name: String) throws -> Draft {
        var draft = try Draft("offer-solution-template")
        draft.set("/plans/0/package", ["version": "1.0.0", "url": address(name)])
        return draft
    }

    /// Changes what the policy says of a reason for not looking into a file.
    func setPolicy(_ reason: String, _ old: String, to new: String) throws {
        let path = folder.file("policy.json")
        let policy = try String(contentsOfFile: path, encoding: .utf8)
        let changed = policy.replacing("\"\(reason)\":\"\(old)\"", with: "\"\(reason)\":\"\(new)\"")
        try #require(changed != policy)
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Certifies the draft as its second submission; the first may have certified, and the offer may have been live.
    func certify(
        _ draft: Draft, after certified: OfferStatus.Certified? = nil, live terms: String? = nil,
        by certification: Certification? = nil
    ) async throws -> StageOutcome {
        var step = try scheduled(draft.bytes(), at: .certify, submission: 2)
        step.certified = certified
        step.liveTerms = terms
        return try await (certification ?? Certification(Settings(settings))).perform(
            StageJob(step: step, now: Timestamp(milliseconds: 0)))
    }

    /// The codes of a rejection; empty where it was none.
    func codes(
        _ draft: Draft, after certified: OfferStatus.Certified? = nil, live terms: String? = nil
    ) async throws -> [String] {
        try await certify(draft, after: certified, live: terms).problems.map(\.code)
    }

    /// The outputs of a completion.
    func outputs(_ draft: Draft, after certified: OfferStatus.Certified? = nil) async throws -> StepOutputs {
        let outcome = try await certify(draft, after: certified)
        return try #require(outcome.outputs, "it was rejected")
    }

    /// A report by its digest, as JSON.
    func report(_ digest: String) throws -> [String: Any] {
        let bytes = try Data(contentsOf: URL(filePath: folder.file("reports/\(digest.dropFirst(7)).json")))
        try #require(try Digest.of(bytes).description == digest)
        return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }
}
