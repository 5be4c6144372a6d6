// docs/certification.md is what the code does: its table has every code that certification raises and no other, and each
// test it names is there.

import Assets
import Foundation
import Localization
import Offers
import Testing

@testable import Stages
@testable import Validation

@Suite struct CertificationDocumentTests {
    private struct Row {
        var codes: [String]
        var test: String
    }

    private let rows: [Row]

    init() throws {
        let url = Draft.root.appending(path: "docs/certification.md")
        let text = try String(contentsOf: url, encoding: .utf8)
        rows = text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 4, cells[2].hasPrefix("`") else { return nil }
            let codes = cells[2].split(separator: " ").map { String($0.dropFirst().dropLast()) }
            return Row(codes: codes, test: cells[3])
        }
    }

    /// Codes that the stage itself raises, as its source has them.
    private static func stageCodes() throws -> Set<String> {
        let folder = Draft.root.appending(path: "Sources/Stages/Certify")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(into: []) { codes, file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            codes.formUnion(text.matches(of: /Problem\(at: .*?, "([a-z-]+)"/).map { String($0.output.1) })
            codes.formUnion(text.matches(of: /refused\("([a-z-]+)"/).map { String($0.output.1) })
        }
    }

    /// Codes of Assets that certification can raise.
    private static let findings = Localization.table(.english).keys
        .filter { $0.hasPrefix("problem.") }.map { $0.dropFirst("problem.".count) }
        .filter { code in ["vhd-", "oci-", "malware-", "unpack-", "package-"].contains { code.hasPrefix($0) } }
        .map(String.init)

    private static let validation: Set<String> = [
        "data-disk-numbers", "data-disks-count", "disk-version-not-rising", "live-version-not-higher",
        "latest-tag-count", "tag-malformed",
    ]

    @Test func `The table has every code of certification once, and no other`() throws {
        let faults: [ScannerError] = [
            .away(.unix(path: "/"), reason: ""), .withoutSignatures(engine: ""), .windowTooLarge(bytes: 0, answer: ""),
            .limitHit(name: "", place: ""), .failed(answer: "", place: ""),
        ]
        var expected = try Self.stageCodes().union(Self.findings)
        expected.formUnion(faults.map(\.code))
        expected.formUnion(Self.validation)
        let listed = rows.flatMap(\.codes)
        #expect(Set(listed) == expected, "\(Set(listed).symmetricDifference(expected).sorted())")
        #expect(listed.count == Set(listed).count)
    }

    @Test func `Validation has the codes that the table gives it`() throws {
        let policy = Draft.root.appending(path: "deploy/policy/policy.json")
        let text = try String(contentsOf: policy, encoding: .utf8)
        let known = Localization.table(.english)
        for code in Self.validation {
            #expect(known["problem.\(code)"] != nil || text.contains("\"\(code)\""), "\(code)")
        }
    }

    @Test func `Every test that the table names is there`() throws {
        let tests = Draft.root.appending(path: "Tests")
        let files = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
        var names: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            names.formUnion(text.matches(of: /func `([^`]+)`/).map { String($0.output.1) })
        }
        #expect(rows.count > 50)
        for row in rows { #expect(names.contains(row.test), "\(row.codes): no test is called \(row.test)") }
    }

    @Test func `Every code of an image's checks is a line of its report, and of one only`() {
        let kinds = [CheckGroup.disk, CheckGroup.container, CheckGroup.package]
        for groups in kinds {
            let codes = groups.flatMap(\.codes)
            #expect(codes.count == Set(codes).count)
        }
        let reported = kinds.flatMap(\.self).reduce(into: CheckGroup.malwareCodes) { $0.formUnion($1.codes) }
        for code in Self.findings { #expect(reported.contains(code), "\(code)") }
    }

    @Test func `What a failed check made impossible is not said to have passed`() {
        let results = CheckGroup.results(
            .dataDisk, codes: ["vhd-dynamic"], wasRead: true, isScanned: true)
        #expect(results.first { $0.check == "vhd-format" }?.result == .failed)
        #expect(results.first { $0.check == "vhd-sizes" }?.result == .notMade)
        #expect(results.first { $0.check == "malware" }?.result == .passed)
        let unread = CheckGroup.results(.dataDisk, codes: ["fetch-not-found"], wasRead: false, isScanned: false)
        #expect(unread.map(\.result) == [.failed] + Array(repeating: .notMade, count: 6))
    }
}
