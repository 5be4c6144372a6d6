// A worker that is killed at any byte of a download or copy: the next one ends with the right bytes.
import Foundation
import ImageFixtures
import TestSupport
import Testing

@testable import Assets

@Suite struct KilledTests {
    private static let points = 1...20

    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Executables lie beside the test bundle.
    static let mover =
        (Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
        ?? URL(fileURLWithPath: CommandLine.arguments[0])).deletingLastPathComponent().appending(path: "image-mover")

    /// Runs the mover; kills it when it says that so many bytes are there.
    /// - Returns: whether it ended by itself.
    private func move(_ arguments: [String], killedAt bytes: Int64) throws -> Bool {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = Self.mover
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        var text = ""
        while let more = try pipe.fileHandleForReading.read(upToCount: 64), !more.isEmpty {
            text += String(decoding: more, as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            if let last = lines.dropLast().last.flatMap({ Int64($0) }), last >= bytes {
                kill(process.processIdentifier, SIGKILL)
                break
            }
            text = String(text.suffix(200))
        }
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }

    @Test func `A download that is killed at twenty points is continued, and right`() throws {
        let (server, path, size) = (try FileServer(), scratch.file("image"), 6_000_000)
        for point in Self.points {
            _ = try move(["fetch", server.url(size, "slow=1"), path, "small"], killedAt: Int64(size * point / 21))
        }
        #expect(try move(["fetch", server.url(size, "slow=1"), path, "small"], killedAt: .max))
        #expect(try Digest.ofFile(at: path).description == server.content(size))
    }

    @Test
    func
        `A disk that is certified while it arrives, by a worker that is killed at twenty points, has the right digest`()
        throws
    {
        // The mover says what it has read in chunks.
        let (server, path, size) = (try FileServer(), scratch.file("image"), 21 * ImageReader.chunkSize)
        let receive = ["receive", server.url(size, "slow=1"), path, "small"]
        for point in Self.points { _ = try move(receive, killedAt: Int64(size * point / 21)) }
        let said = try output(of: Self.mover.path, receive)
        #expect(said.split(separator: "\n").last.map(String.init) == (try server.content(size)))
        #expect(try Digest.ofFile(at: path).description == server.content(size))
    }

    @Test func `A copy to a directory that is killed at twenty points is continued, and right`() throws {
        let disk = try scratch.write("disk", noise(24 << 20))
        let store = "file://" + scratch.file("store")
        for point in Self.points {
            _ = try move(["copy", disk, store], killedAt: Int64(point) << 20)
        }
        #expect(try move(["copy", disk, store], killedAt: .max))
        #expect(try Region(name: "r", store: store).verify(Digest.ofFile(at: disk)))
    }

    @Test func `A copy of pages that is killed at twenty points is continued, and right`() throws {
        let cloud = try Cloud(in: scratch.path)
        let disk = try scratch.write("disk", noise(24 << 20))
        let digest = try Digest.ofFile(at: disk)
        for point in Self.points {
            _ = try move(["copy", disk, cloud.container, cloud.caFile], killedAt: Int64(point) << 20)
        }
        #expect(try move(["copy", disk, cloud.container, cloud.caFile], killedAt: .max))
        #expect(try Region(name: "r", store: cloud.container, caFile: cloud.caFile).verify(digest))
        // 6 runs of 4 MiB each; each kill costs what was in flight.
        #expect(try cloud.log().count("PUT", comp: "page") < 6 * Self.points.count)
    }
}
