// Which bytes of a file are there.
import Testing

@testable import Assets

@Suite struct ByteRangesTests {
    @Test(
        arguments: [
            ([0..<5, 5..<9], [0..<9]), ([7..<9, 0..<5], [0..<5, 7..<9]), ([0..<9, 2..<3], [0..<9]),
            ([0..<3, 6..<9, 2..<7], [0..<9]), ([4..<4], []), ([1..<2, 3..<4, 5..<6, 0..<9], [0..<9]),
        ] as [([Range<Int64>], [Range<Int64>])])
    func `Ranges that overlap or touch are one`(inserted: [Range<Int64>], expected: [Range<Int64>]) {
        let ranges = ByteRanges(inserted)
        #expect(ranges.ranges == expected)
        #expect(ranges.count == expected.reduce(0) { $0 + Int64($1.count) })
    }

    @Test func `Gaps are what is missing`() {
        #expect(ByteRanges().gaps(upTo: 5) == [0..<5])
        #expect(ByteRanges([2..<3, 5..<9]).gaps(upTo: 12) == [0..<2, 3..<5, 9..<12])
        #expect(ByteRanges([0..<12]).gaps(upTo: 12) == [])
        #expect(ByteRanges([0..<20]).gaps(upTo: 12) == [])
        #expect(ByteRanges([2..<5]).contains(3..<5))
        #expect(!ByteRanges([2..<5]).contains(3..<6))
    }

    @Test(
        arguments: [
            ("bytes 0-99/1000", 0..<100, 1000), ("bytes 5-5/*", 5..<6, nil), ("BYTES 1-2/3", 1..<3, 3),
        ] as [(String, Range<Int64>, Int64?)])
    func `A content range is read`(text: String, range: Range<Int64>, length: Int64?) throws {
        let found = try #require(ContentRange(text))
        #expect(found.range == range)
        #expect(found.length == length)
    }

    @Test(arguments: ["", "bytes 5-4/9", "bytes 0-9", "bytes */9", "items 0-1/2", "bytes -1-2/3", "bytes 0-1/2 "])
    func `Anything else is not a content range`(text: String) { #expect(ContentRange(text) == nil) }
}
