// A file that is read while it arrives: nothing waits for its last byte, and what was read counts for one version of it only.
import Foundation
import Testing

@testable import Assets

@Suite struct ArrivalTests {
    private static let size = 3_000_000

    private let scratch: Scratch
    private let server: FileServer
    private let path: String

    init() throws {
        scratch = try Scratch()
        server = try FileServer()
        path = scratch.file("image")
    }

    /// Calls a closure behind each chunk, and makes a digest.
    private final class Reading: ImageConsumer {
        let stream: DigestStream
        let chunk: () throws -> Void
        private(set) var (chunks, pauses) = (0, 0)

        init(_ chunk: @escaping () throws -> Void = {}) throws { (stream, self.chunk) = (try DigestStream(), chunk) }

        func take(_ bytes: ImageChunk) throws {
            chunks += 1
            try stream.take(bytes)
            try chunk()
        }

        func pause() { pauses += 1 }
    }

    private func guarded() throws -> GuardedFetch {
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1")]
        (policy.connections, policy.leastPart, policy.readStep) = (1, 200_000, 200_000)
        (policy.noteEvery, policy.pause) = (.milliseconds(10), .milliseconds(1))
        return GuardedFetch(policy: policy)
    }

    private func read(_ faults: String, _ chunk: @escaping () throws -> Void = {}) throws -> String {
        try guarded().fetch(server.url(Self.size, faults), to: path) { reader in
            let reading = try Reading(chunk)
            try reader.read(into: [reading])
            return try reading.stream.digest().description
        }.made
    }

    @Test func `A file is read before its last byte is there`() throws {
        // The connection breaks after half of it; the rest comes when something was read.
        #expect(try read("cut=1500000&hold=1", server.release) == server.content(Self.size))
        #expect(try Digest.ofFile(at: path).description == server.content(Self.size))
    }

    @Test func `What was read of a file that changes counts for nothing`() throws {
        var calls = 0
        let (server, url) = (server, server.url(Self.size, "cut=1500000&hold=1&changes=1"))
        let (file, made) = try guarded().fetch(url, to: path) { reader in
            calls += 1
            let reading = try Reading(server.release)
            try reader.read(into: [reading])
            return try reading.stream.digest().description
        }
        #expect(calls == 2)
        #expect(try made == server.content(Self.size, version: 1))
        #expect(file == FetchedFile(path: path, length: Int64(Self.size), isDownload: true))
    }

    @Test(arguments: [
        "", "length=none", "cut=300000", "ranges=ignored", "ranges=shifted", "ranges=short&cut=300000", "busy=3",
        "validator=none",
    ])
    func `Whatever happens on the way, what was read is the file`(faults: String) throws {
        #expect(try read(faults) == server.content(Self.size))
    }

    @Test func `A reader that leaves ends the download, and the next one continues it`() throws {
        #expect(throws: Canceled.self) { try read("cut=1500000&hold=1") { throw Canceled() } }
        #expect(try #require(try DownloadNote.read(path + ".download")).done.contains(0..<Int64(ImageReader.chunkSize)))
        try server.forget()
        try server.release()
        #expect(try read("cut=1500000&hold=1") == server.content(Self.size))
    }

    @Test func `What ends the download ends the reading, and says why`() throws {
        #expect(try codes { _ = try read("cut=1500000&expires=1") } == ["fetch-not-authorized"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    }

    @Test func `What is there is read as it is`() throws {
        _ = try guarded().download(server.url(Self.size), to: path)
        try server.forget()
        #expect(try read("") == Digest.ofFile(at: path).description)
        #expect(try server.log().isEmpty)
    }

    /// A file of three chunks, of which so many bytes are there.
    private func arriving(_ there: Int64) throws -> (Arrival, ImageReader) {
        let length = Int64(3 * ImageReader.chunkSize)
        try scratch.write("image", noise(Int(length)))
        let arrival = Arrival(step: 1)
        arrival.reach(there, of: length)
        return (arrival, ImageReader(path: path, arrival: arrival))
    }

    @Test func `Consumers hear of each wait`() throws {
        let (arrival, reader) = try arriving(Int64(ImageReader.chunkSize))
        var there: Int64 = 1
        let reading = try Reading {
            there += 1
            arrival.reach(there * Int64(ImageReader.chunkSize), of: Int64(3 * ImageReader.chunkSize))
        }
        try reader.read(into: [reading])
        #expect((reading.chunks, reading.pauses) == (3, 0))
        let (late, other) = try arriving(Int64(ImageReader.chunkSize))
        let waiting = try Reading()
        var checks = 0
        try other.read(into: [waiting]) {
            checks += 1
            // The first chunk is taken; the second is waited for.
            if checks > 4 { late.reach(Int64(3 * ImageReader.chunkSize), of: Int64(3 * ImageReader.chunkSize)) }
        }
        #expect((waiting.chunks, waiting.pauses) == (3, 1))
    }

    @Test func `A reader never continues after a new beginning`() throws {
        let (arrival, reader) = try arriving(Int64(3 * ImageReader.chunkSize))
        let reading = try Reading { arrival.restart() }
        #expect(throws: Arrival.Restarted.self) { try reader.read(into: [reading]) }
        #expect(reading.chunks == 1)
        #expect(throws: Arrival.Restarted.self) { try reader.length() }
    }
}
