// A copy whose worker is killed in the middle of it: the real worker, as a process, on a broker.

import Base
import Events
import Foundation
import Offers
import Testing

extension EndToEndTests {
    @Test func `A copy that kill -9 cuts short is continued by the next worker and verified`() throws {
        let line = try RunningLine(only: ["provision-preview"])
        defer { line.stop() }
        let size = 192 << 20
        let image = line.folder.appending(path: "os.vhd").path
        let made = try line.run("/usr/bin/dd", ["if=/dev/urandom", "of=\(image)", "bs=1M", "count=192", "status=none"])
        #expect(made.status == 0, "\(made.err)")
        let digest = String(try line.run("/usr/bin/sha256sum", [image]).out.prefix(64))
        let name = freshOffer("crash")
        try schedule(line, name, image: image, digest: digest)

        let blobs = ["preview-west", "preview-north"].map { "\(line.folder.path)/regions/\($0)/blobs/sha256/\(digest)" }
        try soon("a good part is written") { length(blobs[0] + ".partial") > 24 << 20 }
        let worker = try #require(line.instances(of: "provision-preview").first)
        kill(worker.processIdentifier, SIGKILL)
        worker.waitUntilExit()
        let before = blobs.map { length($0 + ".partial") }
        #expect(before[0] > 24 << 20 && before[0] < size)
        #expect(blobs.allSatisfy { length($0) == 0 }, "nothing half-made is seen")

        try line.start("provision-preview", [])
        var lowest = before
        try soon("both copies stand") {
            for (index, blob) in blobs.enumerated() {
                let now = length(blob + ".partial")
                if now > 0 { lowest[index] = min(lowest[index], now) }
            }
            return blobs.allSatisfy { length($0) == size }
        }
        // The last page may be cut to a block's beginning; what came before is never written again.
        for (index, length) in lowest.enumerated() { #expect(length >= before[index] - 4096) }
        for blob in blobs { #expect(try line.run("/usr/bin/sha256sum", [blob]).out.hasPrefix(digest)) }
        try line.eventually("the outcome says that both regions are verified") {
            try line.consume(.outcomes, key: "contoso/\(name)").contains {
                $0.contains("offers.step.completed.v1") && $0.components(separatedBy: "\"verified\"").count == 3
            }
        }
    }

    private func schedule(_ line: RunningLine, _ name: String, image: String, digest: String) throws {
        var document = try #require(
            try JSONSerialization.jsonObject(with: try line.sample("web-vm", as: name)) as? [String: Any])
        var plan = try #require((document["plans"] as? [[String: Any]])?.first)
        plan["images"] = [["version": "1.0.0", "osDisk": ["url": "file://\(image)"]]]
        document["plans"] = [plan]
        let submission = "contoso/\(name)/1"
        var event = CloudEvent(
            id: "\(submission)/0-provision-preview/1/scheduled", source: "/offers/coordinator", type: .stepScheduled,
            subject: "contoso/\(name)", time: World.real.now(),
            data: [UInt8](try JSONSerialization.data(withJSONObject: document)))
        event[ScheduledStep.Name.submission] = submission
        event[ScheduledStep.Name.route] = "0:provision-preview"
        event.set(ScheduledStep.Name.step, .integer(0))
        event.set(ScheduledStep.Name.attempt, .integer(1))
        event["images"] = "0=sha256:\(digest)"
        let file = line.folder.appending(path: "event").path
        try Data(event.structured()).write(to: URL(filePath: file))
        let sent = try line.run(
            "/usr/bin/kcat",
            [
                "-P", "-b", line.broker, "-t", Topic.stage(.provisionPreview).name, "-k", "contoso/\(name)", "-H",
                "content-type=application/cloudevents+json", file,
            ])
        #expect(sent.status == 0, "\(sent.err)")
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
