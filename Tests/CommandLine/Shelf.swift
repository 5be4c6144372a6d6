// A broker in memory behind the broker client's functions, and the tool run against it with its output kept.

import Base
import BrokerClient
import Events
import Offers

@testable import CommandLine

/// Records by topic and partition, and what a coordinator would do when a command comes in.
///
/// @unchecked Sendable: one test uses it, on one thread.
final class Shelf: @unchecked Sendable {
    static let count = 8
    var records: [Topic: [TopicRecord]] = [:]
    var sent: [Message] = []
    /// Gives what is written to other topics when a message comes in.
    var reaction: (Message) -> [Message] = { _ in [] }
    var partitions: [Topic: Int] = Dictionary(uniqueKeysWithValues: Topic.all.map { ($0, Shelf.count) })
    var creation: ([Topic], Int, Int?) throws -> [Topic: TopicCreation] = { topics, _, _ in
        Dictionary(uniqueKeysWithValues: topics.map { ($0, .created) })
    }

    /// What comes while somebody follows.
    var later: [Message] = []
    /// What groups have committed, and how many members they have; nil: the broker does not say.
    var groups: [String: [Topic: Position]] = [:]
    var members: [String: Int]? = [:]
    /// The text beside each offset that a group has committed.
    var metadata: [String: String] = [:]
    /// What was committed through the client.
    var committed: [PositionRecord] = []
    var mayWrite = true
    /// What differs from the declarations.
    var configurations: [Topic: [String: String]]? = Dictionary(
        uniqueKeysWithValues: Topic.all.map { ($0, $0.configuration) })
    var openTransactions: [Topic: Position] = [:]
    /// Why the first batch of a topic cannot be read.
    var unreadable: [Topic: String] = [:]

    init() {
        put(Message(topic: .processes, key: Array(process.reference.utf8), value: process.profile.json))
    }

    func put(_ message: Message, at time: Timestamp? = nil, partition: Int32? = nil) {
        let place = partition ?? Partitioner.partition(of: message.key ?? [], count: Self.count)
        let offset = records[message.topic, default: []].count { $0.partition == place }
        records[message.topic, default: []].append(
            TopicRecord(
                topic: message.topic.name, partition: place, offset: Int64(offset), key: message.key,
                value: message.value, headers: message.headers, time: time))
    }

    var broker: BrokerClient {
        var client = BrokerClient()
        client.send = { message in
            self.sent.append(message)
            self.put(message)
            for answer in self.reaction(message) { self.put(answer) }
        }
        client.end = { topic, offer in self.end(topic, offer) }
        client.read = { topic, offer, start, each in
            for record in self.kept(topic, offer) where self.isFrom(start, record) { try each(record) }
            return self.end(topic, offer)
        }
        client.followAll = { from, _, each in
            for message in self.later { self.put(message) }
            self.later = []
            for (topic, position) in from {
                for record in self.records[topic] ?? [] where record.offset >= position[record.partition] ?? .max {
                    if try each([record]) { return true }
                }
            }
            return false
        }
        client.partitions = { self.partitions }
        client.create = { topics, partitions, replication in
            try self.creation(topics, partitions, replication)
        }
        client.commits = { group, topics in
            topics.flatMap { topic in
                (self.groups[group]?[topic] ?? [:]).sorted { $0.key < $1.key }.map { partition, offset in
                    PositionRecord(
                        group: group, topic: topic.name, partition: Int(partition), offset: Int(offset),
                        metadata: self.metadata[group] ?? "")
                }
            }
        }
        client.write = { records in
            for record in records {
                guard let topic = Topic.all.first(where: { $0.name == record.topic }) else { continue }
                self.put(
                    Message(topic: topic, key: record.key, value: record.value, headers: record.headers),
                    at: record.time, partition: record.partition)
            }
        }
        client.commit = { self.committed += $0 }
        client.members = { self.members }
        client.configurations = { self.configurations }
        client.waiting = { topic, position in
            position.reduce(into: [:]) { waiting, place in
                let first = self.kept(topic, nil).first { $0.partition == place.key && $0.offset >= place.value }
                waiting[place.key] =
                    self.unreadable[topic].map { .unreadable($0) }
                    ?? first.map { .record(offset: $0.offset, written: $0.time) } ?? .nothing
            }
        }
        client.openTransactions = { self.openTransactions[$0] ?? [:] }
        client.checkWriteAccess = { _ in
            if !self.mayWrite { throw BrokerError.failed("no right to write") }
        }
        return client
    }

    private func isFrom(_ start: Start, _ record: TopicRecord) -> Bool {
        switch start {
        case .beginning: true
        case .offsets(let position): record.offset >= position[record.partition] ?? .max
        case .time(let time): record.time.map { $0 >= time } ?? true
        }
    }

    private func kept(_ topic: Topic, _ offer: OfferKey?) -> [TopicRecord] {
        let place = offer.map { Partitioner.partition(of: $0.bytes, count: Self.count) }
        return (records[topic] ?? []).filter { place == nil || $0.partition == place }
    }

    private func end(_ topic: Topic, _ offer: OfferKey?) -> Position {
        var end: Position = [:]
        for partition in 0..<Int32(Self.count) { end[partition] = 0 }
        for record in records[topic] ?? [] { end[record.partition] = record.offset + 1 }
        guard let offer else { return end }
        let place = Partitioner.partition(of: offer.bytes, count: Self.count)
        return [place: end[place] ?? 0]
    }
}

/// What a run printed and ended with.
struct Run: Equatable {
    var out = ""
    var err: [String] = []
    var code = ExitCode.done
}

/// The world of all tests here: one time, ids in a row.
let testWorld = World(now: { time("2026-11-21T09:30:00Z") }, newID: { "command-1" }, random: { 0.5 })

func time(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(milliseconds: 0) }

let brokerNote = " (the broker is \(Connection.defaultBroker), the default)"

/// Runs the tool; `shelf` nil: a broker must not be asked for.
func offerctl(
    _ words: String..., environment: [String: String] = [:], shelf: Shelf? = nil, palette: Palette = .plain
) -> Run {
    offerctl(words, environment: environment, shelf: shelf, palette: palette)
}

func offerctl(
    _ words: [String], environment: [String: String] = [:], shelf: Shelf? = nil, palette: Palette = .plain
) -> Run {
    var run = Run()
    let out = Out(palette: palette, write: { run.out += $0 }, warn: { run.err.append($0) })
    run.code = CommandLineTool.run(words, environment: environment, user: "ada", out: out, world: testWorld) { _ in
        guard let shelf else { throw BrokerError.failed("no broker was to be asked") }
        return shelf.broker
    }
    // Every failure of a command that asked a broker names it; that has a test of its own.
    if shelf != nil { run.err = run.err.map { $0.replacing(brokerNote, with: "") } }
    return run
}
