// Real pictures of every kind are decoded and encoded anew; a picture that viewers cannot show is reported. Python's zlib
// makes the samples.
import Foundation
import TestSupport
import Testing

@testable import Assets

@Suite struct PNGPictureTests {
    /// `code` makes `out`; `chunk`, `head(depth, color, interlace)` and `end` are there, for a picture of 40 x 40.
    private func make(_ code: String) throws -> [UInt8] {
        let program = """
            import base64, struct, zlib
            def chunk(t, d=b''): return struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
            def head(depth, color, interlace=0, w=40, h=40):
                return b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, depth, color, 0, 0, interlace))
            def data(row, n=40): return chunk(b'IDAT', zlib.compress(row * n))
            row, end = b'\\0' + b'\\x10\\x20\\x30' * 40, chunk(b'IEND')
            good = head(8, 2) + data(row) + end
            \(code)
            print(base64.b64encode(out).decode())
            """
        let text = try output(of: "python3", "-c", program)
        return [UInt8](try #require(Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines))))
    }

    /// Types of chunks, in order.
    private func chunks(_ bytes: [UInt8]) -> [String] {
        var (place, types) = (8, [String]())
        while place + 12 <= bytes.count {
            types.append(String(decoding: bytes[place + 4..<place + 8], as: UTF8.self))
            place += 12 + bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        return types
    }

    @Test(arguments: [
        "good", "head(16, 0) + data(b'\\0' + b'\\x7f\\xff' * 40) + end",
        "head(1, 0) + data(b'\\0' + b'\\xaa' * 5) + end",
        "head(8, 3) + chunk(b'PLTE', bytes(9)) + chunk(b'tRNS', b'\\0') + data(bytes(41)) + end",
        "head(16, 6) + data(bytes(321)) + end", "head(8, 4) + data(bytes(81)) + end",
        "head(8, 2, 1) + chunk(b'IDAT', zlib.compress(b''.join((b'\\0' + b'@' * w * 3) * h for w, h in ((5, 5), (5, 5), (10, 5), (10, 10), (20, 10), (20, 20), (40, 20))))) + end",
        "head(8, 2) + b''.join(chunk(b'IDAT', bytes([b])) for b in zlib.compress(row * 40)) + end",
        "head(8, 2) + chunk(b'acTL', struct.pack('>II', 1, 0)) + data(row) + end",
    ])
    func `Every kind of PNG is decoded, and its pixels are encoded anew`(code: String) throws {
        let clean = try PNGPicture(make("out = \(code)"), size: "40x40").clean
        #expect(Set(chunks(clean)).isSubset(of: ["IHDR", "gAMA", "sRGB", "IDAT", "IEND"]), "\(chunks(clean))")
        #expect(chunks(clean).last == "IEND")
        // The same pixels give the same bytes.
        #expect(try PNGPicture(clean, size: "40x40").clean == clean)
    }

    @Test func `Colors stay what they are`() throws {
        let clean = try PNGPicture(make("out = good"), size: "40x40").clean
        let pixels = try make(
            """
            import sys
            data = base64.b64decode('\(Data(clean).base64EncodedString())')
            at, packed = 8, b''
            while at < len(data):
                n = struct.unpack('>I', data[at:at + 4])[0]
                if data[at + 4:at + 8] == b'IDAT': packed += data[at + 8:at + 8 + n]
                at += 12 + n
            rows, out, last = zlib.decompress(packed), b'', bytearray(120)
            for r in range(40):
                kind, line = rows[r * 121], bytearray(rows[r * 121 + 1:r * 121 + 121])
                for i in range(120):
                    a, b = line[i - 3] if i > 2 else 0, last[i]
                    c = last[i - 3] if i > 2 else 0
                    p = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
                    line[i] = (line[i] + (0, a, b, (a + b) // 2, p)[kind]) & 255
                out, last = out + line, line
            """)
        #expect(pixels == Array([[0x10, 0x20, 0x30]].joined()) * 1600)
    }

    @Test(arguments: [
        "b'\\n'", "bytes(4000)", "chunk(b'tEXt', b'Comment\\0behind')", "good", "b'PK\\5\\6' + bytes(18)",
        "b'<script>'",
    ])
    func `What lies behind the end is not kept`(tail: String) throws {
        let clean = try PNGPicture(make("out = good + \(tail)"), size: "40x40").clean
        #expect(try clean == PNGPicture(make("out = good"), size: "40x40").clean)
    }

    @Test func `Nothing but pixels is kept`() throws {
        let secret = "X5O!P%@AP"
        let dirty = try make(
            """
            s = b'\(secret)'
            out = head(8, 2) + chunk(b'tEXt', b'Comment\\0' + s) + chunk(b'prVt', s) + chunk(b'eXIf', b'MM\\0*' + s) \\
                + chunk(b'IDAT', zlib.compress(row * 40, 0) + s) + chunk(b'zzZz', s) + end
            """)
        #expect(Data(dirty).range(of: Data(secret.utf8)) != nil)
        let clean = try PNGPicture(dirty, size: "40x40").clean
        #expect(Data(clean).range(of: Data(secret.utf8)) == nil)
        #expect(try clean == PNGPicture(make("out = good"), size: "40x40").clean)
    }

    @Test(arguments: [
        "head(8, 3) + data(bytes(41)) + end", "head(8, 3) + chunk(b'PLTE', bytes(4)) + data(bytes(41)) + end",
        "head(8, 2) + end",
        "head(8, 2) + chunk(b'IDAT') + end", "head(8, 2) + data(row, 20) + end",
        "head(8, 2) + chunk(b'IDAT', b'no zlib stream') + end",
        "head(8, 2) + data(b'\\x09' + bytes(120)) + end", "good[:-13] + bytes([good[-13] ^ 1]) + end",
        "head(3, 2) + data(row) + end",
        "good[:60]", "head(8, 2) + chunk(b'ABCD') + data(row) + end", "good[:8] + chunk(b'CgBI', bytes(4)) + good[8:]",
        "head(8, 2, 0, 0, 40) + data(row) + end", "head(8, 2)", "good[:20]",
    ])
    func `What no viewer shows is damaged`(code: String) throws {
        let bytes = try make("out = \(code)")
        #expect(try codes { _ = try PNGPicture(bytes, size: "40x40") } == ["picture-damaged"])
    }

    @Test func `A wrong size is reported before anything is unpacked`() throws {
        let bytes = try make("out = head(16, 6, 0, 60000, 60000)[:33] + chunk(b'IDAT', b'x') + end")
        do {
            _ = try PNGPicture(bytes, size: "40x40")
            Issue.record("expected a problem")
        } catch let problem as AssetProblem {
            #expect(problem == AssetProblem("picture-size", ["value": "60000x60000", "most": "40x40"]))
        }
    }

    @Test func `Text that a chunk unpacks to is never unpacked`() throws {
        let bytes = try make(
            "out = head(8, 2) + chunk(b'iTXt', b'k\\0\\1\\0\\0\\0' + zlib.compress(bytes(8 << 20))) + data(row) + end")
        #expect(try PNGPicture(bytes, size: "40x40").clean == PNGPicture(make("out = good"), size: "40x40").clean)
    }

    @Test func `Other bytes are not a PNG`() throws {
        for text in ["", "GIF89a", "<svg onload='x'/>", "RIFF\u{1a}\0\0\0WEBPVP8L", "\u{89}PN"] {
            #expect(try codes { _ = try PNGPicture([UInt8](text.utf8), size: "40x40") } == ["picture-not-png"])
        }
    }

    @Test func `A picture in the document is base64 in one line`() throws {
        let text = try Data(make("out = good")).base64EncodedString()
        let prefix = PNGPicture.dataPrefix
        #expect(try PNGPicture(data: prefix + text, size: "40x40") == PNGPicture(make("out = good"), size: "40x40"))
        for bad in [text.prefix(60) + "\r\n" + text.dropFirst(60), text.dropLast(1) + "%3D", "é", "abc"] {
            #expect(try codes { _ = try PNGPicture(data: prefix + bad, size: "40x40") } == ["picture-encoding"])
        }
        #expect(try codes { _ = try PNGPicture(data: prefix, size: "40x40") } == ["picture-not-png"])
    }
}

private func * (bytes: [UInt8], count: Int) -> [UInt8] { Array(repeatElement(bytes, count: count).joined()) }
