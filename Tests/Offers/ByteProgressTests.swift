// Bytes, rate and time left: a rate is of two reports, and what people read follows from the facts.

import Base
import Localization
import Testing

@testable import Offers

@Suite struct ByteProgressTests {
    private func copying(_ done: Int64, of total: Int64 = 8 << 30) -> Progress {
        Progress(
            percent: 1, bytesDone: done, bytesTotal: total,
            regions: [.init(name: "west", percent: 1, state: "copying", bytesDone: done / 2, bytesTotal: total)])
    }

    @Test func `A rate is of the bytes between two reports, for the step and for each region`() {
        let now = copying(300 << 20).measured(since: copying(100 << 20), after: .seconds(4))
        #expect(now.bytesPerSecond == 50 << 20)
        #expect(now.regions[0].bytesPerSecond == 25 << 20)
        #expect(now.timeLeft == .seconds(158))
    }

    @Test func `Where nothing came, and where bytes began anew, nobody knows a rate`() {
        #expect(copying(5).measured(since: copying(5), after: .seconds(1)).bytesPerSecond == nil)
        #expect(copying(5).measured(since: copying(9), after: .seconds(1)).bytesPerSecond == nil)
        #expect(copying(9).measured(since: copying(5, of: 10), after: .seconds(1)).bytesPerSecond == nil)
        #expect(copying(9).measured(since: copying(5), after: .zero).bytesPerSecond == nil)
        #expect(Progress(percent: 1).measured(since: copying(5), after: .seconds(1)).timeLeft == nil)
    }

    @Test func `What is done has no rate`() {
        var progress = copying(300 << 20).measured(since: copying(100 << 20), after: .seconds(4))
        progress.finish()
        #expect(progress.bytesDone == 8 << 30)
        #expect(progress.bytesPerSecond == nil && progress.regions[0].bytesPerSecond == nil)
    }

    @Test(arguments: [
        (Language.english, "300.0 MiB of 8.0 GiB, 50.0 MiB/s, 3 min left"),
        (.french, "300,0 Mio sur 8,0 Gio, 50,0 Mio/s, encore 3 min"),
        (.japanese, "8.0 GiB 中 300.0 MiB、50.0 MiB/秒、残り 3 分"),
    ])
    func `People read it in their language`(language: Language, text: String) {
        let now = copying(300 << 20).measured(since: copying(100 << 20), after: .seconds(4))
        #expect(now.text(in: language) == text)
    }

    @Test func `Without a rate only bytes are shown, and without bytes nothing`() {
        #expect(copying(1).text(in: .english) == "1 bytes of 8.0 GiB")
        #expect(Progress(percent: 5).text(in: .english) == nil)
        #expect(Localization.text(ofBytes: (1 << 40) - 1, in: .english) == "1023.9 GiB")
        #expect(Localization.text(ofBytes: 1_024 + 102, in: .english) == "1.0 KiB", "less than a tenth")
        #expect(Localization.text(ofBytes: 1_024 + 103, in: .english) == "1.1 KiB")
    }

    @Test(arguments: [(Int64(100), "100 s"), (121, "3 min"), (7_199, "2 h"), (7_201, "3 h"), (90_000, "25 h")])
    func `The time left is rounded up to what people can read`(seconds: Int64, text: String) {
        var progress = Progress(percent: 1, bytesDone: 0, bytesTotal: seconds * 10)
        progress.bytesPerSecond = 10
        #expect(progress.text(in: .english)?.hasSuffix(", 10 bytes/s, \(text) left") == true)
    }

    @Test func `It travels as facts`() throws {
        let now = copying(300 << 20).measured(since: copying(100 << 20), after: .seconds(4))
        #expect(try Progress(json: now.json) == now)
        #expect(!String(decoding: now.json, as: UTF8.self).contains("left"))
    }
}
