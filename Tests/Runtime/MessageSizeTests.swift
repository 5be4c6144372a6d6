// What is too large is found before the client sees it, whichever part of the message makes it so.

import Base
import Offers
import Testing

@testable import Runtime

@Suite struct MessageSizeTests {
    static let largest = 1000
    static let half = [UInt8](repeating: 0x61, count: 500)

    static let tooLarge = [
        "value": Message(topic: .outcomes, key: [1], value: half + half),
        "key": Message(topic: .outcomes, key: half + half, value: [1]),
        "headers": Message(
            topic: .outcomes, key: [1], value: [1], headers: [.init("a", bytes: half), .init("b", bytes: half)]),
        "all of them": Message(
            topic: .outcomes, key: Array(half.prefix(300)), value: Array(half.prefix(300)),
            headers: [.init("a", bytes: Array(half.prefix(300)))]),
        "a value written late": Message(topic: .outcomes, key: [1], late: Late(text: half + half, capacity: 1000)),
    ]

    @Test(arguments: tooLarge.keys.sorted())
    func `A message above the limit is found, whichever of its parts is too large`(part: String) throws {
        let message = try #require(Self.tooLarge[part])
        let poison = [Message(topic: .outcomes, key: [1], value: [1]), message].poison(above: Self.largest)
        #expect(poison?.code == "too-large")
        #expect(poison?.description.contains("\(message.size) bytes") == true)
    }

    @Test func `A deferred payload counts with what it writes, not with what it may`() {
        let message = Message(topic: .outcomes, key: [1], late: Late(text: [0x61], capacity: 2000))
        #expect([message].poison(above: Self.largest) == nil)
    }

    private final class Late: DeferredPayload {
        let text: [UInt8]
        let capacity: Int

        init(text: [UInt8], capacity: Int) {
            self.text = text
            self.capacity = capacity
        }

        func write(to json: inout JSONWriter) { json.line(text) }
    }
}
