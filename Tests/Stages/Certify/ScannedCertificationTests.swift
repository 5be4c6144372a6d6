// Certification with a real clamd: what is found, what blocks, what the report says, and when nothing is done again.

import Assets
import Base
import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct ScannedCertificationTests {
    private var bench: CertifyBench
    private var folder: Folder { bench.folder }

    init() throws {
        bench = try CertifyBench(scanner: try RealClamd.usual.get().unix)
        try VHD.create(path: folder.file("good.vhd"), virtualSize: 16 << 20, content: noise(100_000))
    }

    private func fault(_ draft: Draft, _ settings: [String: String]) async throws -> Fault? {
        var bench = bench
        bench.settings.merge(settings) { $1 }
        do { _ = try await bench.certify(draft) } catch { return error as? Fault }
        return nil
    }

    @Test func `A clean disk certifies, and its report says who scanned how much`() async throws {
        let facts = try await bench.outputs(try bench.machine("good.vhd"))
        let length = (16 << 20) + 512
        let note = try #require(facts.notes.first)
        #expect(note.code == "certified-scanned")
        let name = try #require(facts.facts["report"])
        #expect(facts.notes.last == Remark("certification-report", ["report": name]))
        let report = try bench.report(name)
        #expect((report["engine"] as? [String: Any])?["name"] as? String == note.values["engine"])
        #expect(report["bytesCovered"] as? Int == length)
        #expect(report["result"] as? String == "passed")
        let image = try #require((report["images"] as? [[String: Any]])?.first)
        let checks = try #require(image["checks"] as? [[String: Any]])
        #expect(
            checks.compactMap { $0["check"] as? String } == [
                "reading", "vhd-format", "vhd-footer", "vhd-sizes", "partition-table", "declared-digest", "malware",
            ])
        #expect(checks.allSatisfy { $0["result"] as? String == "passed" })
    }

    @Test func `EICAR past 100 MiB is a problem at the disk, and the report names what was found`() async throws {
        try VHD.create(path: folder.file("bad.vhd"), virtualSize: 160 << 20)
        try folder.write("bad.vhd", at: 120 << 20, EICAR.bytes)
        guard case .rejected(let problems) = try await bench.certify(try bench.machine("bad.vhd")) else {
            Issue.record("it was let through")
            return
        }
        #expect(problems.map(\.code) == ["malware-found"])
        let problem = try #require(problems.first)
        #expect(problem.pointer == "/plans/0/images/0/osDisk/url")
        #expect(problem.values["value"]?.contains("Pipeline.Test.EICAR") == true)
        let digest = try #require(problem.values[Problem.report])
        #expect(problem.remedy(in: .english).hasSuffix(" Report: \(digest)."))
        let report = try bench.report(digest)
        #expect(report["result"] as? String == "failed")
    }

    @Test func `A layer with EICAR in a packed file is a problem at the layout`() async throws {
        try OCILayout.create(
            path: folder.file("image"), tags: ["latest"], content: String(decoding: EICAR.bytes, as: UTF8.self))
        let tags = try OCILayout.inspect(path: folder.file("image")).tags.mapValues(\.description)
        #expect(try await bench.codes(try bench.container("image", tags: tags)) == ["malware-found"])
    }

    @Test func `A broken image is scanned as well, and both problems are reported`() async throws {
        try VHD.create(path: folder.file("bad.vhd"), virtualSize: 16 << 20, content: EICAR.bytes)
        try folder.write("bad.vhd", at: 454, [1, 0])
        #expect(
            try await bench.codes(try bench.machine("bad.vhd")) == ["vhd-partition-early", "malware-found"])
    }

    @Test func `A scanner that is away or knows nothing blocks, and nothing is certified`() async throws {
        let draft = try bench.machine("good.vhd")
        let away = try #require(try await fault(draft, ["scanner": "unix:\(folder.file("none"))"]))
        #expect(away.code == "scanner-away")
        #expect(away.description.contains("start clamd"))
        let blind = try #require(try await fault(draft, ["scanner": "\(try RealClamd.blind.get().unix)"]))
        #expect(blind.code == "scanner-without-signatures")
        let narrow = try #require(try await fault(draft, ["scanner": "\(try RealClamd.narrow.get().tcp)"]))
        #expect(narrow.code == "scanner-limit")
    }

    @Test func `Where only marketing changed, certification is skipped and says by which submission`() async throws {
        var draft = try bench.machine("good.vhd")
        let first = try await bench.outputs(draft)
        let memory = try first.certified()
        draft.set("/listing/summary", "Another summary")
        draft.set("/plans/0/prices/0/perHour", 0.01)
        let second = try await bench.outputs(draft, after: memory)
        #expect(second.notes.map(\.code) == ["certification-skipped", "certification-scanned-earlier"])
        #expect(second.notes.first?.values == ["submission": "contoso/web/1"])
        #expect(second.facts["scanned"] == first.facts["scanned"])
        #expect(second.facts["certifieddigest"] == first.facts["certifieddigest"])
        #expect(second.facts["images"] == first.facts["images"])
        // Not even a scanner is asked.
        var away = bench
        away.settings["scanner"] = "unix:\(folder.file("none"))"
        #expect(try await away.outputs(draft, after: memory) == second)
    }

    @Test func `A scan counts for seven days, and longer where the scanner learned nothing`() async throws {
        let draft = try bench.machine("good.vhd")
        var memory = try await bench.outputs(draft).certified()
        let now = try #require(memory.scanned)
        for (days, isSkipped) in [(7, true), (8, false)] {
            memory.scanned = Timestamp(milliseconds: now.milliseconds - Int64(days) * 86_400_000)
            let again = try await bench.outputs(draft, after: memory)
            #expect((again.notes.first?.code == "certification-skipped") == isSkipped)
            #expect(again.facts["scanned"] == (isSkipped ? memory.scanned : now)?.description)
        }
        // Certified without a date of its scan.
        memory.scanned = nil
        #expect(try await bench.outputs(draft, after: memory).notes.first?.code == "certified-scanned")
    }

    @Test(arguments: ["/plans/0/sizes/0", "/plans/0/images/0/version", "/plans/0/operatingSystem/type"])
    func `A technical change certifies anew`(pointer: String) async throws {
        var draft = try bench.machine("good.vhd")
        let first = try await bench.outputs(draft)
        let memory = try first.certified()
        draft.set(pointer, "9.9.9")
        let second = try await bench.outputs(draft, after: memory)
        #expect(second.notes.first?.code == "certified-scanned")
        #expect(second.facts["certifieddigest"] != first.facts["certifieddigest"])
    }

    @Test func `Other bytes at the same address certify anew, and so does a scan where there was none`() async throws {
        let draft = try bench.machine("good.vhd")
        let first = try await bench.outputs(draft)
        let memory = try first.certified()
        var unscanned = bench
        unscanned.settings["scanner"] = nil
        unscanned.settings["require-scanner"] = "no"
        let without = try await unscanned.outputs(draft)
        let scannedNow = try await bench.outputs(draft, after: without.certified())
        #expect(scannedNow.notes.first?.code == "certified-scanned")
        try folder.write("good.vhd", at: 2 << 20, EICAR.bytes)
        #expect(try await bench.codes(draft, after: memory) == ["malware-found"])
    }
}
