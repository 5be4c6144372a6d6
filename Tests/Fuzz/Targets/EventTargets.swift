// What comes in over the log: events in both modes, bare commands, outcomes, rows, and the metadata of offset commits.

import Base
import Events
import JSON

@testable import Coordination
@testable import Log
@testable import Notifications
@testable import Offers
@testable import Stages

extension FuzzTarget {
    static let events: [FuzzTarget] = [
        FuzzTarget("event-structured", seeds: { try Samples.schemas("command", "outcome", "status", "step", "ticket") })
        {
            let event = try CloudEvent(structured: $0)
            try require(
                CloudEvent(structured: event.structured()) == event, "an event is read otherwise than it was written")
        },
        FuzzTarget("event-binary", seeds: { Samples.texts(binaryEvent) }) { bytes in
            let (headers, value) = record(bytes)
            _ = try CloudEvent(headers: headers, value: value)
        },
        FuzzTarget("command", seeds: { try Samples.schemas("command", "offer") }) { bytes in
            try coordinate(bytes, topic: .commands)
        },
        FuzzTarget("command-headers", seeds: { Samples.texts(binaryEvent) }) { bytes in
            let (headers, value) = record(bytes)
            try coordinate(value, headers: headers, topic: .commands)
        },
        FuzzTarget("outcome", seeds: { try Samples.schemas("outcome") }) { bytes in
            try coordinate(bytes, topic: .outcomes, rows: Rows([.status: runningRow.get()]))
        },
        FuzzTarget("routing-slip", seeds: { try Samples.schemas("step") }) { bytes in
            let slip = try ScheduledStep(CloudEvent(structured: bytes))
            let next = slip.handedOn(at: slip.event.time, adding: [:], source: "/fuzz")
            if let value = next?.value { _ = try ScheduledStep(CloudEvent(structured: value)) }
        },
        FuzzTarget(
            "slip-record", seeds: { try Samples.schemas("step").map { try CloudEvent(structured: $0).structured() } }
        ) { bytes in
            let subject = bytes.withUnsafeBufferPointer { record in
                Envelope(record).map { Array(record[$0.subject]) }
            }
            guard let subject, let slip = ScheduledStep(key: subject, structured: bytes) else { return }
            guard let event = try? CloudEvent(structured: bytes), let other = try? ScheduledStep(event) else {
                throw Broken(description: "a record is read in place that is no scheduled step")
            }
            try require(slip.event == other.event, "an event is read otherwise in place")
            let next = (
                slip.handedOn(at: now, adding: [:], source: "/f"), other.handedOn(at: now, adding: [:], source: "/f")
            )
            try require(
                try next.0?.value.map { try CloudEvent(structured: $0) }
                    == next.1?.value.map { try CloudEvent(structured: $0) },
                "a slip read in place is handed on otherwise")
        },
        FuzzTarget("sign-off", seeds: { try Samples.schemas("step", "outcome") }) { bytes in
            _ = try PublisherSignOff(Settings([:])).react(
                to: CloudEvent(structured: bytes), arrival: arrival(.stage(.publisherSignOff)), rows: Rows([:]),
                now: now)
        },
        FuzzTarget("status-row", seeds: { try statusRows() }) { bytes in
            _ = StatusCodec.deadline(of: bytes)
            let status = try StatusCodec.status(of: bytes)
            try require(OfferStatus(json: status.json) == status, "a row is read otherwise than it was written")
        },
        FuzzTarget("transition", seeds: { try transitions() }) { bytes in
            let event = try CloudEvent(structured: bytes)
            _ = try Notifier(Settings([:])).react(to: event, arrival: arrival(.history), rows: Rows([:]), now: now)
        },
        FuzzTarget("finished-offsets", seeds: { metadata }) { bytes in
            guard let base = bytes.first.map(Int64.init) else { return }
            let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
            guard let offsets = FinishedOffsets.decode(text, base: base, end: base + 30_000) else { return }
            try require(
                offsets.allSatisfy { $0 >= base && $0 < base + 30_000 }, "an offset that is not there is finished")
            let again = FinishedOffsets.encode(offsets, from: base)
            let read = again.flatMap { FinishedOffsets.decode($0, base: base, end: base + 30_000) } ?? []
            try require(read == offsets || (again?.utf8.count ?? 0) > 4096, "offsets are read otherwise than written")
        },
    ]

    static func statusRows() throws -> [[UInt8]] {
        try Samples.schemas("status").map { Samples.event(.statusChanged, of: sampleOffer, data: $0) }
            + [runningRow.get()]
    }

    static func transitions() throws -> [[UInt8]] {
        try Samples.schemas("transition").map { Samples.event(.transitionRecorded, of: sampleOffer, data: $0) }
    }

    /// The sample's submission while the step runs that the samples' outcomes speak of, counted by working days.
    static let runningRow = Result {
        var status = try OfferStatus(json: Samples.schemas("status")[0])
        status.state = .running
        status.steps[2].state = .inProgress
        for step in status.steps.indices {
            status.steps[step].longest = PublishingProfile.Longest(duration: "P3D", calendar: .business)
        }
        return Samples.event(.statusChanged, of: sampleOffer, data: status.json)
    }

    static let sampleOffer = OfferKey(publisher: "contoso", offer: "web-server")
    static let now = Timestamp(milliseconds: 1_800_000_000_000)

    static let coordinator = Result { try Coordinator(profiles: profiles()) }

    private static func profiles() throws -> [String: PublishingProfile] {
        try PublishingProfile.read(folder: Samples.root.appending(path: "deploy/profiles").path)
    }

    static func arrival(_ topic: Topic) -> RecordMetadata {
        RecordMetadata(topic: topic.name, partition: 0, offset: 7, partitions: 1, time: now)
    }

    static func coordinate(
        _ value: [UInt8], headers: [Message.Header] = [], topic: Topic, rows: Rows = Rows([:])
    ) throws {
        let coordinator = try coordinator.get()
        let event = try coordinator.read(value: value, headers: headers, key: nil, arrival: arrival(topic))
        let messages = try coordinator.react(to: event, arrival: arrival(topic), rows: rows, now: now)
        for message in messages where message.value != nil { _ = try written(message) }
    }

    /// What the coordinator wrote must be readable to everybody.
    static func written(_ message: Message) throws -> CloudEvent {
        do { return try CloudEvent(headers: message.headers, value: message.value ?? []) } catch {
            throw Broken(description: "the coordinator wrote what is no event to \(message.topic): \(error)")
        }
    }

    /// A record as lines: headers `name: value`, a blank line, the value.
    static func record(_ bytes: [UInt8]) -> ([Message.Header], [UInt8]) {
        var headers: [Message.Header] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 10) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { break }
            headers.append(
                Message.Header(String(decoding: line[..<colon], as: UTF8.self), bytes: Array(line[(colon + 1)...])))
        }
        return (headers, Array(rest))
    }

    private static let binaryEvent = """
        ce_specversion:1.0
        ce_id:command-1
        ce_source:/fuzz
        ce_type:offers.command.go-live.v1
        ce_subject:contoso/web-server
        ce_time:2026-11-21T10:00:00Z
        ce_sender:contoso
        traceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01

        {"publisher":"contoso","offer":"web-server","type":"virtual-machine"}
        """

    private static let metadata: [[UInt8]] = [
        Set([3, 4, 9]), Set((0..<400).filter { $0 % 3 == 1 }.map(Int64.init)), Set((5..<2000).map(Int64.init)),
    ].compactMap { FinishedOffsets.encode($0, from: 0).map { [0] + Array($0.utf8) } }
}
