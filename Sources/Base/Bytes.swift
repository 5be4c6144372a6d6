// Comparisons and numbers on raw bytes, for code that reads text where it lies.

import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes are those of a literal.
    @inlinable package func isEqual(_ text: StaticString) -> Bool {
        isEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether both hold the same bytes.
    @inlinable package func isEqual(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard let own = baseAddress, let others = other.baseAddress else { return true }
        return memcmp(own, others, count) == 0
    }

    /// 1 to 18 decimal digits as a number; nil for anything else.
    @inlinable package var wholeNumber: Int? {
        guard (1...18).contains(count) else { return nil }
        var number = 0
        for byte in self {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }
}
