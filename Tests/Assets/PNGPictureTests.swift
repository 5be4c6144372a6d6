// Pictures: real ones are measured, everything else is told apart. The samples are made by Python's zlib.
import Foundation
import Testing

@testable import Assets

@Suite struct PNGPictureTests {
    private func picture(_ width: Int = 40, _ height: Int = 30) throws -> Data {
        let program = """
            import sys, zlib, struct, base64
            w, h = int(sys.argv[1]), int(sys.argv[2])
            def chunk(t, d): return struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
            rows = b''.join(b'\\0' + bytes(3 * w) for _ in range(h))
            print(base64.b64encode(b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 2, 0, 0, 0))
                + chunk(b'tEXt', b'Comment\\0x') + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')).decode())
            """
        let text = try output(of: "python3", "-c", program, "\(width)", "\(height)")
        return try #require(Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test func `A real picture has its size`() throws {
        #expect(try PNGPicture(picture(815, 290)).size == "815x290")
        #expect(CRC32.of("123456789".utf8) == 0xCBF4_3926)
    }

    @Test func `Other bytes are no PNG`() throws {
        for bytes in [Data(), Data("GIF89a".utf8), Data("<svg onload='x'/>".utf8), try picture().prefix(32)] {
            #expect(throws: PNGPicture.Fault.notPNG) { try PNGPicture(bytes) }
        }
    }

    @Test func `Every changed byte behind the signature is found`() throws {
        let good = try picture()
        for place in stride(from: 8, to: good.count, by: 3) {
            var bad = good
            bad[place] ^= 0x10
            #expect(throws: PNGPicture.Fault.self, "byte \(place)") { try PNGPicture(bad) }
        }
    }

    @Test func `A picture that is cut or goes on behind its end is damaged`() throws {
        let good = try picture()
        for bytes in [good.dropLast(12), good.dropLast(1), good + Data("<script>".utf8), good.prefix(33)] {
            #expect(throws: PNGPicture.Fault.damaged) { try PNGPicture(Data(bytes)) }
        }
    }
}
