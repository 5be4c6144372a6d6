// A dead letter always fits, whichever part of its record is too large.

import Events
import Log
import Offers
import Testing

@testable import Runtime

@Suite struct DeadLettererTests {
    private static let large = [UInt8](repeating: 0x61, count: 10_000)
    private static let small = Array("contoso/web".utf8)

    private func letter(
        key: [UInt8] = small, value: [UInt8] = small, header: [UInt8] = small, reason: String = "unreadable"
    ) -> (message: Message, marks: [String]) {
        let record = Record(
            topic: "offers.commands", partition: 3, offset: 17, key: key, value: value,
            headers: [.init("own", bytes: header)])
        var deadLetterer = DeadLetterer(program: "test", logger: Logger(program: "test", write: { _ in }))
        deadLetterer.largest = 8_000
        let message = deadLetterer.message(record, Poison("not-an-event", reason))
        return (message, message.headers.map(\.name).filter { $0.hasSuffix("-left-out") || $0.hasSuffix("-cut") })
    }

    @Test func `A record that fits stays whole`() {
        let (message, marks) = letter()
        #expect(message.key == Self.small && message.value == Self.small)
        #expect(message.headers.first?.name == "own" && marks == [])
    }

    @Test func `Large headers are left out, then a large key, and of a large value the end`() throws {
        let header = letter(header: Self.large)
        #expect(header.marks == ["offers-headers-left-out"])
        #expect(header.message.key == Self.small && header.message.value == Self.small)
        let key = letter(key: Self.large, header: Self.large)
        #expect(key.marks == ["offers-headers-left-out", "offers-key-left-out"])
        #expect(key.message.value == Self.small)
        let value = letter(value: Self.large)
        #expect(value.marks == ["offers-value-cut"], "what is small stays")
        #expect(value.message.headers.first?.name == "own" && value.message.key == Self.small)
        let kept = try #require(value.message.value)
        #expect(kept.count > 6_000 && Self.large.starts(with: kept))
        let all = letter(key: Self.large, value: Self.large, header: Self.large)
        #expect(all.marks == ["offers-headers-left-out", "offers-key-left-out", "offers-value-cut"])
        for letter in [header, key, value, all] { #expect(letter.message.size <= 8_000) }
    }

    @Test func `A dead letter of offsets that were passed over names them and finishes the last`() throws {
        let deadLetterer = DeadLetterer(program: "test", logger: Logger(program: "test", write: { _ in }))
        let place = TopicPartition("offers.commands", 3)
        let finished = deadLetterer.deadLetter(PassedOver(place, 17..<20, .unreadable, "bad compression"))
        #expect(finished.record == RecordID(place, 19) && finished.partition == place)
        let headers = try #require(finished.outputs.first?.headers)
        func text(_ name: String) -> String? {
            headers.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
        }
        #expect(text("__connect.errors.offset") == "17" && text("offers-offsets-passed-over") == "17-19")
        #expect(text("__connect.errors.exception.class.name") == "unreadable-batch")
    }

    @Test func `A reason of any length fits`() {
        #expect(letter(reason: String(repeating: "é", count: 20_000)).message.size <= 8_000)
    }
}
