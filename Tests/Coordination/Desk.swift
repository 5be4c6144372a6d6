// The coordinator with the rows it would have, as the runtime keeps them.

import Base
import Events
import JSON
import Offers
import Testing

@testable import Coordination

let document = Array(
    #"""
    {"publisher":"acme","offer":"web","type":"virtual-machine","version":"1.0.0","listing":{"title":"Web server"},
     "notifications":{"emails":["doc@acme.example"],"language":"fr"},"testDrive":{"enabled":true},  "plans":[]}
    """#.utf8)

struct Desk {
    var coordinator: Coordinator
    var followed = Followed()
    private(set) var rows: [Topic: [UInt8]] = [:]
    /// What the runtime keeps beside the rows.
    private(set) var state: Coordinator.State?

    init(_ profiles: [PublishingProfile] = [vm2018()]) throws {
        coordinator = try Coordinator(profiles: Dictionary(uniqueKeysWithValues: profiles.map { ($0.name, $0) }))
    }

    var status: OfferStatus? { state?.status }

    func place(_ topic: Topic) -> RecordMetadata {
        let home = Partitioner.partition(of: offer.bytes, count: 8)
        return RecordMetadata(topic: topic.name, partition: home, offset: 7, partitions: 8, time: morning)
    }

    func input(_ message: Message) -> Input {
        .record(
            value: message.value ?? [], headers: message.headers, key: message.key, place(message.topic))
    }

    mutating func take(_ message: Message, now: Timestamp = morning) throws -> [Message] {
        try take(input(message), now: now)
    }

    mutating func take(_ input: Input, now: Timestamp = morning) throws -> [Message] {
        let reaction = try coordinator.handle(input, followed, now: now) { [state] _ in state }
        for message in reaction.messages where coordinator.tables.contains(message.topic) {
            rows[message.topic] = message.value
        }
        state = reaction.state ?? state
        #expect(try coordinator.state(of: rows, followed) == state, "the state is what its rows say")
        return reaction.messages
    }

    @discardableResult
    mutating func publish(_ change: (inout Command) -> Void = { _ in }) throws -> [Message] {
        var command = Command(.publish, offer: offer, id: "publish-\(rows.count)", at: morning, document: document)
        change(&command)
        return try take(command.message)
    }

    @discardableResult
    mutating func say(_ outcome: Outcome, _ step: Int) throws -> [Message] { try take(result(outcome, step).message) }

    static func topics(_ messages: [Message]) -> [String] { messages.map(\.topic.name) }

    /// The step that a message schedules.
    static func step(_ message: Message) throws -> ScheduledStep {
        let stage = try #require(Stage.all.first { Topic.stage($0) == message.topic })
        return try ScheduledStep(key: message.key, value: message.value, headers: message.headers, for: stage)
    }

    static func entry(_ message: Message) throws -> Transition {
        #expect(message.topic == .history)
        return try HistoryEntry(json: message.value ?? []).transition
    }

    static func poison(_ work: () throws -> Void) -> String? {
        do {
            try work()
            return nil
        } catch { return (error as? Poison)?.code ?? (error as? Deferred)?.poison.code ?? "\(error)" }
    }
}
