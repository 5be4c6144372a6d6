// check-image: what certification would say of an image, before it is uploaded.

import Assets
import Foundation
import ImageFixtures
import Offers
import Testing

@testable import CommandLine

@Suite final class CheckImageTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "check-image-\(UUID())").path
    private let policy = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/policy/policy.json").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test func `A good disk gives its digest, and is held against what it is for`() throws {
        let disk = "\(folder)/data.vhd"
        try VHD.create(path: disk, virtualSize: 20 << 20)
        let digest = try Digest.ofFile(at: disk)
        #expect(
            offerctl("check-image", disk, "--as", "data", "--policy", policy)
                == Run(out: "\(disk): no problems\n\(digest)\n"))
        let run = offerctl("check-image", disk, "--policy", policy)
        #expect(run.code == .badFile)
        #expect(run.out.hasPrefix("error: \(disk)  vhd-too-small\n"))
        #expect(!run.out.contains(digest.description))
        #expect(run.err == ["\(disk): 1 problem; fix them and check again"])
        let json = offerctl("check-image", disk, "--policy", policy, "--json").out
        #expect(try Problem(json: Array(json.utf8)).code == "vhd-too-small")
    }

    @Test func `A layout gives its tags, each with the digest that the document lists`() throws {
        let layout = "\(folder)/layout"
        let tags = try OCILayout.create(path: layout, tags: ["latest", "1.0-slim"])
        let lines = tags.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value)\n" }
        #expect(
            offerctl("check-image", layout, "--policy", policy)
                == Run(out: "\(layout): no problems\n" + lines.joined()))
        try FileManager.default.removeItem(atPath: layout + "/oci-layout")
        #expect(offerctl("check-image", layout, "--policy", policy).out.hasPrefix("error: \(layout)  oci-no-layout\n"))
    }

    @Test func `A file that is not there and a use that does not exist are refused`() {
        let path = "\(folder)/nowhere"
        #expect(
            offerctl("check-image", path, "--policy", policy)
                == Run(err: ["\(path): file not found; check the path"], code: .badFile))
        #expect(offerctl("check-image", path, "--as", "amiga", "--policy", policy).code == .usage)
    }
}
