// Deployment packages: good ones are read, hostile ones are reported. Python makes the zips, because it also writes wrong
// ones.
import Foundation
import ImageFixtures
import TestSupport
import Testing

@testable import Assets

@Suite struct PackageArchiveTests {
    private let scratch: Scratch
    private let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.file("package.zip")
    }

    /// `lines` write to `z`, a `zipfile.ZipFile`.
    private func zip(_ lines: String) throws {
        _ = try output(
            of: "python3", "-W", "ignore", "-c",
            "import zipfile,sys\nz=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED)\n\(lines)\nz.close()", path)
    }

    private func codes(_ limits: PackageLimits = PackageLimits(), keeping: Set<String> = []) throws -> [String] {
        try PackageArchive.inspect(path: path, keeping: keeping, limits: limits).findings.map(\.code)
    }

    @Test func `Entries are listed and the wanted ones are read`() throws {
        try zip(
            "z.writestr('main-template.json','{}')\nz.writestr('nested/a.txt','abc')\nz.mkdir('d') if hasattr(z,'mkdir') else 0"
        )
        let report = try PackageArchive.inspect(path: path, keeping: ["main-template.json", "absent"])
        #expect(report.findings == [])
        #expect(report.entries.map(\.name) == ["main-template.json", "nested/a.txt"])
        #expect(report.entries.map(\.size) == [2, 3])
        #expect(report.contents == ["main-template.json": Data("{}".utf8)])
    }

    @Test(arguments: [
        "../evil", "/etc/passwd", "a/../../b", "C:x", "a/./b", "a//b", "..", "a\\\\..\\\\b", "a\\nb", "..",
    ])
    func `Paths that may lead out are refused`(name: String) throws {
        try zip("z.writestr('\(name)','x')")
        let report = try PackageArchive.inspect(path: path, keeping: [name])
        #expect(report.findings.map(\.code) == ["package-path"])
        #expect(report.contents.isEmpty)
    }

    @Test func `Links and devices are refused`() throws {
        try zip(
            """
            for name, mode in [('link', 0o120777), ('disk', 0o060644), ('terminal', 0o020644)]:
                i = zipfile.ZipInfo(name); i.create_system = 3; i.external_attr = mode << 16
                z.writestr(i, '/etc/passwd')
            """)
        let report = try PackageArchive.inspect(path: path)
        #expect(report.findings.map(\.code) == ["package-not-file", "package-not-file", "package-not-file"])
        #expect(report.entries == [])
    }

    @Test func `A bomb is left at the ratio, the total or the count`() throws {
        try zip("z.writestr('bomb', bytes(20_000_000))")
        #expect(try codes() == ["package-ratio"])
        try zip("import os\nfor n in range(5): z.writestr(f'{n}', os.urandom(1_000_000))")
        var limits = PackageLimits()
        limits.totalBytes = 3 << 20
        #expect(try codes(limits) == ["package-too-large"])
        limits.entries = 2
        #expect(try codes(limits) == ["package-too-many"])
        limits = PackageLimits()
        limits.keptBytes = 1000
        #expect(try codes(limits, keeping: ["1"]) == ["package-entry-too-long"])
        #expect(try codes(limits) == [])
    }

    @Test func `A file that is not a zip, or is empty, cut or doubled, is reported as such`() throws {
        try scratch.write("package.zip", noise(5000))
        #expect(try codes() == ["package-not-zip"])
        try scratch.write("package.zip", [])
        #expect(try codes() == ["package-not-zip"])
        try zip("pass")
        #expect(try codes() == ["package-empty"])
        try zip("z.writestr('a','1'); z.writestr('a','2')")
        #expect(try codes() == ["package-entry-twice"])
        try zip("import os\nz.writestr('a', os.urandom(100_000))")
        try change(path, at: 50_000, to: noise(1000))
        #expect(try codes() == ["package-damaged"])
        try zip("z.writestr('a', '1')")
        try scratch.write("package.zip", bytes(of: path).dropLast(10))
        #expect(try codes() == ["package-damaged"])
    }

    @Test func `A tar is not a package`() throws {
        try scratch.write("package.zip", Array(OCIMaker.tar(name: "main-template.json", content: [1])))
        #expect(try codes() == ["package-not-zip"])
    }
}
