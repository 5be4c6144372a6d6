// A copy whose worker is killed in the middle of it: the real worker, as a process, on a broker.

import Assets
import Base
import Events
import Foundation
import JSON
import Offers
import Testing

extension EndToEndTests {
    @Test func `A copy that kill -9 cuts short is continued by the next worker and verified`() throws {
        let pipeline = try RunningPipeline(only: ["provision-preview"])
        defer { pipeline.stop() }
        let size = 192 << 20
        let image = pipeline.folder.appending(path: "os.vhd").path
        let made = try pipeline.run(
            "/usr/bin/dd", ["if=/dev/urandom", "of=\(image)", "bs=1M", "count=192", "status=none"])
        #expect(made.status == 0, "\(made.err)")
        let digest = String(try pipeline.run("/usr/bin/sha256sum", [image]).out.prefix(64))
        let name = freshOffer("crash")
        try certify(image, digest, size: size, in: pipeline)
        try schedule(pipeline, name, image: image, digest: digest)

        let blobs = ["west", "north"].map {
            "\(pipeline.folder.path)/regions/preview/\($0)/blobs/sha256/\(digest)"
        }
        try soon("a good part is written") { length(blobs[0] + ".partial") > 24 << 20 }
        let worker = try #require(pipeline.instances(of: "provision-preview").first)
        kill(worker.processIdentifier, SIGKILL)
        worker.waitUntilExit()
        let before = blobs.map { length($0 + ".partial") }
        #expect(before[0] > 24 << 20 && before[0] < size)
        #expect(blobs.allSatisfy { length($0) == 0 }, "nothing half-made is seen")

        try pipeline.start("provision-preview", [])
        var lowest = before
        try soon("both copies are complete") {
            for (index, blob) in blobs.enumerated() {
                let now = length(blob + ".partial")
                if now > 0 { lowest[index] = min(lowest[index], now) }
            }
            return blobs.allSatisfy { length($0) == size }
        }
        // The last page may be cut to a block's beginning; what came before is never written again.
        for (index, length) in lowest.enumerated() { #expect(length >= before[index] - 4096) }
        for blob in blobs { #expect(try pipeline.run("/usr/bin/sha256sum", [blob]).out.hasPrefix(digest)) }
        try pipeline.eventually("the outcome says that both regions are verified") {
            try pipeline.consume(.outcomes, key: "contoso/\(name)").contains {
                $0.contains("offers.step.completed.v1") && $0.components(separatedBy: "\"verified\"").count == 3
            }
        }
    }

    /// Puts the image into the certified store, as certification does.
    private func certify(_ image: String, _ hex: String, size: Int, in pipeline: RunningPipeline) throws {
        let digest = try #require(Digest(hex: hex))
        let blob = Asset.Blob(digest: digest, size: Int64(size), source: .file(image))
        let store = "file://\(pipeline.folder.path)/certified"
        _ = try Region(name: "certified", store: store).copy(
            Asset(kind: .virtualMachineImage, blobs: [blob], root: digest))
    }

    private func schedule(_ pipeline: RunningPipeline, _ name: String, image: String, digest: String) throws {
        var document = try #require(
            try JSONSerialization.jsonObject(with: try pipeline.sample("web-vm", as: name)) as? [String: Any])
        var plan = try #require((document["plans"] as? [[String: Any]])?.first)
        plan["images"] = [["version": "1.0.0", "osDisk": ["url": "file://\(image)"]]]
        document["plans"] = [plan]
        var step = ScheduledStep(
            SubmissionID(offer: OfferKey(publisher: "contoso", offer: name), number: 1), process: "test@00000000",
            route: Route(step: 0, stages: [.provisionPreview]), source: "/offers/coordinator", at: World.real.now())
        step.offer = RawJSON([UInt8](try JSONSerialization.data(withJSONObject: document)))
        step.facts["images"] = "0=sha256:\(digest)"
        try pipeline.send(step)
    }

    private func length(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Looks two hundred times a second, for at most two minutes: the moment for the kill is short.
    private func soon(_ what: String, _ holds: () -> Bool) throws {
        let end = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < end {
            if holds() { return }
            Thread.sleep(forTimeInterval: 0.005)
        }
        Issue.record("not within two minutes: \(what)")
        throw CancellationError()
    }
}
