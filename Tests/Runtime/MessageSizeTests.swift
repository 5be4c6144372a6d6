// What is too large is found before the client sees it, whichever part of the message makes it so.

import Base
import Events
import JSON
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
    ]

    @Test(arguments: tooLarge.keys.sorted())
    func `A message above the limit is found, whichever of its parts is too large`(part: String) throws {
        let message = try #require(Self.tooLarge[part])
        let poison = [Message(topic: .outcomes, key: [1], value: [1]), message].poison(above: Self.largest)
        #expect(poison?.code == "too-large")
        #expect(poison?.description.contains("\(message.size) bytes") == true)
    }
}
