// Which bytes of a text JSON wants escaped (RFC 8259, section 7; DEL as well, for terminals), and copying those before the
// first of them.

extension UnsafeBufferPointer<UInt8> {
    /// Copies up to the first byte that JSON wants escaped, and says how many that were. Eight bytes at once; what is
    /// left in the end goes with some of those before it once more.
    func copyPlain(to copy: UnsafeMutablePointer<UInt8>) -> Int {
        guard let baseAddress else { return 0 }
        let (from, to) = (UnsafeRawPointer(baseAddress), UnsafeMutableRawPointer(copy))
        var place = 0
        while count >= 8, place < count {
            let start = place &+ 8 <= count ? place : count &- 8
            let word = (from + start).loadUnaligned(as: UInt64.self)
            guard !word.mayNeedEscape else { break }
            (to + start).storeBytes(of: word, as: UInt64.self)
            place = start &+ 8
        }
        while place < count, !self[place].needsEscape {
            copy[place] = self[place]
            place += 1
        }
        return place
    }
}

extension UInt64 {
    /// Whether a byte of this word needs an escape. Each test leaves the top bit of a byte that holds what it looks for,
    /// and may of a byte beside it or of one that had it already; the latter, no ASCII, needs none.
    @inline(__always)
    var mayNeedEscape: Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = (self ^ (ones &* 0x22)) &- ones
        let slashes = (self ^ (ones &* 0x5C)) &- ones
        let controls = self &- (ones &* 0x20)
        let deletes = self &+ ones
        return (quotes | slashes | controls | deletes) & ~self & (ones &* 0x80) != 0
    }
}

extension UInt8 {
    var needsEscape: Bool {
        self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\") || self == 0x7F
    }
}
