// libzstd's streaming decoder: frames one after another, including skippable ones (RFC 8878), and nothing else. Owns
// the C state.
import CLibzstd

final class ZstdUnpacker: Unpacker {
    private let stream: OpaquePointer
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
    private var isAtEnd = false
    /// 128 MiB, as `zstd --ultra -22` needs.
    private static let windowLog = 27

    init() throws {
        guard let stream = ZSTD_createDStream() else {
            throw AssetError.library(name: "libzstd", reason: "ZSTD_createDStream: out of memory")
        }
        self.stream = stream
        // libzstd's own limit, stated here because our memory depends on it.
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Int32(Self.windowLog))
    }

    deinit {
        ZSTD_freeDStream(stream)
        output.deallocate()
    }

    func take(_ bytes: UnsafeRawBufferPointer, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard !bytes.isEmpty else { return }
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while true {
            var out = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
            let hint = ZSTD_decompressStream(stream, &out, &input)
            guard ZSTD_getErrorCode(hint) != ZSTD_error_frameParameter_windowTooLarge else {
                throw WindowTooLarge(most: 1 << Self.windowLog)
            }
            guard ZSTD_isError(hint) == 0 else { throw DamagedArchive() }
            isAtEnd = hint == 0
            if out.pos > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[..<out.pos])) }
            // There is room left: these bytes give no more.
            if input.pos == input.size, out.pos < out.size || isAtEnd { return }
        }
    }

    func finish() throws { guard isAtEnd else { throw DamagedArchive() } }
}
