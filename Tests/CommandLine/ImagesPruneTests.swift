// The certified store is emptied of what no offer needs, and only when that is confirmed and everybody's needs are known.

import Events
import Foundation
import Offers
import Testing

@testable import CommandLine

@Suite struct ImagesPruneTests {
    private let folder: String
    private let needed = String(repeating: "a", count: 64)
    private let gone = String(repeating: "b", count: 64)
    private let shelf = Shelf()

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/prune-XXXXXX").utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        for hex in [needed, gone] {
            try write("certified/blobs/sha256/\(hex)", "bytes")
            try write(
                "certified/assets/sha256/\(hex).json",
                #"{"blobs":[{"digest":"sha256:\#(hex)","size":5}],"kind":"virtual-machine-image","root":"sha256:\#(hex)"}"#
            )
        }
        try write(
            "regions.json",
            #"{"preview": [{"name": "a", "store": "a"}], "production": [{"name": "b", "store": "b"}]}"#)
        var status = running()
        status.facts[Fact.images] = "0=sha256:\(needed)"
        shelf.put(row(status))
    }

    private func write(_ name: String, _ text: String) throws {
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        // Long before what the tests take for now.
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: path)
    }

    private func prune(_ words: String...) -> Run {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return offerctl(
            ["images", "prune", "--regions", "\(folder)/regions.json", "--data-dir", folder] + words, shelf: shelf)
    }

    private func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/certified/blobs/sha256")) ?? []).sorted()
    }

    @Test func `Without confirmation it says what it would remove`() {
        let run = prune()
        #expect(run.out.hasPrefix("sha256:\(gone)\n1 images, 1 files, "))
        #expect(run.code == .refused)
        #expect(run.err == ["nothing was removed; add --yes to remove these images"])
    }

    @Test func `Confirmed it removes the image that nobody names`() {
        let run = offerctl(
            "images", "prune", "--yes", "--json", "--regions", "\(folder)/regions.json", "--data-dir", folder,
            shelf: shelf)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(run.out.contains(#""result":"removed""#) && run.out.contains(#""images":["sha256:\#(gone)"]"#))
        #expect(run.code == .done)
        #expect(names() == [needed])
    }

    @Test func `A status that cannot be read stops it`() {
        shelf.put(Message(topic: .status, key: Array("contoso/other".utf8), value: Array("{".utf8)))
        let run = offerctl(
            "images", "prune", "--yes", "--regions", "\(folder)/regions.json", "--data-dir", folder, shelf: shelf)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(run.code == .refused)
        #expect(names() == [needed, gone])
    }

    @Test func `A regions file that cannot be used is named`() throws {
        try write("regions.json", "{")
        #expect(prune().err.first?.contains("regions.json") == true)
    }
}
