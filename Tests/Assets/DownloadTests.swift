// Downloads that go wrong end with the right bytes, or with a problem that names the cause; and what came is not asked for
// again.
import Foundation
import Testing

@testable import Assets

@Suite struct DownloadTests {
    private static let size = 3_000_000

    private let scratch: Scratch
    private let server: FileServer
    private let path: String

    init() throws {
        scratch = try Scratch()
        server = try FileServer()
        path = scratch.file("image")
    }

    private func guarded(_ change: (inout FetchPolicy) -> Void = { _ in }) throws -> GuardedFetch {
        var policy = FetchPolicy()
        policy.allowsPlainHTTP = true
        policy.allowedNetworks = [try AllowedNetwork("127.0.0.1")]
        policy.leastPart = 200_000
        policy.noteEvery = .milliseconds(10)
        policy.pause = .milliseconds(1)
        policy.stallTimeout = .seconds(1)
        change(&policy)
        return GuardedFetch(policy: policy)
    }

    private func download(_ faults: String = "", _ change: (inout FetchPolicy) -> Void = { _ in }) throws -> Int64 {
        try guarded(change).download(server.url(Self.size, faults), to: path)
    }

    private func expectRight(version: Int = 0) throws {
        let asked = try server.log()
        #expect(try Digest.ofFile(at: path).description == server.content(Self.size, version: version), "\(asked)")
    }

    @Test func `A file comes in several parts at once, without holes between them or bytes twice`() throws {
        #expect(try download("slow=1") == Int64(Self.size))
        let asked = try server.log()
        #expect(asked.count >= 4, "four connections")
        #expect(asked.filter { $0.range == nil }.count == 1, "the first request is a plain one")
        #expect(asked.dropFirst().allSatisfy { $0.if == "\"0\"" })
        try expectRight()
    }

    @Test func `The first parts are asked for first`() throws {
        var policy = try guarded { ($0.longestPart, $0.stallTimeout) = (200_000, .seconds(60)) }.policy
        policy.connections = 3
        func starts() throws -> Set<Int> {
            Set(try server.log().compactMap { $0.range?.dropFirst(6).prefix { $0 != "-" } }.compactMap { Int($0) })
        }
        var first: Set<Int> = []
        _ = try GuardedFetch(policy: policy).download(
            server.url(Self.size, "hold=1"), to: path,
            check: {
                guard first.isEmpty, try server.log().count == 4 else { return }
                // Nothing but the first part has come.
                first = try starts()
                try server.release()
            })
        #expect(first == [200_000, 400_000, 600_000])
        #expect(try starts().sorted() == Array(stride(from: 200_000, to: Self.size, by: 200_000)))
        try expectRight()
    }

    @Test
    func `A connection that breaks behind some bytes is followed at once, and one that does so all the time is not`()
        throws
    {
        _ = try download("cut=400000") {
            ($0.breakEvery, $0.pause, $0.totalTimeout) = (400_000, .seconds(60), .seconds(50))
        }
        try expectRight()
        try server.forget()
        #expect(throws: AssetError.self) {
            _ = try download("cut=40000") {
                ($0.connections, $0.breakEvery, $0.pause, $0.totalTimeout) = (1, 400_000, .seconds(60), .seconds(2))
            }
        }
        #expect(try server.log().count < 4)
    }

    @Test func `Only connections in a row that bring nothing end a download`() throws {
        _ = try download("every=4") { ($0.connections, $0.longestPart, $0.tries) = (2, 200_000, 3) }
        #expect(try server.log().count { $0.sent == 4 } > 3)
        try expectRight()
    }

    @Test func `A host that closes behind each byte is too slow`() throws {
        let change = { (policy: inout FetchPolicy) in
            (policy.connections, policy.totalTimeout) = (1, .seconds(50))
            (policy.leastRate, policy.leastRateAfter) = (1 << 20, .milliseconds(300))
        }
        #expect(try codes { _ = try download("cut=1", change) } == ["fetch-too-slow"])
    }

    @Test(arguments: ["", "length=none"])
    func `Once its length is known, the file has it`(faults: String) throws {
        var lengths: Set<Int64> = []
        _ = try guarded().download(
            server.url(Self.size, faults), to: path,
            progress: {
                guard $0.bytesTotal != nil else { return }
                #expect(throws: Never.self) { lengths.insert(try OpenFile.reading(path + ".partial").length()) }
            })
        #expect(lengths == [Int64(Self.size)])
        try expectRight()
    }

    @Test func `A note is written when more has come, and not while the host stays away`() throws {
        let (noted, place) = (DownloadNote.path(beside: path), path)
        var written: Set<[Int]> = []
        #expect(throws: AssetError.self) {
            _ = try guarded { ($0.connections, $0.noteEvery, $0.tries) = (1, .zero, 20) }.download(
                server.url(Self.size, "cut=700000&busy=50"), to: place,
                check: {
                    guard try DownloadNote.read(noted)?.done.count == 700_000 else { return }
                    let status = try OpenFile.reading(noted).status()
                    written.insert([Int(status.st_ino), status.st_mtim.tv_sec, status.st_mtim.tv_nsec])
                })
        }
        #expect(written.count == 1)
    }

    @Test func `One connection asks once`() throws {
        _ = try download { $0.connections = 1 }
        #expect(try server.log().count == 1)
        try expectRight()
    }

    @Test func `Zeros that came by ranges are holes`() throws {
        _ = try download()
        #expect(try allocated(path) < Self.size * 9 / 10)
    }

    @Test(arguments: [
        "cut=100000", "stall=2", "ranges=none", "ranges=ignored", "ranges=shifted", "ranges=short", "busy=3",
        "validator=date", "validator=weak", "validator=none", "cut=400000&busy=2", "ranges=short&cut=300000",
    ])
    func `Faults of the way end with the right bytes`(faults: String) throws {
        #expect(try download(faults) == Int64(Self.size))
        try expectRight()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["image", "image.download"])
    }

    @Test func `A cut costs no more than the bytes in flight`() throws {
        _ = try download("cut=100000") { $0.connections = 1 }
        #expect(try server.log().reduce(0) { $0 + $1.sent } <= Self.size + 200_000)
        try expectRight()
    }

    @Test func `A file that changes once is read anew, and never in parts of two versions`() throws {
        _ = try download("changes=3&cut=500000")
        try expectRight(version: 1)
    }

    @Test(arguments: ["changes=-1&cut=500000", "ranges=other&cut=500000"])
    func `A file that changes at every try is the publisher's problem, until it stays as it is`(faults: String) throws {
        #expect(try codes { _ = try download(faults) } == ["fetch-changed"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
        _ = try download("cut=500000")
        try expectRight()
    }

    @Test(arguments: [
        ("encoding=gzip&cut=500000", "fetch-content-encoding"), ("expires=3&cut=300000", "fetch-not-authorized"),
    ])
    func `What only the publisher can mend is said as such, in the middle as at the beginning`(
        faults: String, code: String
    ) throws {
        #expect(try codes { _ = try download(faults) } == [code])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    }

    @Test func `What an earlier try brought is not asked for again`() throws {
        var done: Int64 = 0
        #expect(throws: Canceled.self) {
            _ = try guarded { $0.connections = 1 }.download(
                server.url(Self.size, "slow=1"), to: path, check: { if done > 1_500_000 { throw Canceled() } },
                progress: { done = $0.bytesDone })
        }
        try server.forget()
        var first: FetchProgress?
        _ = try guarded().download(server.url(Self.size, "slow=1"), to: path, progress: { first = first ?? $0 })
        #expect(try #require(first).bytesDone >= done)
        #expect(first?.bytesTotal == Int64(Self.size))
        #expect(try server.log().allSatisfy { $0.range != nil })
        try expectRight()
    }

    @Test func `A whole download is not made again, unless its file is gone`() throws {
        _ = try download()
        try server.forget()
        #expect(try download() == Int64(Self.size))
        #expect(try server.log().isEmpty)
        try FileManager.default.removeItem(atPath: path)
        #expect(try download() == Int64(Self.size))
        #expect(try !server.log().isEmpty)
        try expectRight()
    }

    @Test(arguments: [
        "", "{}", "{\"address\":\"\",\"takesRanges\":true,\"changes\":0,\"done\":[{\"from\":5,\"to\":1}]}",
    ])
    func `A note that cannot be used begins anew`(note: String) throws {
        try scratch.write("image.download", Array(note.utf8))
        try scratch.write("image.partial", noise(4_000_000))
        _ = try download()
        try expectRight()
    }

    @Test func `A partial that is gone or shorter than its note says is not believed`() throws {
        let faults = "cut=600000&busy=1"
        #expect(throws: AssetError.self) { _ = try download(faults) { ($0.tries, $0.connections) = (1, 1) } }
        try OpenFile.writing(path + ".partial").truncate(to: 1000)
        _ = try download(faults)
        try expectRight()
    }

    @Test func `A host that stays away is a fault, and what came is kept`() throws {
        #expect(throws: AssetError.self) { _ = try download("cut=700000&busy=50") { $0.tries = 3 } }
        let note = try #require(try DownloadNote.read(path + ".download"))
        #expect(note.done.count == 700_000)
    }

    @Test func `A file that the disk has no room for is a fault before it is read`() throws {
        let error = #expect(throws: AssetError.self) {
            _ = try download { $0.folderQuota = FolderQuota(folder: scratch.path, bytes: 1_000_000) }
        }
        guard case .noRoom(scratch.path, Int64(Self.size), _) = error else { return #expect(error == nil) }
        #expect(try Digest.ofFile(at: path + ".partial") == Digest.of([UInt8]()))
        #expect(try DiskRoom.taken(by: scratch.path) < 100_000)
        #expect(throws: AssetError.self) { try DiskRoom.demand(.max, for: path) }
    }
}
