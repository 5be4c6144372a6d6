import TestSupport
import Testing

@testable import Runtime

@Suite struct RowTableTests {
    @Test(arguments: UInt64(1)...5) func `A table holds what a dictionary holds, whatever is written and taken out`(
        _ seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        var table = RowTable()
        var expected: [String: [UInt8]] = [:]
        for turn in 0..<3000 {
            let key = "publisher-\(Int.random(in: 0..<9, using: &random))/\(Int.random(in: 0..<90, using: &random))"
            let row = Bool.random(using: &random) ? Array("row \(turn)".utf8) : nil
            expected[key] = row
            table[key] = row
            #expect(table[key] == row)
        }
        var found: [String: [UInt8]] = [:]
        table.forEach { found[String(decoding: $0, as: UTF8.self)] = $1 }
        #expect(found == expected)
        for key in expected.keys { #expect(table[key] == expected[key]) }
        #expect(table["publisher-10/1"] == nil)
    }

    @Test func `Keys of any length are told apart`() {
        var table = RowTable()
        let keys = (0..<40).map { String(repeating: "a", count: $0) }
        for (place, key) in keys.enumerated() { table[key] = [UInt8(place)] }
        for (place, key) in keys.enumerated() { #expect(table[key] == [UInt8(place)]) }
    }
}

extension RowTable {
    fileprivate subscript(key: String) -> [UInt8]? {
        get { Array(key.utf8).withUnsafeBufferPointer { self[$0] } }
        set { Array(key.utf8).withUnsafeBufferPointer { self[$0] = newValue } }
    }
}
