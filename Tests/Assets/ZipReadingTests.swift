// Zips as tools write them, and as somebody writes them who wants two readers to see two archives.
import Foundation
import TestSupport
import Testing

@testable import Assets

@Suite struct ZipReadingTests {
    private let scratch: Scratch
    private let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.file("package.zip")
    }

    /// Python that leaves the bytes of a package in `data`; `zipped(files)` makes a plain one.
    private static let head = """
        import io, struct, sys, zipfile, zlib
        def zipped(files, **more):
            out = io.BytesIO()
            with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED, **more) as z:
                for name, text in files:
                    info = zipfile.ZipInfo('x', (2026, 11, 21, 9, 0, 0)); info.filename = name
                    info.compress_type = z.compression; info.external_attr = (0o40755 if name.endswith('/') else 0o100644) << 16
                    z.writestr(info, text)
            return out.getvalue()
        clean = zipped([('a.txt', 'A'), ('b.txt', 'B')])
        bad = zipped([('a.txt', 'A'), ('run.com', 'hidden')])
        body = lambda z: z[:z.index(b'PK\\1\\2')]
        directory = lambda z: z[z.index(b'PK\\1\\2'):z.rindex(b'PK\\5\\6')]
        end = lambda count, size, at: b'PK\\5\\6' + struct.pack('<HHHHIIH', 0, 0, count, count, size, at, 0)
        second = lambda z: z.index(b'PK\\3\\4', 1)

        """

    private func inspect(_ lines: String, keeping: Set<String> = []) throws -> PackageReport {
        let program = Self.head + lines + "\nopen(sys.argv[1], 'wb').write(data)"
        _ = try output(of: "python3", "-W", "ignore", "-c", program, path)
        return try PackageArchive.inspect(path: path, keeping: keeping)
    }

    @Test(arguments: [
        ("data = clean + bad", "package-stray-bytes"),
        ("data = bad + clean", "package-stray-bytes"),
        ("data = b'#!/bin/sh\\nexit 0\\n' + clean", "package-stray-bytes"),
        ("data = clean + b'\\r\\n'", "package-stray-bytes"),
        (
            "inner = body(bad); data = body(clean) + inner + directory(clean) + end(2, len(directory(clean)), len(body(clean) + inner))",
            "package-stray-bytes"
        ),
        // A record between two entries, at which streaming readers end.
        (
            "n = second(bad); gap = b'PK\\1\\2' + bytes(60); d = bytearray(directory(bad)); at = d.index(b'PK\\1\\2', 1); struct.pack_into('<I', d, at + 42, n + len(gap)); data = bad[:n] + gap + body(bad)[n:] + d + end(2, len(d), len(body(bad)) + len(gap))",
            "package-stray-bytes"
        ),
        // Two entries of the directory for the same bytes, and one inside another.
        (
            "d = directory(clean); d = d[:d.index(b'PK\\1\\2', 1)]; data = body(clean) + d * 2 + end(2, len(d) * 2, len(body(clean)))",
            "package-overlap"
        ),
        (
            "inner = body(zipped([('run.com', 'hidden')])); cover = bytearray(zipped([('readme', inner)])); d = bytearray(directory(bytes(cover)))\nout = io.BytesIO()\nwith zipfile.ZipFile(out, 'w') as z: z.writestr('readme', inner)\nc = out.getvalue(); b = c[:c.rindex(b'PK\\1\\2')]; d = c[c.rindex(b'PK\\1\\2'):c.rindex(b'PK\\5\\6')]; r = bytearray(directory(zipped([('run.com', 'hidden')]))); struct.pack_into('<I', r, 42, b.index(b'PK\\3\\4', 1)); data = b + d + r + end(2, len(d + r), len(b))",
            "package-overlap"
        ),
        // Local headers that say something else.
        ("data = bytearray(clean); struct.pack_into('<I', data, 18, 1)", "package-headers"),
        ("data = bytearray(clean); struct.pack_into('<I', data, 22, 9)", "package-headers"),
        ("data = bytearray(clean); struct.pack_into('<H', data, 8, 0)", "package-headers"),
        ("data = bytearray(clean); struct.pack_into('<H', data, 6, 8)", "package-headers"),
        ("data = bytearray(clean); data[30:35] = b'c.txt'", "package-headers"),
        // Directories that cannot be right.
        ("data = clean[:-30]", "package-damaged"),
        ("data = bytearray(clean); data[-14] = 3; data[-12] = 3", "package-damaged"),
        ("data = bytearray(clean); data[-18] = 1", "package-damaged"),
        ("data = clean[:-2] + struct.pack('<H', 4) + b'PK\\5\\6'", "package-damaged"),
        ("data = bytearray(clean); at = data.index(b'PK\\1\\2'); data[at + 8] |= 16", "package-damaged"),
        // An entry behind the end, and before it a header that is longer than the file.
        (
            "data = bytearray(clean); struct.pack_into('<I', data, data.rindex(b'PK\\1\\2') + 42, 1 << 20); struct.pack_into('<H', data, 26, 9999)",
            "package-damaged"
        ),
        // Streams that are not what the directory says.
        ("data = bytearray(clean); at = data.index(b'PK\\1\\2'); data[at + 16] ^= 1; data[14] ^= 1", "package-damaged"),
        (
            "import bz2\nout = io.BytesIO()\nwith zipfile.ZipFile(out, 'w', zipfile.ZIP_BZIP2) as z: z.writestr('a', 'x' * 1000)\ndata = out.getvalue()",
            "package-compression"
        ),
        (
            "data = bytearray(zipped([('caf_', 'x')]).replace(b'caf_', b'caf\\x82')); at = data.index(b'PK\\1\\2'); data[7] |= 8; data[at + 9] |= 8",
            "package-name"
        ),
    ])
    func `A zip that two readers would read differently is refused`(program: String, code: String) throws {
        #expect(try inspect(program).findings.map(\.code) == [code])
    }

    @Test(arguments: [
        ("data = clean", ["a.txt", "b.txt"]),
        ("data = clean[:-2] + struct.pack('<H', 60_000) + b'c' * 60_000", ["a.txt", "b.txt"]),
        ("data = zipped([('./', ''), ('./a.txt', 'A'), ('./d/b.txt', 'B')])", ["a.txt", "d/b.txt"]),
        ("data = zipped([('d\\\\b.txt', 'B'), ('d/e\\\\f.txt', 'F')])", ["d/b.txt", "d/e/f.txt"]),
        ("data = zipped([('modèles/réseau.json', '{}'), ('説明.md', 'x')])", ["modèles/réseau.json", "説明.md"]),
        ("data = zipped([('caf_.json', '{}')]).replace(b'caf_', b'caf\\x82')", ["café.json"]),
        ("data = zipped([('N/a', '1'), ('n/b', '2'), ('n/', '')])", ["N/a", "n/b"]),
        (
            "class Pipe(io.BytesIO):\n    def seekable(self): return False\n    def seek(self, *a): raise OSError\n    def tell(self): raise OSError\nout = Pipe()\nwith zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('a.txt', 'A' * 100)\ndata = out.getvalue()",
            ["a.txt"]
        ),
        (
            "out = io.BytesIO()\nwith zipfile.ZipFile(out, 'w') as z:\n    with z.open(zipfile.ZipInfo('a.txt'), 'w', force_zip64=True) as f: f.write(b'A')\ndata = out.getvalue()",
            ["a.txt"]
        ),
        (
            "v = struct.pack('<BI', 1, zlib.crc32(b'cafe.json')) + 'café.json'.encode()\nout = io.BytesIO()\nwith zipfile.ZipFile(out, 'w') as z:\n    i = zipfile.ZipInfo('cafe.json'); i.extra = struct.pack('<HH', 0x7075, len(v)) + v; z.writestr(i, '{}')\ndata = out.getvalue()",
            ["café.json"]
        ),
    ])
    func `A zip as tools write it is read`(program: String, names: [String]) throws {
        let report = try inspect(program)
        #expect(report.findings == [])
        #expect(report.entries.map(\.name) == names)
    }

    @Test(
        arguments: [
            ("N/a", "n/A", "package-entry-alike"), ("é.json", "e\u{301}.json", "package-entry-alike"),
            ("É.json", "e\u{301}.json", "package-entry-alike"), ("a.", "A", "package-entry-alike"),
            ("d/a ", "d/a", "package-entry-alike"), ("ſ", "S", "package-entry-alike"),
            ("a", "A/b", "package-entry-alike"), ("A/b", "a", "package-entry-alike"),
            ("a", "a/b", "package-entry-alike"),
            ("a", "./a", "package-entry-twice"), ("d/", "d/", "package-entry-twice"),
            ("a", "a/", "package-entry-alike"),
            ("a", "b", nil), ("d/a", "D/b", nil), ("d/", "D/", nil), ("d/a", "d/", nil), ("a.b", "ab", nil),
        ] as [(String, String, String?)])
    func `Two names that Windows or macOS take for one are named`(first: String, second: String, code: String?) throws {
        let found = try inspect("data = zipped([('\(first)', ''), ('\(second)', ''), ('other', 'x')])").findings
        #expect(found.map(\.code) == [code].compactMap(\.self))
        if code == "package-entry-alike" {
            #expect(found.first?.values["value"]?.hasPrefix(second.prefix(1)) == true)
            #expect(found.first?.values["other"]?.hasPrefix(first.prefix(1)) == true)
        }
    }

    @Test func `A link of Windows is not a file`() throws {
        let program =
            "data = bytearray(clean); at = data.index(b'PK\\1\\2'); struct.pack_into('<I', data, at + 38, 0x420)"
        #expect(try inspect(program).findings.map(\.code) == ["package-not-file"])
    }

    @Test(arguments: ["zip -qr ../package.zip .", "zip -qr - . >../package.zip", "bsdtar -a -cf ../package.zip ."])
    func `Info-ZIP's and bsdtar's zips are read`(command: String) throws {
        try scratch.write("in/main.json", Array("{}".utf8))
        try scratch.write("in/d/é.txt", Array("x".utf8))
        _ = try output(of: "bash", "-euc", "cd \(scratch.path)/in; \(command)")
        let report = try PackageArchive.inspect(path: path, keeping: ["main.json"])
        #expect(report.findings == [])
        #expect(Set(report.entries.map(\.name)) == ["main.json", "d/é.txt"])
        #expect(report.contents["main.json"] == Data("{}".utf8))
    }

    @Test func `An encrypted entry is named`() throws {
        try scratch.write("a", Array("x".utf8))
        _ = try output(of: "bash", "-euc", "cd \(scratch.path); zip -qP secret package.zip a")
        let report = try PackageArchive.inspect(path: path)
        #expect(report.findings == [AssetFinding("package-encrypted", ["value": "a"])])
    }

    /// What the remedy says, on a zip with bytes that belong to nothing.
    @Test func `Unpacked and packed again, a zip with stray bytes is a good one`() throws {
        #expect(try inspect("data = bad + clean").findings.map(\.code) == ["package-stray-bytes"])
        let again = scratch.file("again.zip")
        // unzip answers 1 for a warning.
        _ = try output(
            of: "bash", "-euc",
            "cd \(scratch.path); mkdir new; (unzip -q package.zip -d new || [ $? = 1 ]) 2>/dev/null; cd new; zip -qr \(again) ."
        )
        let report = try PackageArchive.inspect(path: again)
        #expect(report.findings == [])
        #expect(report.entries.map(\.name).sorted() == ["a.txt", "b.txt"])
    }
}
