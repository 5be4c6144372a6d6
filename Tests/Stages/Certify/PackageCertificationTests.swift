// Certification of deployment packages: of solutions, and of test drives.

import Assets
import Base
import Events
import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct PackageCertificationTests {
    private let fixture: CertifyBench
    private var folder: Folder { fixture.folder }

    private static let both = ["mainTemplate.json": "{}", "createUiDefinition.json": "\u{FEFF}{}"]

    init() throws { fixture = try CertifyBench(scanner: try RealClamd.usual.get().unix) }

    private func zip(_ files: [String: String]) throws {
        try Data(ZipFile.stored(files.sorted { $0.key < $1.key })).write(to: URL(filePath: folder.file("p.zip")))
    }

    /// A solution whose package this is.
    private func solution() -> [UInt8] {
        var offer = SampleOffer()
        offer.type = "solution-template"
        offer.plans = """
            [{"id": "basic", "title": "Basic", "summary": "One",
              "package": {"version": "1.0.0", "url": "\(fixture.address("p.zip"))"}}]
            """
        return offer.json
    }

    /// The same with a test drive of the package.
    private func testDrive() throws -> [UInt8] {
        let tags = try OCILayout.create(path: folder.file("layout"), tags: ["latest"])
        var offer = SampleOffer.container(fixture.address("layout"), tags: tags)
        offer.testDrive = #"{"enabled": true, "packageUrl": "\#(fixture.address("p.zip"))"}"#
        return offer.json
    }

    private func certify(_ document: [UInt8], _ facts: [String: String] = [:]) async throws -> StageOutcome {
        try await Certification(Settings(fixture.settings)).perform(stageJob(document, at: .certify, facts))
    }

    @Test(
        arguments: [
            (both, []),
            (["README.md": "# Farm"], ["package-file-missing", "package-file-missing"]),
            (["mainTemplate.json": "{}"], ["package-file-missing"]),
            (
                ["farm/mainTemplate.json": "{}", "farm/createUiDefinition.json": "{}"],
                ["package-file-elsewhere", "package-file-elsewhere"]
            ),
            (["maintemplate.json": "{}", "createUiDefinition.json": "{}"], ["package-file-elsewhere"]),
            (
                ["mainTemplate.json": "{ this", "createUiDefinition.json": "[]"],
                ["package-file-malformed", "package-file-malformed"]
            ),
        ] as [([String: String], [String])])
    func `A solution's package has its two files at the top`(files: [String: String], codes: [String]) async throws {
        try zip(files)
        let outcome = try await certify(solution())
        #expect(outcome.problems.map(\.code) == codes)
        if codes.first == "package-file-elsewhere" {
            #expect(outcome.problems.allSatisfy { files.keys.contains($0.values["found"] ?? "") })
        }
    }

    @Test func `A package is scanned as it is read, and kept for its copies`() async throws {
        try zip(Self.both)
        let good = try #require(outputs(try await certify(solution())))
        let digest = try Digest.ofFile(at: folder.file("p.zip"))
        #expect(good.facts["images"] == "0=\(digest)")
        #expect(try Digest.ofFile(at: folder.file("certified/blobs/sha256/\(digest.hex)")) == digest)
        try zip(Self.both.merging(["run.com": String(decoding: EICAR.bytes, as: UTF8.self)]) { $1 })
        #expect(try await certify(solution()).problems.map(\.code) == ["malware-found"])
    }

    @Test func `A test drive's package is scanned, and is the one that was validated`() async throws {
        try zip(["main-template.json": "{}"])
        let digest = try Digest.ofFile(at: folder.file("p.zip"))
        let facts = ["testdrivepackage": digest.description]
        let good = try #require(outputs(try await certify(testDrive(), facts)))
        #expect(good.facts["images"]?.hasSuffix(" 1=\(digest)") == true)
        try zip(["main-template.json": "{ }"])
        let changed = try await certify(testDrive(), facts).problems
        #expect(changed.map(\.code) == ["test-drive-package-changed"])
        #expect(changed.map(\.pointer) == ["/testDrive/packageUrl"])
        let now = ["testdrivepackage": try Digest.ofFile(at: folder.file("p.zip")).description]
        #expect(outputs(try await certify(testDrive(), now)) != nil)
        try zip(["run.com": String(decoding: EICAR.bytes, as: UTF8.self)])
        #expect(try await certify(testDrive()).problems.map(\.code) == ["malware-found"])
    }

    @Test func `An archive longer than the scanner takes at once is refused where the policy says so`() async throws {
        try zip(Self.both)
        try folder.run("head -c 3M /dev/urandom | gzip -n >long.gz; zip -qj0 p.zip long.gz")
        var fixture = fixture
        fixture.settings["scan-window-mib"] = "2"
        let noted = try await Certification(Settings(fixture.settings)).perform(stageJob(solution(), at: .certify))
        #expect(noted.problems == [])
        try fixture.setPolicy("length", "note", to: "refuse")
        let refused = try await Certification(Settings(fixture.settings)).perform(stageJob(solution(), at: .certify))
        #expect(refused.problems.map(\.code) == ["scan-length"])
        #expect(refused.problems.first?.values["most"] == "2")
    }

    @Test func `What the scanner did not look into is refused or said, as the policy has it`() async throws {
        try zip(Self.both)
        try folder.run(
            "head -c 1k /dev/zero >zeros; zstd -q zeros -o z.zst; zip -qj p.zip z.zst; zip -qP secret in.zip zeros")
        let refused = try await certify(solution()).problems
        #expect(refused.map(\.code) == ["scan-compression"])
        #expect(refused.first?.values["place"] == "package/z.zst")
        try folder.run("zip -qj -d p.zip z.zst; zip -qj0 p.zip in.zip")
        #expect(try await certify(solution()).problems.map(\.code) == ["scan-encrypted"])
        try fixture.setPolicy("encrypted", "refuse", to: "note")
        let noted = try #require(outputs(try await certify(solution())))
        #expect(noted.notes.contains(Remark("certified-unexamined", ["count": "1", "place": "package/in.zip"])))
        let report = try fixture.report(try #require(noted.facts["report"]))
        let image = try #require((report["images"] as? [[String: Any]])?.first)
        let unexamined = try #require(image["unexamined"] as? [[String: String]])
        #expect(unexamined == [["place": "package/in.zip", "reason": "encrypted"]])
        let checks = try #require(image["checks"] as? [[String: Any]])
        #expect(checks.last?["result"] as? String == "not-made")
    }
}
