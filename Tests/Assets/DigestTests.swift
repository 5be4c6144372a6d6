// SHA-256: the notation, the stream, and agreement with the program everybody trusts.
import Foundation
import TestSupport
import Testing

@testable import Assets

@Suite struct DigestTests {
    @Test(arguments: [
        "sha256:", "sha256:ABCD", "sha512:" + String(repeating: "a", count: 64),
        "sha256:" + String(repeating: "a", count: 63), "sha256:" + String(repeating: "a", count: 65),
        "sha256:" + String(repeating: "A", count: 64), "sha256:" + String(repeating: "é", count: 32),
        " sha256:" + String(repeating: "a", count: 64), "sha256:../" + String(repeating: "a", count: 61),
    ])
    func `Only the full lower-case notation is a digest`(text: String) {
        #expect(Digest(text) == nil)
    }

    @Test func `A digest survives its notation and JSON`() throws {
        let digest = try Digest.of(Array("abc".utf8))
        #expect(digest.description == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(digest.description) == digest)
        #expect(try JSONDecoder().decode(Digest.self, from: JSONEncoder().encode(digest)) == digest)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Digest.self, from: Data("\"sha256:1\"".utf8)) }
    }

    @Test(arguments: [0, 1, 4095, 1 << 20, (3 << 20) + 17])
    func `A file's digest is what sha256sum says`(size: Int) throws {
        let scratch = try Scratch()
        let path = try scratch.write("image", noise(size))
        #expect(try output(of: "sha256sum", path).hasPrefix(try Digest.ofFile(at: path).hex + " "))
    }

    @Test func `Holes count as the zeros they are`() throws {
        let scratch = try Scratch()
        let path = try scratch.write("sparse", noise(5000))
        try change(path, at: 9_000_000, to: noise(70_000))
        let file = try OpenFile.writing(path)
        try file.truncate(to: 20_000_001)
        #expect(try output(of: "sha256sum", path).hasPrefix(try Digest.ofFile(at: path).hex + " "))
    }
}

@Suite struct ImageReaderTests {
    private final class Offsets: ImageConsumer {
        var next: Int64 = 0
        var holes: Int64 = 0
        var isInOrder = true

        func take(_ chunk: ImageChunk) {
            isInOrder = isInOrder && chunk.offset == next && !chunk.bytes.isEmpty
            next = chunk.offset + Int64(chunk.bytes.count)
            if chunk.isHole { holes += Int64(chunk.bytes.count) }
        }
    }

    @Test func `Every consumer sees every byte once and in order`() throws {
        let scratch = try Scratch()
        let path = try scratch.write("image", noise(3_000_000))
        try change(path, at: 50_000_000, to: [1])
        let (one, other) = (Offsets(), Offsets())
        let length = try ImageReader(path: path).read(into: [one, other])
        #expect(length == 50_000_001)
        for consumer in [one, other] { #expect(consumer.isInOrder && consumer.next == length) }
        #expect(one.holes > 40_000_000)
    }

    @Test func `What the check throws ends the reading`() throws {
        let scratch = try Scratch()
        let path = try scratch.write("image", noise(3 << 20))
        let consumer = Offsets()
        var calls = 0
        #expect(throws: Canceled.self) {
            try ImageReader(path: path).read(into: [consumer]) {
                calls += 1
                if calls == 2 { throw Canceled() }
            }
        }
        #expect(consumer.next == Int64(ImageReader.chunkSize))
    }

    @Test func `Links, directories and pipes are not read`() throws {
        let scratch = try Scratch()
        let path = try scratch.write("image", [1])
        try FileManager.default.createSymbolicLink(atPath: scratch.file("link"), withDestinationPath: path)
        try #require(mkfifo(scratch.file("pipe"), 0o600) == 0)
        for name in ["link", "pipe", "", "missing"] {
            #expect(throws: AssetError.self) { try ImageReader(path: scratch.file(name)).read(into: []) }
        }
    }

    @Test func `A full disk and a forbidden one are told apart`() {
        let full = AssetError.storage(operation: "write", path: "/r/x", errno: ENOSPC).description
        let forbidden = AssetError.storage(operation: "write", path: "/r/x", errno: EACCES).description
        #expect(
            full == "cannot write /r/x: no space left; free space on that file system, and the work continues by itself"
        )
        #expect(forbidden == "cannot write /r/x: not permitted; let the worker's user write there")
    }
}
