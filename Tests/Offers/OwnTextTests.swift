// What is read by what must come next is read as everybody else would read it, or not at all.

import Base
import Events
import Localization
import Testing

@testable import Offers

@Suite struct OwnTextTests {
    private let time = Timestamp(milliseconds: 1_800_000_000_123)
    private let key = OfferKey(publisher: "contoso", offer: "web-vm")

    private var slip: ScheduledStep {
        get throws {
            var event = CloudEvent(
                id: "contoso/web-vm/1/2-certify/1/scheduled", source: "/offers/test", type: .stepScheduled,
                subject: key.description, time: time, data: Array(#"{"publisher":"contoso"}"#.utf8))
            event["submission"] = "contoso/web-vm/1"
            event["route"] = "2:certify 3:package"
            event["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            event.set("step", .integer(2))
            event.set("attempt", .integer(1))
            return try ScheduledStep(event)
        }
    }

    private static let outcomes: [Outcome] = [
        .started, .progressed(Progress(percent: 40, regions: [.init(name: "north", percent: 1, state: "copying")])),
        .completed(StepOutputs()),
        .completed(StepOutputs(["certifieddigest": "sha256:1"], notes: [Remark("lead-taken", ["lead": "a \"lead\""])])),
        .rejected([Problem(at: "/plans", "duplicate", ["value": "x"])]),
        .faulted(Fault("away", "It is away.")), .waiting(StepOutputs()),
    ]

    /// A status with most of what it can hold.
    private var status: OfferStatus {
        let name = LocalizedText(en: "Certify", fr: "Certifier", ja: "認定")
        var status = OfferStatus(key, at: time)
        status.title = "A title, é and 日本"
        status.type = "virtual-machine"
        status.state = .running
        status.submission = "contoso/web-vm/1"
        status.profile = "vm"
        status.currentStep = 1
        status.notify = ["a@b.example"]
        status.canCancel = .init(allowed: false, reason: "too late")
        status.answer = .init(command: "c-1", kind: "publish", accepted: true)
        status.memory.commands = ["c-1"]
        status.memory.facts = ["previewlink": "https://x.example/a"]
        status.memory.submissions = 1
        status.memory.transitions = 12
        status.memory.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let step = PublishingProfile.Step(
            stage: .certify, name: name, longest: .init(duration: "P3D", calendar: .business), approval: true)
        status.steps = [StepState.complete, .inProgress, .notStarted].map {
            StepStatus(step, language: .japanese, state: $0)
        }
        status.steps[0].ended = time
        status.steps[1].scheduled = time
        status.steps[1].due = time + .seconds(60)
        status.steps[1].notes = ["a note"]
        return status
    }

    private func row(_ status: OfferStatus, after before: WrittenStatus? = nil) -> WrittenStatus {
        WrittenStatus(status, cause: "c-1", source: "/offers/test", deadline: time, after: before)
    }

    @Test(arguments: outcomes) func `An outcome of ours is read without an event, and as with one`(_ outcome: Outcome)
        throws
    {
        let report = StepResult(outcome, of: try slip, began: time, at: time)
        let record = try #require(report.message(source: "/offers/certify").value)
        #expect(StepResult(written: record) == (try StepResult(CloudEvent(structured: record))))
        #expect(report.isAbout(key: key.bytes) && !report.isAbout(key: Array("contoso/web-vn".utf8)))
    }

    @Test func `An outcome with a byte changed is read as an event says, or not at all`() throws {
        let report = StepResult(Self.outcomes[3], of: try slip, began: time, at: time)
        let record = try #require(report.message(source: "/offers/certify").value)
        for changed in Self.changes(record) {
            guard let read = StepResult(written: changed) else { continue }
            #expect(
                try read == StepResult(CloudEvent(structured: changed)), "\(String(decoding: changed, as: UTF8.self))")
        }
    }

    @Test func `A row of ours is read by what must come next, and the next is copied from it`() throws {
        let read = try WrittenStatus(row: row(status).bytes)
        #expect(read.status == status)
        #expect(read.places != nil, "not read as ours")
        var next = read.status
        next.steps[1].state = .complete
        next.memory.transitions += 1
        #expect(row(next, after: read).bytes == row(next).bytes)
        next.title = "Another"
        next.memory.facts = [:]
        #expect(row(next, after: read).bytes == row(next).bytes)
        #expect(WrittenStatus.deadline(ofRow: read.bytes) == .some(time))
    }

    @Test func `A row with a byte changed is read as it would be from anybody, or refused alike`() throws {
        for changed in Self.changes(row(status).bytes) {
            let general: OfferStatus? = try? CloudEvent(structured: changed).decodeData()
            let text = String(decoding: changed, as: UTF8.self)
            #expect((try? WrittenStatus(row: changed))?.status == general, "\(text)")
        }
    }

    /// The bytes with one of them changed, left out or doubled, at every place.
    private static func changes(_ bytes: [UInt8]) -> [[UInt8]] {
        let others = Array(#""\,}0 "#.utf8)
        var changes: [[UInt8]] = []
        for place in bytes.indices {
            var changed = bytes
            changed[place] = others[place % others.count]
            changes.append(changed)
            changed.remove(at: place)
            changes.append(changed)
            changed = bytes
            changed.insert(bytes[place], at: place)
            changes.append(changed)
        }
        return changes
    }
}
