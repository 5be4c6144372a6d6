// A search that reader and writer share: how far a text needs no escape.

extension UnsafeBufferPointer<UInt8> {
    /// The position of the first byte that ends a text, needs an escape, or is not ASCII. Tests eight bytes at once:
    /// each test sets the top bit of a matching byte, and the lowest such bit is correct.
    func endOfPlainText(from start: Int) -> Int {
        guard let base = baseAddress else { return start }
        var place = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        while place &+ 8 <= count {
            let word = UInt64(littleEndian: UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
            let quotes = (word ^ (ones &* 0x22)) &- ones
            let escapes = (word ^ (ones &* 0x5C)) &- ones
            let controls = word &- (ones &* 0x20)
            let found = (quotes | escapes | controls | word) & (ones &* 0x80)
            guard found == 0 else { return place &+ found.trailingZeroBitCount / 8 }
            place &+= 8
        }
        while place < count, base[place] >= 0x20, base[place] < 0x80, base[place] != UInt8(ascii: "\""),
            base[place] != UInt8(ascii: "\\")
        {
            place &+= 1
        }
        return place
    }
}
