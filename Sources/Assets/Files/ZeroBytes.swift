// Whether bytes are all zero: what becomes a hole, is not scanned, and is not sent as pages.
import Glibc

extension UnsafeRawBufferPointer {
    /// Whether all bytes are zero. One pass in C: equal to itself one byte on, beginning with zero.
    var isZero: Bool {
        guard let start = baseAddress, count > 0 else { return true }
        return self[0] == 0 && (count == 1 || memcmp(start, start + 1, count - 1) == 0)
    }
}
