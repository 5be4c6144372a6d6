// What certified is scanned again when its scan is old (R9): from where it is kept, and nobody asks its publisher.

import Assets
import Base
import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct ScannedAgainTests {
    private var bench: CertifyBench
    private var folder: Folder { bench.folder }
    private let disk = "/plans/0/images/0/osDisk/url"

    init() throws {
        bench = try CertifyBench(scanner: try RealClamd.usual.get().unix)
        try VHD.create(
            path: folder.file("good.vhd"), virtualSize: 16 << 20, content: noise(100_000) + RealClamd.mark)
    }

    /// A scanner that has learned since.
    private func learned() throws -> CertifyBench {
        var bench = bench
        bench.settings["scanner"] = "\(try RealClamd.learned.get().unix)"
        return bench
    }

    private func old(_ outputs: StepOutputs) throws -> OfferStatus.Certified {
        var memory = try outputs.certified()
        memory.scanned = Timestamp(milliseconds: -8 * 86_400_000)
        return memory
    }

    private func fault(_ draft: Draft, after memory: OfferStatus.Certified) async throws -> String? {
        do { _ = try await bench.certify(draft, after: memory) } catch { return (error as? Fault)?.code }
        return nil
    }

    private func checks(_ outputs: StepOutputs) throws -> [String: String] {
        let report = try bench.report(try #require(outputs.facts["report"]))
        let image = try #require((report["images"] as? [[String: Any]])?.first)
        let checks = try #require(image["checks"] as? [[String: Any]])
        let pairs = checks.map { ($0["check"] as? String ?? "", $0["result"] as? String ?? "") }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test func `An unchanged disk whose publisher took it away is scanned again with new signatures`()
        async throws
    {
        let digest = try Digest.ofFile(at: folder.file("good.vhd")).description
        let draft = try bench.machine("good.vhd", digest: digest)
        let first = try await bench.outputs(draft)
        try FileManager.default.removeItem(atPath: folder.file("good.vhd"))
        let again = try await bench.outputs(draft, after: old(first))
        #expect(again.notes.map(\.code) == ["certified-scanned", "certified-again", "certification-report"])
        #expect(again.facts["certifieddigest"] == first.facts["certifieddigest"])
        #expect(again.facts["images"] == first.facts["images"])
        #expect(again.facts["scanned"] == Timestamp(milliseconds: 0).description)
        let checks = try checks(again)
        #expect(checks["reading"] == "passed" && checks["malware"] == "passed")
        #expect(checks["vhd-sizes"] == "not-made", "it was not held against the policy again")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("downloads/images")) == [])

        let outcome = try await learned().certify(draft, after: old(first))
        #expect(outcome.problems.map(\.code) == ["malware-found"])
        #expect(outcome.problems.first?.pointer == disk)
    }

    @Test func `A live disk with an old scan is scanned again, whatever else changed`() async throws {
        var draft = try bench.machine("good.vhd")
        let first = try await bench.outputs(draft)
        let digest = try #require(first.facts["images"]?.dropFirst(2))
        let terms = LiveTerms(try OfferDocument(draft.bytes()), digests: [disk: String(digest)]).description
        try FileManager.default.removeItem(atPath: folder.file("good.vhd"))
        draft.set("/plans/0/sizes", ["d4"])
        let young = try await bench.certify(draft, after: first.certified(), live: terms).outputs
        #expect(young?.notes.map(\.code).contains("certified-live") == true)
        let again = try await bench.certify(draft, after: old(first), live: terms).outputs
        #expect(again?.notes.contains(Remark("certified-again", ["value": "1"])) == true)
        #expect(again?.facts["scanned"] == Timestamp(milliseconds: 0).description)
        let codes = try await learned().codes(draft, after: old(first), live: terms)
        #expect(codes == ["malware-found"])
    }

    @Test func `A live disk is not held against rules that came later`() async throws {
        let draft = try bench.machine("good.vhd")
        let first = try await bench.outputs(draft)
        let digest = try #require(first.facts["images"]?.dropFirst(2))
        let terms = LiveTerms(try OfferDocument(draft.bytes()), digests: [disk: String(digest)]).description
        let policy = try String(contentsOfFile: folder.file("policy.json"), encoding: .utf8)
        try policy.replacing("\"leastMiB\":8", with: "\"leastMiB\":300")
            .write(toFile: folder.file("policy.json"), atomically: true, encoding: .utf8)
        #expect(try await bench.codes(draft) == ["vhd-too-small"])
        #expect(try await bench.codes(draft, after: old(first), live: terms) == [])
    }

    @Test func `A layout is scanned again from the store, with blobs that its folder lacks by now`() async throws {
        let text = String(decoding: RealClamd.mark, as: UTF8.self)
        try OCILayout.create(path: folder.file("image"), tags: ["latest"], content: text)
        let tags = try OCILayout.inspect(path: folder.file("image")).tags.mapValues(\.description)
        let draft = try bench.container("image", tags: tags)
        let first = try await bench.outputs(draft)
        try FileManager.default.removeItem(atPath: folder.file("image/blobs"))
        let again = try await bench.outputs(draft, after: old(first))
        #expect(again.notes.contains(Remark("certified-again", ["value": "1"])))
        #expect(again.facts["certifieddigest"] == first.facts["certifieddigest"])
        #expect(try await learned().codes(draft, after: old(first)) == ["malware-found"])
    }

    @Test func `A package is scanned again from the store`() async throws {
        try folder.write("mark", RealClamd.mark)
        try folder.run(
            "mkdir F; cp mark F; echo {} | tee F/mainTemplate.json >F/createUiDefinition.json; cd F; zip -qr ../a.zip ."
        )
        let draft = try bench.package("a.zip")
        let first = try await bench.outputs(draft)
        let again = try await bench.outputs(draft, after: old(first))
        #expect(again.notes.contains(Remark("certified-again", ["value": "1"])))
        #expect(try await learned().codes(draft, after: old(first)) == ["malware-found"])
    }

    @Test func `A store that no longer has what certified is a fault, never the publisher's problem`() async throws {
        let digest = try Digest.ofFile(at: folder.file("good.vhd"))
        let draft = try bench.machine("good.vhd", digest: digest.description)
        let first = try await bench.outputs(draft)
        let kept = "certified/blobs/sha256/\(digest.hex)"
        try folder.run(
            "cp \(kept) copy; rm \(kept); printf x | dd of=copy bs=1 seek=4000000 conv=notrunc; mv copy \(kept)")
        #expect(try await fault(draft, after: old(first)) == "copy-damaged")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("downloads/images")) == [])
    }
}
