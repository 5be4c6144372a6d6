// Where values that are written when they are sent are written: one place, used again and again, that stays in the
// processor's cache.

/// Memory that one JSON text after another is written on. Used by one thread.
public final class JSONPage {
    private var base = UnsafeMutablePointer<UInt8>.allocate(capacity: 4096)
    private var capacity = 4096

    public init() {}

    deinit { base.deallocate() }

    /// Shows `read` what `write` writes. `capacity` is a good guess at its length.
    func write<Result, Failure: Error>(
        capacity wanted: Int, _ write: (inout JSONWriter) -> Void,
        _ read: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if wanted > capacity {
            base.deallocate()
            base = .allocate(capacity: wanted)
            capacity = wanted
        }
        var writer = JSONWriter(base, capacity: capacity)
        write(&writer)
        return try read(writer.written)
    }
}
