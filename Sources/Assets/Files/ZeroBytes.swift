// Whether bytes are all zero: they become a hole, and are neither scanned nor sent as pages.
import Glibc

extension UnsafeRawBufferPointer {
    /// Whether all bytes are zero. One pass in C: the first byte is zero, and the rest equals itself shifted by one.
    var isZero: Bool {
        guard let start = baseAddress, count > 0 else { return true }
        return self[0] == 0 && (count == 1 || memcmp(start, start + 1, count - 1) == 0)
    }
}
