// A folder for one test, removed with it, and the settings that let stages work in it.

import Base
import Events
import Foundation
import JSON
import Offers
import Synchronization
import Testing

@testable import Assets
@testable import Stages

final class StageScratch: Sendable {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/stages-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template), let real = realpath(made, nil) else { throw POSIXError(.EIO) }
        defer { free(real) }
        path = String(cString: real)
        try regions()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
    func url(_ name: String) -> String { "file://\(path)/\(name)" }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let folder = URL(filePath: file(name)).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: file(name)))
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

    func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: file(folder))) ?? []).sorted()
    }

    /// Settings for any stage: files under the scratch may be read, its data lies under `var`.
    func settings(_ more: [String: String] = [:]) -> Settings {
        let usual = [
            "file-roots": path, "data-dir": file("var"), "policy": Self.repository + "/deploy/policy/policy.json",
            "regions": file("regions.json"), "require-scanner": "no",
        ]
        return Settings(usual.merging(more) { $1 })
    }

    /// Writes a region file with these stores, relative to `var`.
    func regions(preview: [String] = ["west", "north"], production: [String] = ["europe", "japan"]) throws {
        let entries = { (names: [String]) in
            names.map { #"{"name": "\#($0)", "store": "\#($0)"}"# }.joined(separator: ",")
        }
        try write("regions.json", #"{"preview": [\#(entries(preview))], "production": [\#(entries(production))]}"#)
    }

    /// Puts a file into the certified store, as certification does.
    @discardableResult
    func certify(_ name: String) throws -> Digest {
        let digest = try Digest.ofFile(at: file(name))
        let size = try #require(try FileSystem.sizeIfThere(file(name)))
        let blob = Asset.Blob(digest: digest, size: size, source: .file(file(name)))
        try certify(Asset(kind: .virtualMachineImage, blobs: [blob], root: digest))
        return digest
    }

    func certify(_ asset: Asset) throws {
        _ = try Region(name: "certified", store: url("var/certified")).copy(asset)
    }

    static let repository = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL.path
}

/// Collects what a job reports.
final class Reports: Sendable {
    private let collected = Mutex<[Offers.Progress]>([])

    var all: [Offers.Progress] { collected.withLock { $0 } }
    func add(_ progress: Offers.Progress) { collected.withLock { $0.append(progress) } }
}

/// The problems of an outcome; nil where it has none.
func problems(_ outcome: StageOutcome) -> [Problem]? {
    if case .rejected(let problems) = outcome { problems } else { nil }
}

/// The outputs of an outcome; nil where it has none.
func outputs(_ outcome: StageOutcome) -> StepOutputs? {
    if case .completed(let outputs, _) = outcome { outputs } else { nil }
}
