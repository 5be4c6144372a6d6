// What comes in over the log: events in both modes, bare commands, scheduled steps, their results, history entries, and the
// metadata of offset commits; given to the processors that read them.

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
        FuzzTarget("event-binary", seeds: { Samples.texts(binaryEvent) }) { bytes in
            let (headers, value) = record(bytes)
            var event = try CloudEvent(headers: headers, value: value)
            // Data in binary mode may be anything.
            guard let data = try? RawJSON(json: event.data) else { return }
            event.data = data.bytes
            try require(
                CloudEvent(structured: event.structured()) == event, "an event is read otherwise than it was written")
        },
        FuzzTarget("command", seeds: { try Samples.schemas("command", "offer") }) { bytes in
            try coordinate(bytes, topic: .commands)
        },
        FuzzTarget("command-headers", seeds: { Samples.texts(binaryEvent) }) { bytes in
            let (headers, value) = record(bytes)
            try coordinate(value, headers: headers, topic: .commands)
        },
        FuzzTarget("outcome", seeds: { try Samples.results() }) { bytes in
            let parked = try Samples.step()
            try coordinate(bytes, topic: .outcomes, state: .init(status: try Samples.status.get(), parked: parked))
        },
        FuzzTarget("hand-off", seeds: { [try Samples.step().json] }) { bytes in
            let step = try ScheduledStep(
                key: Samples.offer.bytes, value: bytes, headers: [.structuredEvent], for: .certify)
            let messages = [
                step.again(at: now, source: "/fuzz"), step.handedOff(at: now, adding: ["a": "b"], source: "/fuzz"),
            ].compactMap(\.self)
            for message in messages {
                let next = try written(message)
                try require(next?.offer == step.offer, "the offer is not handed off byte for byte")
                try require(next?.submission == step.submission, "another submission is handed off")
            }
        },
        FuzzTarget(
            "sign-off",
            seeds: {
                try [Samples.step(at: .publisherSignOff).json] + [.signOffApproved, .signOffWithdrawn].map(decision)
            }
        ) { bytes in
            let waiting = try Samples.step(at: .publisherSignOff)
            for state in [nil, PublisherSignOff.State(waiting: waiting, preview: waiting.number)] {
                let reaction = try PublisherSignOff(Settings([:])).handle(
                    input(bytes, .stage(.publisherSignOff)), Followed(), now: now
                ) { _ in state }
                for message in reaction.messages { try written(message) }
            }
        },
        FuzzTarget("transition", seeds: { try Samples.entries() }) { bytes in
            _ = try Notifier(Settings([:])).handle(input(bytes, .history), followed.get(), now: now) { _ in nil }
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

    static let now = Samples.now

    static let coordinator = Result { try Coordinator(profiles: profiles()) }

    /// What a worker follows: the process of the samples.
    static let followed = Result {
        var followed = Followed()
        try followed.take(.processes, key: nil, value: Samples.process.get().profile.json, at: now)
        return followed
    }

    private static func profiles() throws -> [String: PublishingProfile] {
        try PublishingProfile.read(folder: Samples.root.appending(path: "deploy/profiles").path)
    }

    /// One partition, so that each offer is where it belongs; of two, it may belong elsewhere.
    static func input(
        _ value: [UInt8], headers: [Message.Header] = [], _ topic: Topic, partitions: Int = 1
    ) -> Input {
        .record(
            value: value, headers: headers, key: topic == .commands ? nil : Samples.offer.bytes,
            RecordMetadata(topic: topic.name, partition: 0, offset: 7, partitions: partitions, time: now))
    }

    static func coordinate(
        _ value: [UInt8], headers: [Message.Header] = [], topic: Topic, state: Coordinator.State? = nil
    ) throws {
        let coordinator = try coordinator.get()
        for partitions in topic == .commands ? [1, 2] : [1] {
            let input = input(value, headers: headers, topic, partitions: partitions)
            try hold(try coordinator.handle(input, followed.get(), now: now) { _ in state })
        }
    }

    /// What the coordinator wrote must be readable to everybody, and the row must be the state.
    static func hold(_ reaction: Reaction<Coordinator.State>) throws {
        for message in reaction.messages { try written(message) }
        guard let status = reaction.state?.status else { return }
        let rows = reaction.messages.filter { $0.topic == .status }
        try require(rows.count == 1, "\(rows.count) rows of one state")
        let row = try rows[0].value.map { try StatusRecord(json: $0).status }
        try require(row == status, "the row is read otherwise than the state")
    }

    /// Reads a message as its readers do; gives the step, where it is one.
    @discardableResult
    static func written(_ message: Message) throws -> ScheduledStep? {
        guard let value = message.value else { return nil }
        do {
            let event = try CloudEvent(headers: message.headers, value: value)
            switch event.type {
            case .statusChanged: _ = try StatusRecord(json: value)
            case .transitionRecorded: _ = try HistoryEntry(json: value)
            case .stepScheduled:
                let step = try ScheduledStep(json: value)
                return try ScheduledStep(
                    key: message.key, value: value, headers: message.headers, for: step.stop.stage)
            case let type where EventType.outcomes.contains(type): _ = try StepResult(json: value)
            default: break
            }
            return nil
        } catch {
            throw Broken(description: "what was written to \(message.topic) cannot be read: \(error)")
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

    /// The coordinator's word to sign-off about the samples' submission.
    static func decision(_ type: EventType) throws -> [UInt8] {
        var event = CloudEvent(
            id: "d", source: "/fuzz", type: type, subject: Samples.offer.description, time: now)
        event.set(Command.Name.submission, .integer(try Samples.step().number))
        return event.json
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
