// What tests of stages share: a folder that goes away, a job at a step, a disk, pictures, and a cloud to talk to.

import Assets
import Base
import Events
import Foundation
import JSON
import Offers
import Testing

@testable import Stages

/// A folder of its own for one test, removed with it, and jobs whose files lie in it.
final class Workshop {
    let folder: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/stages-XXXXXX").utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { folder + "/" + name }

    @discardableResult
    func write(_ name: String, _ bytes: Data) throws -> String {
        let path = path(name)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try bytes.write(to: URL(filePath: path))
        return path
    }

    /// Settings of a stage whose own files lie in the folder, and that may read there.
    func settings(_ more: [String: String] = [:]) -> Settings {
        let usual = [
            "data-dir": path("data"), "downloads-dir": path("downloads"), "packages-dir": path("packages"),
            "file-roots": folder, "regions": path("regions.json"),
            "policy": Draft.root.appending(path: "deploy/policy/policy.json").path,
        ]
        return Settings(usual.merging(more) { $1 })
    }

    /// The settings file of regions: names and stores.
    func regions(preview: [String: String], production: [String: String]) throws {
        func list(_ set: [String: String]) -> [[String: String]] {
            set.sorted { $0.key < $1.key }.map { ["name": $0.key, "store": $0.value] }
        }
        let file = ["preview": list(preview), "production": list(production)]
        try write("regions.json", try JSONSerialization.data(withJSONObject: file))
    }

    /// A job of `contoso/web-server` at a stage, with facts of earlier stages.
    func job(
        _ draft: Draft, at stage: Stage, _ facts: [String: String] = [:], attempt: Int = 1,
        report: @escaping @Sendable (Offers.Progress) -> Void = { _ in }
    ) throws -> StageJob {
        var step = try scheduled(draft.bytes(), of: "contoso/web-server", at: stage, facts)
        step.attempt = attempt
        return StageJob(step: step, now: draft.check.now, report: report)
    }

    /// A file of bytes without a pattern, and its digest.
    func disk(_ name: String, megabytes: Int) throws -> (url: String, digest: Digest) {
        var bytes = Data(count: megabytes << 20)
        var state: UInt64 = 7
        for place in stride(from: 0, to: bytes.count, by: 61) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[place] = UInt8(truncatingIfNeeded: state >> 33)
        }
        let path = try write(name, bytes)
        return ("file://" + path, try Digest.of(bytes))
    }
}

/// The draft of a virtual machine with one disk, at this address.
func offer(disk url: String) throws -> Draft {
    var draft = try Draft()
    draft.set("/plans/0/images", [["version": "1.0.0", "osDisk": ["url": url]]])
    draft.set("/testDrive/enabled", false)
    return draft
}

extension StageOutcome {
    var problems: [Problem] { if case .rejected(let problems) = self { problems } else { [] } }
    var outputs: StepOutputs? { if case .completed(let outputs, _) = self { outputs } else { nil } }
    /// `pointer code` of each problem, sorted.
    var findings: [String] { problems.map { "\($0.pointer) \($0.code)" }.sorted() }
}
