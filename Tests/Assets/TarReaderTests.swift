// The strict reading of layers: what tools write is read, what two readers would read differently is refused.
import Foundation
import TestSupport
import Testing

@testable import Assets

/// Keeps the files of a tar.
private final class Collector: TarVisitor {
    var entries: [TarEntry] = []
    var contents: [String] = []

    func begin(_ entry: TarEntry) {
        entries.append(entry)
        if entry.kind == .file { contents.append("") }
    }
    func content(_ bytes: UnsafeRawBufferPointer) {
        contents[contents.count - 1] += String(decoding: bytes, as: UTF8.self)
    }
    func end() {}
}

@Suite struct TarReaderTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func read(_ bytes: [UInt8], pieces: Int = 100_000) throws -> Collector {
        let collector = Collector()
        let reader = TarReader(place: "layer", visitor: collector)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try bytes[start..<min(bytes.count, start + pieces)].withUnsafeBytes { try reader.take($0) }
        }
        try reader.finish()
        return collector
    }

    private func code(_ bytes: [UInt8]) throws -> String? { try codes { _ = try read(bytes) }.first }

    private func made(_ command: String) throws -> [UInt8] {
        _ = try output(of: "bash", "-euc", "cd \(scratch.path); \(command)")
        return try bytes(of: scratch.file("made.tar"))
    }

    @Test(arguments: ["--format=ustar", "--format=pax", "--format=gnu", "--format=oldgnu"])
    func `What GNU tar writes is read, whatever the pieces it comes in`(format: String) throws {
        let long = format.contains("gnu") || format.contains("pax") ? String(repeating: "long/", count: 60) : "d/"
        let tar = try made(
            """
            mkdir -p in/\(long); printf hello >in/\(long)file; : >in/empty; ln -s /etc/passwd in/link; mkfifo in/pipe
            ln in/\(long)file in/twin; tar \(format) -cf made.tar -C in .
            """)
        for pieces in [100_000, 512, 100, 7] {
            let found = try read(tar, pieces: pieces)
            #expect(found.contents.sorted() == ["", "hello"])
            #expect(found.entries.contains { $0.kind == .symbolicLink && $0.name == "./link" })
            #expect(found.entries.contains { $0.kind == .hardLink })
            #expect(found.entries.contains { $0.kind == .pipe })
            #expect(found.entries.contains { $0.kind == .folder && $0.name == "./" })
        }
    }

    /// It writes the numbers of a device, which the form has no place for.
    @Test func `GNU tar's oldest form is read`() throws {
        let tar = try made(
            "mkdir -p in/d; printf hello >in/d/file; ln -s file in/d/l; tar --format=v7 -cf made.tar -C in d")
        #expect(try read(tar).contents == ["hello"])
        #expect(try read(tar).entries.map(\.kind).contains(.symbolicLink))
    }

    @Test(arguments: ["gnu", "posix"])
    func `A sparse file of GNU tar's is named as one`(format: String) throws {
        let tar = try made("truncate -s 1M file; echo x >>file; tar --sparse --format=\(format) -cf made.tar file")
        #expect(try code(tar) == "layer-sparse")
    }

    @Test(arguments: ["ustar", "pax", "gnutar", "v7"])
    func `What bsdtar writes is read`(format: String) throws {
        let tar = try made("mkdir in; printf hello >in/file; bsdtar --format=\(format) -cf made.tar -C in file")
        #expect(try read(tar).contents == ["hello"])
    }

    @Test func `Names beyond a header come from pax and GNU headers`() throws {
        let name = String(repeating: "a", count: 300)
        #expect(try read(TarMaker.pax([("path", name)]) + TarMaker.file("cut", "x")).entries.first?.name == name)
        let long = TarMaker.long(name, type: "L") + TarMaker.long("target", type: "K")
        #expect(try read(long + TarMaker.header("cut", type: "1", magic: TarMaker.gnu)).entries.first?.name == name)
        let prefix = TarMaker.file("b", "x", fields: [(345, Array("a".utf8))])
        #expect(try read(prefix).entries.first?.name == "a/b")
        #expect(try read(TarMaker.pax([("comment", "x")], type: "g") + TarMaker.file("a", "x")).entries.count == 1)
    }

    @Test func `The end may be missing, short of nothing, or long`() throws {
        let file = TarMaker.file("a", "x")
        #expect(try code(file) == nil)
        #expect(try code(file + TarMaker.end) == nil)
        #expect(try code(file + TarMaker.end + [UInt8](repeating: 0, count: 10_000)) == nil)
        #expect(try code(TarMaker.end) == nil)
        // As umoci leaves it: without what fills the last block.
        #expect(try read(Array(file.prefix(513))).contents == ["x"])
        #expect(try code([]) == nil)
    }

    private static let file = TarMaker.file("app/run.com", "hidden")
    private static let refused: [(String, [UInt8])] = [
        // Content where no runtime looks for any.
        ("layer-link-content", TarMaker.header("a", type: "1", size: 1024, target: "b") + file),
        ("layer-headers", TarMaker.pax([("size", "1024")]) + TarMaker.header("a", type: "1", target: "b") + file),
        ("layer-link-content", TarMaker.header("a", type: "2", size: 512, target: "b") + file),
        ("layer-link-content", TarMaker.header("a/", type: "5", size: 512) + file),
        ("layer-link-content", TarMaker.header("a", type: "6", size: 512) + file),
        ("layer-file-name", TarMaker.header("a/", size: 0) + file),
        ("layer-file-name", TarMaker.header("a/", type: "\0", size: 0) + file),
        ("layer-file-name", TarMaker.pax([("path", "a/")]) + file),
        ("layer-sparse", TarMaker.header("a", type: "S", magic: TarMaker.gnu) + file),
        ("layer-sparse", TarMaker.pax([("GNU.sparse.major", "9"), ("GNU.sparse.map", "0,1")]) + file),
        ("layer-sparse", TarMaker.pax([("GNU.sparse.major", "1")], type: "g") + file),
        ("layer-sparse", TarMaker.pax([("SCHILY.realsize", "1")]) + file),
        ("layer-entry-type", TarMaker.header("a", type: "7") + file),
        ("layer-entry-type", TarMaker.header("a", type: "V", magic: TarMaker.gnu) + file),
        ("layer-device", TarMaker.header("dev/null", type: "3") + file),
        ("layer-device", TarMaker.header("dev/sda", type: "4") + file),
        // An end for some, none for others.
        ("layer-damaged", [UInt8](repeating: 0, count: 512) + file),
        ("layer-damaged", file + [UInt8](repeating: 0, count: 512)),
        ("layer-damaged", TarMaker.end + file),
        ("layer-damaged", TarMaker.end + [1]),
        ("layer-damaged", file.dropLast(512) + []),
        ("layer-damaged", TarMaker.pax([("comment", "x")])),
        ("layer-damaged", TarMaker.pax([("comment", "x")]) + TarMaker.end),
        ("layer-damaged", [UInt8](repeating: 0x41, count: 512)),
        // Headers that readers join differently.
        ("layer-headers", TarMaker.pax([("path", "b")]) + TarMaker.pax([("comment", "c")]) + file),
        ("layer-headers", TarMaker.pax([("path", "b")]) + TarMaker.long("c", type: "L") + file),
        ("layer-headers", TarMaker.long("b", type: "L") + TarMaker.long("c", type: "L") + file),
        ("layer-headers", TarMaker.pax([("path", "b"), ("path", "c")]) + file),
        ("layer-headers", TarMaker.pax([("path", "")]) + file),
        ("layer-headers", TarMaker.pax([("path", "a\0b")]) + file),
        ("layer-headers", TarMaker.pax([("size", "3")]) + file),
        ("layer-headers", TarMaker.pax([("size", "0x6")]) + file),
        ("layer-headers", TarMaker.pax([("path", "b")], type: "g") + file),
        ("layer-headers", TarMaker.raw("7 a=b\n", type: "x") + file),
        ("layer-headers", TarMaker.raw("06 a=b\n", type: "x") + file),
        ("layer-headers", TarMaker.raw("", type: "x") + file),
        ("layer-headers", TarMaker.header("")), ("layer-headers", TarMaker.header(".")),
        ("layer-headers", TarMaker.pax([("path", String(repeating: "a", count: 5_000))]) + file),
        // Fields that other readers take for others.
        ("layer-damaged", TarMaker.file("a", "x", fields: [(508, Array("tar\0".utf8))])),
        ("layer-damaged", TarMaker.file("a", "x", fields: [(386, Array("1".utf8))], magic: TarMaker.gnu)),
        ("layer-damaged", TarMaker.file("a", "x", fields: [(345, Array("b".utf8))], magic: TarMaker.gnu)),
        ("layer-damaged", TarMaker.file("a", "x", magic: Array("ustar\u{0}01".utf8))),
        ("layer-damaged", TarMaker.file("a", "x", fields: [(124, Array("0000000x001".utf8))])),
        ("layer-damaged", TarMaker.file("a", "x", fields: [(124, [0xFF])])),
        ("layer-damaged", TarMaker.header("x", type: "x", size: 2 << 20)),
    ]

    @Test(arguments: refused.indices) func `What two readers would read differently is refused`(index: Int) throws {
        #expect(try code(Self.refused[index].1) == Self.refused[index].0)
    }

    @Test(
        arguments: [
            ("/", "5", nil), ("/usr/bin/a", "0", nil), ("./a/../b", "0", nil), ("//a", "0", nil), ("a\\x2db", "0", nil),
            ("../a", "0", "layer-name-outside"), ("a/../../b", "0", "layer-name-outside"),
            ("/../a", "0", "layer-name-outside"), ("a\\..\\..\\b", "0", "layer-name-outside"),
        ] as [(String, Character, String?)])
    func `A name is what runtimes make of it`(name: String, type: Character, expected: String?) throws {
        #expect(try code(TarMaker.header(name, type: type)) == expected)
        #expect(try code(TarMaker.header("x", type: "1", target: name)) == (name == "/" ? "layer-headers" : expected))
        #expect(try code(TarMaker.header("x", type: "2", target: name)) == nil)
    }
}
