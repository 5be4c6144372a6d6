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
        return (message, message.headers.map(\.name).filter { $0.hasSuffix("-left-out") })
    }

    @Test func `A record that fits stays whole`() {
        let (message, marks) = letter()
        #expect(message.key == Self.small && message.value == Self.small)
        #expect(message.headers.first?.name == "own" && marks == [])
    }

    @Test func `First the value is left out, then the headers, then the key`() {
        let value = letter(value: Self.large)
        #expect(value.marks == ["offers-value-left-out"] && value.message.value == nil)
        #expect(value.message.headers.first?.name == "own" && value.message.key == Self.small)
        let header = letter(value: Self.large, header: Self.large)
        #expect(header.marks == ["offers-value-left-out", "offers-headers-left-out"])
        #expect(header.message.key == Self.small)
        let key = letter(key: Self.large, value: Self.large, header: Self.large)
        #expect(key.marks == ["offers-value-left-out", "offers-headers-left-out", "offers-key-left-out"])
        for letter in [value, header, key] { #expect(letter.message.size <= 8_000) }
    }

    @Test func `A reason of any length fits`() {
        #expect(letter(reason: String(repeating: "é", count: 20_000)).message.size <= 8_000)
    }
}
