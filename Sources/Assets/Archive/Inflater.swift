// zlib's inflate: for gzip members (RFC 1952) and for the raw deflate streams (RFC 1951) of a zip. Owns the C state.
import CLibz

/// Unpacks one deflate stream after another. Only one thread may use it.
final class Inflater {
    enum Form: Int32 {
        /// zlib verifies the header and the checksum of each stream; reserved flags are refused.
        case gzip = 31
        case bare = -15
    }

    // zlib keeps a pointer to this, so it must not move.
    private let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
    /// Between two streams, at the end of the last one.
    private(set) var isAtEnd = false

    init(_ form: Form) throws {
        state.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(state, form.rawValue, ZLIB_VERSION, size) == Z_OK else {
            state.deallocate()
            output.deallocate()
            throw AssetError.library(name: "zlib", reason: "inflateInit2: out of memory")
        }
    }

    deinit {
        inflateEnd(state)
        state.deallocate()
        output.deallocate()
    }

    /// Begins the next stream.
    func reset() {
        inflateReset(state)
        isAtEnd = false
    }

    /// Unpacks until the bytes or the stream end. Returns how many bytes the stream used. Throws `DamagedArchive`, and
    /// whatever `sink` throws.
    func take(_ bytes: UnsafeRawBufferPointer, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress, !isAtEnd else { return 0 }
        state.pointee.next_in = UnsafeMutablePointer(mutating: start)
        state.pointee.avail_in = UInt32(bytes.count)
        while !isAtEnd {
            state.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            state.pointee.avail_out = UInt32(output.count)
            let status = inflate(state, Z_NO_FLUSH)
            let count = output.count - Int(state.pointee.avail_out)
            switch status {
            case Z_STREAM_END: isAtEnd = true
            case Z_OK, Z_BUF_ERROR: break
            case Z_MEM_ERROR: throw AssetError.library(name: "zlib", reason: "inflate: out of memory")
            default: throw DamagedArchive()
            }
            if count > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[..<count])) }
            // There is room left: these bytes give no more.
            if state.pointee.avail_in == 0, state.pointee.avail_out > 0 { break }
        }
        return bytes.count - Int(state.pointee.avail_in)
    }
}

/// Gzip members one after another, and nothing else.
final class GzipUnpacker: Unpacker {
    private let inflater: Inflater

    init() throws { inflater = try Inflater(.gzip) }

    func take(_ bytes: UnsafeRawBufferPointer, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            if inflater.isAtEnd { inflater.reset() }
            rest = rest.dropFirst(try inflater.take(UnsafeRawBufferPointer(rebasing: rest), sink))
        }
    }

    func finish() throws { guard inflater.isAtEnd else { throw DamagedArchive() } }
}
